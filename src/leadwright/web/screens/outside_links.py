"""Links from chats and mails into a workspace, named by its id: that lasts, its address may change."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from leadwright.domain.errors import NotFound
from leadwright.features.workspaces import queries
from leadwright.kernel.web import database_of
from leadwright.web.auth import Person

router = APIRouter(include_in_schema=False, prefix="/go/{workspace_id}")

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "today": "",
        "alerts": "/alerts",
        "approvals": "/approvals",
        "failed": "/outbox?status=failed",
        "leads": "/leads",
        "tasks": "/tasks",
    }
)


@router.get("/approvals/{message_id}")
async def approval(
    request: Request, person: Person, workspace_id: UUID, message_id: UUID
) -> RedirectResponse:
    """To the reply that waits, ready to be changed."""
    return await _inside(request, person, workspace_id, f"/approvals/{message_id}?edit=true")


@router.get("/{place}")
async def screen(
    request: Request, person: Person, workspace_id: UUID, place: str
) -> RedirectResponse:
    """To one of the screens that mails and chats name."""
    path = PLACES.get(place)
    if path is None:
        raise NotFound("There is no such place.")
    return await _inside(request, person, workspace_id, path)


@router.get("/settings/notifications")
async def wishes(request: Request, person: Person, workspace_id: UUID) -> RedirectResponse:
    return await _inside(request, person, workspace_id, "/settings/notifications")


async def _inside(
    request: Request, person: Person, workspace_id: UUID, path: str
) -> RedirectResponse:
    async with database_of(request).unbound() as session:
        doors = await queries.doors(session, person.person_id)
    slug = next((door.slug for door in doors if door.workspace_id == workspace_id), None)
    if slug is None:
        raise NotFound("There is no such place, or it is in a workspace you are not a member of.")
    return RedirectResponse(f"/w/{slug}{path}", 303)
