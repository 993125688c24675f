"""Today: the leads of the day, how fast they were answered, and what needs a person."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from leadwright.domain.permission import Permission
from leadwright.features.capture import volume
from leadwright.features.leads import figures, listing
from leadwright.features.leads.search import LeadFilter
from leadwright.features.messages import queries as messages
from leadwright.features.tasks import due
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock, failed_jobs
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Principal, Read, require
from leadwright.web.screens.frame import Framed
from leadwright.web.screens.today import view
from leadwright.web.screens.today.needs import FAILED_MOST, Need, Waiting, needs
from leadwright.web.screens.today.period import Period, period

router = APIRouter(include_in_schema=False)

NEWEST = 12


@dataclass(frozen=True)
class TodayContext:
    """The whole screen. `hours` is today's chart, `days` that of a longer period; one is empty."""

    is_empty: bool
    period: Period
    segments: tuple[tuple[str, str, bool], ...]
    refresh: str
    figures: tuple[view.Figure, ...]
    hours: tuple[tuple[int, int] | None, ...]
    hours_then: tuple[int, ...]
    then_word: str
    days: tuple[view.DayBar, ...]
    sources: tuple[view.Line, ...]
    intents: tuple[view.Line, ...]
    bands: tuple[view.Band, ...]
    answered: int
    needs: tuple[Need, ...]
    newest: tuple[view.Arrival, ...]


@router.get("/w/{workspace}", dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(
    frame: Framed, session: Read, span: Annotated[str, Query(alias="range")] = "today"
) -> HTMLResponse:
    """The dashboard; asked for by the page itself, only the part that changes."""
    context = await _context(frame.shell.workspace_url, frame.who, session, span)
    part = "figures" if frame.is_partial else None
    return frame.show("pages/today/index.html", context, section="today", block=part)


async def _context(url: str, who: Principal, session: ReadSession, span: str) -> TodayContext:
    counted = await _counted(session, span)
    newest = await listing.page(session, LeadFilter(limit=NEWEST))
    waiting = Waiting(
        messages=await messages.unfinished(session),
        failed_jobs=await _failed_jobs(session, who),
        tasks_due=await due.due(session, who.person_id, clock.now()),
    )
    whole = counted.whole
    is_today = counted.period.length == 1
    return TodayContext(
        is_empty=not newest.items,
        period=counted.period,
        segments=view.segments(counted.period, url),
        refresh=url if is_today else f"{url}?range={counted.period.key}",
        figures=view.figures(counted, url),
        hours=view.hours(counted) if is_today else (),
        hours_then=view.hours_then(counted) if is_today else (),
        then_word=view.last_weekday(counted.period),
        days=view.day_bars(counted),
        sources=view.lines(whole.sources, url, "source"),
        intents=view.lines(whole.intents, url, "intent"),
        bands=view.bands(whole.whole),
        answered=whole.whole.answered,
        needs=needs(waiting, url),
        newest=tuple(view.arrival(lead, url) for lead in newest.items),
    )


async def _failed_jobs(session: ReadSession, who: Principal) -> int:
    """Told to those who may do something about them; counts to FAILED_MOST at the most."""
    if not who.may(Permission.MANAGE_JOBS):
        return 0
    return len(await failed_jobs.held(session, limit=FAILED_MOST))


async def _counted(session: ReadSession, span: str) -> view.Counted:
    workspace = await workspaces.workspace(session, session.info["workspace_id"])
    zone = str(workspace.settings.get("timezone") or "UTC") if workspace else "UTC"
    chosen = period(span, zone, clock.now())
    return view.Counted(
        period=chosen,
        days=await figures.by_day(session, chosen.days(), chosen.zone),
        received=await volume.received(session, *chosen.so_far()),
        received_then=await volume.received(session, *chosen.so_far(weeks_ago=1)),
    )
