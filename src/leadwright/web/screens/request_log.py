"""Every post at the door, as it came: what a form's owner looks at when nothing arrives."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from leadwright.domain.errors import NotFound
from leadwright.domain.permission import Permission
from leadwright.features.capture import request_log
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, require
from leadwright.web.screens import lead_names
from leadwright.web.screens import request_log_view as view
from leadwright.web.screens.frame import Framed

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/requests")

Reads = Depends(require(Permission.READ_REQUESTS))


@router.get("", dependencies=[Reads])
async def index(frame: Framed, session: Read, only: str = "", before: str = "") -> HTMLResponse:
    refused_only = only == "refused"
    page = await request_log.page(session, refused_only=refused_only, before=before or None)
    fates = await lead_names.of_submissions(
        session, (line.id for line in page.items if line.is_taken)
    )
    base = f"{frame.shell.workspace_url}/requests?only={'refused' if refused_only else ''}"
    context = view.RequestLogContext(
        refused_only=refused_only,
        rows=tuple(view.row(line, fates.get(line.id)) for line in page.items),
        older=f"{base}&before={page.older}" if page.older else "",
        is_first=not before,
    )
    return frame.show("pages/request_log/index.html", context, section="settings")


@router.get("/{request_id}", dependencies=[Reads])
async def show(frame: Framed, session: Read, request_id: UUID) -> HTMLResponse:
    context = await _one(session, request_id)
    return frame.show("pages/request_log/show.html", context, section="settings")


@router.get("/{request_id}/panel", dependencies=[Reads])
async def panel(frame: Framed, session: Read, request_id: UUID) -> HTMLResponse:
    context = await _one(session, request_id)
    return frame.show("pages/request_log/panel.html", context, section="settings")


async def _one(session: ReadSession, request_id: UUID) -> view.RequestContext:
    request = await request_log.one(session, request_id)
    if request is None:
        raise NotFound("There is no such request in this log.")
    fates = await lead_names.of_submissions(session, [request_id])
    return view.one(request, fates.get(request_id))
