"""Changes to the selected leads, and back again."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import RedirectResponse, Response

from leadwright.domain.errors import FieldProblem, Forbidden, Invalid, NotFound
from leadwright.domain.ids import LeadId, PersonId
from leadwright.domain.lead import LeadStatus
from leadwright.domain.permission import BY_ROLE, Permission
from leadwright.features.leads import actions, listing
from leadwright.features.workspaces import queries as workspaces
from leadwright.features.workspaces.queries import Member
from leadwright.kernel.crypto import Keyring
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.web import Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.leads import filters as leads_asked
from leadwright.web.screens.leads.undo import Before, Change, seal, unseal
from leadwright.web.screens.leads.words import STATUSES

MOST = 200

router = APIRouter(
    include_in_schema=False,
    dependencies=[Depends(require(Permission.WORK_LEADS)), Depends(csrf)],
)
Selected = Annotated[list[UUID], Form(alias="lead")]
Back = Annotated[str, Form()]


@router.post("/leads/status")
async def set_status(
    frame: Framed,
    session: Tx,
    status: Annotated[str, Form()],
    lead: Selected = [],  # noqa: B006 -- FastAPI copies it
    back: Back = "",
) -> RedirectResponse:
    if status not in STATUSES:
        problem = FieldProblem("status", "unknown", f"Use one of {', '.join(STATUSES)}.")
        raise Invalid("There is no such status.", problems=(problem,))
    found = await _selected(session, lead)
    befores = [
        Before(id_, before, version + 1) for id_, version, before, _ in found if before != status
    ]
    for each in befores:
        await _change_status(session, frame, each, status, each.version - 1)
    return _done(frame, Change("status", STATUSES[status], tuple(befores)), back)


@router.post("/leads/assign")
async def assign(
    frame: Framed,
    session: Tx,
    owner: Annotated[str, Form()] = "",
    lead: Selected = [],  # noqa: B006 -- FastAPI copies it
    back: Back = "",
) -> RedirectResponse:
    """To a member, or with an empty `owner` to nobody."""
    names = {str(each.person_id): each.name for each in workers(await workspaces.members(session))}
    if owner and owner not in names:
        problem = FieldProblem("owner", "unknown", "Choose a member of this workspace.")
        raise Invalid("Nobody here can take leads under that id.", problems=(problem,))
    found = await _selected(session, lead)
    befores = [
        Before(id_, before, version + 1)
        for id_, version, _, before in found
        if (before or "") != owner
    ]
    for each in befores:
        await _hand_over(session, frame, each, owner or None, each.version - 1)
    return _done(frame, Change("owner", names.get(owner, ""), tuple(befores)), back)


@router.post("/leads/undo")
async def undo(
    frame: Framed,
    session: Tx,
    token: Annotated[str, Query(max_length=40_000)],
    back: Annotated[str, Query(max_length=8_000)] = "",
) -> Response:
    """Give each lead what it had, unless somebody changed it since."""
    change = unseal(_keyring(frame), frame.who.workspace_id, token)
    if change is None:
        raise Invalid("This undo is not one of ours.")
    names = {str(each.person_id) for each in await workspaces.members(session)}
    now = {lead.id: lead.version for lead in await listing.some(session, _ids(change))}
    untouched = [each for each in change.leads if now.get(each.lead_id) == each.version]
    for each in untouched:
        if change.verb == "status" and each.value in STATUSES:
            await _change_status(session, frame, each, str(each.value), each.version)
        elif change.verb == "owner" and (each.value is None or each.value in names):
            await _hand_over(session, frame, each, each.value, each.version)
    toast = "undone" if len(untouched) == len(change.leads) else "undone_partly"
    answer = frame.to(_path(back), toast=toast)
    if "hx-request" in frame.request.headers:  # the toast's button waits for no page
        return Response(status_code=200, headers={"HX-Redirect": answer.headers["location"]})
    return answer


def workers(members: Sequence[Member]) -> Sequence[Member]:
    """Those who may work leads."""
    return [each for each in members if Permission.WORK_LEADS in BY_ROLE[each.role]]


def done_words(frame: Frame, token: str) -> tuple[str, str] | None:
    """What the toast says after a change, and where its undo is posted to ("" for none)."""
    change = unseal(_keyring(frame), frame.who.workspace_id, token)
    if change is None:
        return None
    if not change.leads:
        return change.words, ""
    return change.words, f"{frame.shell.workspace_url}/leads/undo?{urlencode({'token': token})}"


async def _selected(
    session: TenantSession, lead_ids: list[UUID]
) -> Sequence[tuple[UUID, int, str, str | None]]:
    """Id, version, status and owner of each, as they are now: the rows change under the verbs."""
    if not lead_ids or len(lead_ids) > MOST:
        problem = FieldProblem("lead", "count", f"Select from 1 to {MOST} leads.")
        raise Invalid("No leads were selected, or too many.", problems=(problem,))
    found = await listing.some(session, lead_ids)
    if len(found) < len(set(lead_ids)):
        raise NotFound("One of these leads is not here any more. Load the page again.")
    return [
        (lead.id, lead.version, lead.status, str(lead.owner_id) if lead.owner_id else None)
        for lead in found
    ]


async def _change_status(
    session: TenantSession, frame: Frame, lead: Before, status: str, version: int
) -> None:
    await actions.change_status(
        session,
        LeadId(lead.lead_id),
        LeadStatus(status),
        actor=_actor(frame),
        version=version,
    )


async def _hand_over(
    session: TenantSession, frame: Frame, lead: Before, owner: str | None, version: int
) -> None:
    await actions.hand_over(
        session,
        LeadId(lead.lead_id),
        PersonId(UUID(owner)) if owner else None,
        actor=_actor(frame),
        version=version,
    )


def _done(frame: Frame, change: Change, back: str) -> RedirectResponse:
    token = seal(_keyring(frame), frame.who.workspace_id, change)
    path = _path(back)
    return frame.to(f"{path}{'&' if '?' in path else '?'}done={token}")


def _path(back: str) -> str:
    """The table as it was, from what its form says; only what we understand comes back."""
    query = leads_asked.read(parse_qs(back[:8_000])).query(page=True)
    return f"/leads?{query}" if query else "/leads"


def _ids(change: Change) -> list[UUID]:
    return [each.lead_id for each in change.leads]


def _actor(frame: Frame) -> PersonId:
    if frame.who.person_id is None:
        raise Forbidden("Only a person can do this.")
    return frame.who.person_id


def _keyring(frame: Frame) -> Keyring:
    keyring: Keyring = frame.request.app.state.keyring
    return keyring
