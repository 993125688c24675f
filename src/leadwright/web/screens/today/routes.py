"""Today: the leads of the day, how fast they were answered, and what needs a person."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from leadwright.bootstrap.mail import mail_setup
from leadwright.domain.permission import Permission
from leadwright.features.capture import volume
from leadwright.features.connections import queries as connections
from leadwright.features.imports import queries as imports
from leadwright.features.leads import figures, listing
from leadwright.features.leads.search import LeadFilter
from leadwright.features.messages import queries as messages
from leadwright.features.scoring.cards import stored
from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.features.tasks import due
from leadwright.features.workspaces import actions as workspace_actions
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.jobs import failed_jobs
from leadwright.kernel.web import Principal, Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.today import view
from leadwright.web.screens.today.first_steps import SetupProgress, Step, first_steps
from leadwright.web.screens.today.needs import FAILED_MOST, Need, Waiting, needs
from leadwright.web.screens.today.period import Period, period

router = APIRouter(include_in_schema=False)

NEWEST = 12
AWAY = "first_steps_away"
PUT_AWAY = "put_away"
MAY = [Depends(require(Permission.MANAGE_WORKSPACE))]


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
    steps: tuple[Step, ...]


@router.get("/w/{workspace}", dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(
    frame: Framed, session: Read, span: Annotated[str, Query(alias="range")] = "today"
) -> HTMLResponse:
    """The dashboard; asked for by the page itself, only the part that changes."""
    context = await _context(frame, session, span)
    part = "figures" if frame.is_partial else None
    was_put_away = frame.request.query_params.get("toast") == PUT_AWAY
    undo = f"{frame.shell.workspace_url}/first-steps/back" if was_put_away else ""
    return frame.show("pages/today/index.html", context, section="today", block=part, undo=undo)


@router.post("/w/{workspace}/first-steps/{where}", dependencies=[*MAY, Depends(csrf)])
async def put_away(frame: Framed, session: Tx, where: Literal["away", "back"]) -> Response:
    """The first steps are not shown any more, or again."""
    changes = {AWAY: where == "away"}
    await workspace_actions.change_settings(session, frame.who.workspace_name, changes)
    return frame.to("", toast=PUT_AWAY if changes[AWAY] else None)


async def _context(frame: Frame, session: ReadSession, span: str) -> TodayContext:
    url, who = frame.shell.workspace_url, frame.who
    counted = await _counted(session, span)
    newest = await listing.page(session, LeadFilter(limit=NEWEST))
    waiting = Waiting(
        open_alerts=frame.shell.count("alerts"),
        messages=await messages.unfinished(session),
        failed_jobs=await _failed_jobs(session, who),
        tasks_due=await due.due(session, who.person_id, clock.now()),
        files=await imports.count_waiting(session),
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
        steps=await _steps(frame, session, has_leads=bool(newest.items)),
    )


async def _steps(frame: Frame, session: ReadSession, *, has_leads: bool) -> tuple[Step, ...]:
    """For those who may take them."""
    settings = await workspaces.settings(session)
    if settings.get(AWAY) or frame.who.is_demo or not frame.who.may(Permission.MANAGE_WORKSPACE):
        return ()
    own_server = mail_setup(frame.request.app.state.settings).server
    known = SetupProgress(
        has_leads=has_leads,
        mail_leaves=bool(own_server) or await connections.default(session) is not None,
        has_facts=bool(settings.get("facts")),
        has_own_score=await stored.newest_number(session, default_scorecard().name) > 0,
        has_colleagues=len(await workspaces.members(session)) > 1,
    )
    return first_steps(known, frame.shell.workspace_url)


async def _failed_jobs(session: ReadSession, who: Principal) -> int:
    """Told to those who may do something about them; counts to FAILED_MOST at the most."""
    if not who.may(Permission.MANAGE_JOBS):
        return 0
    return len(await failed_jobs.held(session, limit=FAILED_MOST))


async def _counted(session: ReadSession, span: str) -> view.Counted:
    settings = await workspaces.settings(session)
    chosen = period(span, str(settings.get("timezone") or "UTC"), clock.now())
    return view.Counted(
        period=chosen,
        days=await figures.by_day(session, chosen.days(), chosen.zone),
        received=await volume.received(session, *chosen.so_far()),
        received_then=await volume.received(session, *chosen.so_far(weeks_ago=1)),
    )
