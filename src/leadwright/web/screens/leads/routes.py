"""The table of leads and the palette's search."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from leadwright.domain.errors import Invalid
from leadwright.domain.permission import Permission
from leadwright.features.leads import listing
from leadwright.features.leads.listing import LeadPage
from leadwright.features.leads.search import Order
from leadwright.features.routing import queries as routing
from leadwright.features.workspaces import queries as workspaces
from leadwright.features.workspaces.queries import Member
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, database_of, require
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.leads import bulk as leads_bulk
from leadwright.web.screens.leads import export as leads_export
from leadwright.web.screens.leads import filters as leads_asked
from leadwright.web.screens.leads import search
from leadwright.web.screens.leads import view as leads_view
from leadwright.web.screens.leads.filters import ListFilters
from leadwright.web.screens.leads.query import field_names
from leadwright.web.screens.leads.view import Chip, Head, LeadRow, Options, Tab, address
from leadwright.web.screens.leads.words import STATUSES

router = APIRouter(
    prefix="/w/{workspace}",
    include_in_schema=False,
    dependencies=[Depends(require(Permission.READ_LEADS))],
)


@dataclass(frozen=True)
class LeadsContext:
    """The table as asked. `done` is what a bulk change did and where its undo is posted to."""

    base: str
    asked: ListFilters
    rows: tuple[LeadRow, ...]
    tabs: tuple[Tab, ...]
    chips: tuple[Chip, ...]
    heads: dict[Order, Head]
    options: tuple[Options, ...]
    owners: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    since: tuple[tuple[str, str], ...]
    previous: str
    next: str
    summary: str
    query: str
    clear: str
    has_leads: bool
    may_work: bool
    members: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    done: tuple[str, str] | None


@router.get("/leads")
async def show(frame: Framed, session: Read) -> Response:
    """Whole, or for the search box its results alone."""
    query = parse_qs(frame.request.url.query)
    asked = leads_asked.read(query)
    if "apply" in query:  # the filter form, which writes its address as browsers do
        return RedirectResponse(address(_base(frame), asked), 303)
    now = clock.now().astimezone(await workspaces.zone(session))
    asked, found = await _page(session, asked, frame, now)
    members = await workspaces.members(session)
    context = await _context(frame, session, asked, found, members)
    if frame.is_partial:
        part = frame.show("pages/leads/index.html", context, section="leads", block="results")
        part.headers["HX-Push-Url"] = address(_base(frame), asked)
        return part
    return frame.show("pages/leads/index.html", context, section="leads")


@router.get("/leads.csv")
async def export(frame: Framed, session: Read) -> StreamingResponse:
    """All leads that match, not only a page."""
    asked, now = await _export(frame, session)
    return StreamingResponse(
        leads_export.lines(asked),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file(frame, now)}.csv"'},
    )


@router.get("/leads.xlsx")
async def export_workbook(frame: Framed, session: Read) -> FileResponse:
    """The same as a workbook, with times of the workspace's zone."""
    asked, now = await _export(frame, session)
    folder = tempfile.TemporaryDirectory(prefix="leads-")
    path = Path(folder.name, "leads.xlsx")
    try:
        await leads_export.workbook(asked, path, now.tzinfo or UTC)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        path, filename=f"{_file(frame, now)}.xlsx", background=BackgroundTask(folder.cleanup)
    )


async def _export(frame: Frame, session: ReadSession) -> tuple[leads_export.Export, datetime]:
    asked = leads_asked.read(parse_qs(frame.request.url.query)).at()
    now = clock.now().astimezone(await workspaces.zone(session))
    database, workspace_id = database_of(frame.request), frame.who.workspace_id
    owners = {UUID(str(m.person_id)): m.name for m in await workspaces.members(session)}
    return leads_export.Export(
        reading=lambda: database.read(workspace_id),
        wanted=asked.wanted(frame.who.person_id, now),
        owners=owners,
        fields=await field_names(session),
    ), now


def _file(frame: Frame, now: datetime) -> str:
    return f"leads-{frame.who.workspace_slug}-{now:%Y-%m-%d}"


async def _page(
    session: ReadSession, asked: ListFilters, frame: Frame, now: datetime
) -> tuple[ListFilters, LeadPage]:
    """The page asked for; the first one where its mark is none of ours."""
    try:
        return asked, await listing.page(session, asked.wanted(frame.who.person_id, now))
    except Invalid:
        mended = replace(asked.at(), ignored=(*asked.ignored, "the page mark"))
        return mended, await listing.page(session, mended.wanted(frame.who.person_id, now))


async def _context(
    frame: Frame,
    session: ReadSession,
    asked: ListFilters,
    found: LeadPage,
    members: Sequence[Member],
) -> LeadsContext:
    base = _base(frame)
    owners = {UUID(str(member.person_id)): member.name for member in members}
    teams = await routing.teams(session)
    token = frame.request.query_params.get("done")
    return LeadsContext(
        base=base,
        asked=asked,
        rows=leads_view.rows(found.items, base, owners),
        tabs=leads_view.tabs(base, asked),
        chips=leads_view.chips(base, asked, owners, teams),
        heads=leads_view.heads(base, asked),
        options=leads_view.options(asked, await listing.sources(session)),
        owners=leads_view.owner_options(members),
        teams=leads_view.team_options(asked, teams),
        since=leads_view.since_options(asked),
        previous=address(base, asked.at(before=found.previous)) if found.previous else "",
        next=address(base, asked.at(after=found.next)) if found.next else "",
        summary=_summary(found),
        query=asked.query(page=True),
        clear=address(base, asked.only({})),
        has_leads=bool(found.items) or not await listing.is_empty(session),
        may_work=frame.who.may(Permission.WORK_LEADS),
        members=tuple((str(m.person_id), m.name) for m in leads_bulk.workers(members)),
        statuses=tuple(STATUSES.items()),
        done=leads_bulk.done_words(frame, token) if token else None,
    )


def _summary(found: LeadPage) -> str:
    count = len(found.items)
    words = "1 lead" if count == 1 else f"{count} leads"
    return words if not (found.next or found.previous) else f"{words} on this page"


def _base(frame: Frame) -> str:
    return f"{frame.shell.workspace_url}/leads"


router.include_router(leads_bulk.router)
router.include_router(search.router)
