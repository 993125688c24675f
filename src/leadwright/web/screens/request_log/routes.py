"""Every post at the door, as it came: what a form's owner looks at when nothing arrives."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import NotFound, Refused
from leadwright.domain.permission import Permission
from leadwright.features.capture import actions, request_log
from leadwright.features.capture.request_log import WholeRequest
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, database_of, require
from leadwright.web.auth import csrf
from leadwright.web.refusals import in_words
from leadwright.web.screens import lead_names
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.request_log import again as request_log_again
from leadwright.web.screens.request_log import view
from leadwright.web.screens.settings_tabs import tabs_for

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/requests")

Reads = Depends(require(Permission.READ_REQUESTS))
Works = Depends(require(Permission.MANAGE_JOBS))


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
        tabs=tabs_for(frame.who),
    )
    return frame.show("pages/request_log/index.html", context, section="settings")


@router.get("/{request_id}", dependencies=[Reads])
async def show(frame: Framed, session: Read, request_id: UUID) -> HTMLResponse:
    context = await _one(frame, session, request_id)
    return frame.show("pages/request_log/show.html", context, section="settings")


@router.get("/{request_id}/panel", dependencies=[Reads])
async def panel(frame: Framed, session: Read, request_id: UUID) -> HTMLResponse:
    context = await _one(frame, session, request_id)
    return frame.show("pages/request_log/panel.html", context, section="settings")


@router.get("/{request_id}/raw", dependencies=[Reads])
async def raw(session: Read, request_id: UUID) -> Response:
    """All that was kept of the body, byte for byte; as a file, so that no browser runs it."""
    body = await request_log.whole_body(session, request_id)
    if body is None:
        raise NotFound("There is no such request in this log.")
    name = f'attachment; filename="request-{request_id}.txt"'
    return Response(
        body, media_type="application/octet-stream", headers={"Content-Disposition": name}
    )


@router.post("/{request_id}/take-in", dependencies=[Works, Depends(csrf)])
async def take_in(frame: Framed, request_id: UUID) -> Response:
    """Through the door after all, by a person's decision; still refused, it says why."""
    database = database_of(frame.request)
    async with database.read(frame.who.workspace_id) as session:
        request = await _found(session, request_id)
        body = await request_log.whole_body(session, request_id)
    try:
        post = request_log_again.incoming(frame.who, request, body or b"")
        taken = await actions.take(database, post)
    except Refused as refusal:
        async with database.read(frame.who.workspace_id) as session:
            context = await _one(frame, session, request_id, in_words(refusal))
        return frame.show("pages/request_log/show.html", context, section="settings", status=422)
    return frame.to(f"/requests/{taken.submission_id}", toast="taken_in")


async def _found(session: ReadSession, request_id: UUID) -> WholeRequest:
    request = await request_log.one(session, request_id)
    if request is None:
        raise NotFound("There is no such request in this log.")
    return request


async def _one(
    frame: Frame, session: ReadSession, request_id: UUID, refused_again: str = ""
) -> view.RequestContext:
    request = await _found(session, request_id)
    fates = await lead_names.of_submissions(session, [request_id])
    may_work = frame.who.may(Permission.MANAGE_JOBS)
    return view.one(request, fates.get(request_id), may_work=may_work, refused_again=refused_again)
