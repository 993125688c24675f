"""Tests of wordings: made from a template, watched, and ended with a winner or without."""

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Conflict, Invalid, NotFound
from leadwright.domain.permission import Permission
from leadwright.features.connections import queries as connections
from leadwright.features.experiments import actions, queries, rules
from leadwright.features.experiments.models import Experiment
from leadwright.features.experiments.rules import KEYS, Judged, State
from leadwright.features.replies.composing import own_templates
from leadwright.features.workspaces import directory
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.experiments import form as forms
from leadwright.web.screens.experiments import view
from leadwright.web.screens.experiments.export import lines
from leadwright.web.screens.experiments.form import Site
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.reply_templates import view as templates_view
from leadwright.web.screens.settings_tabs import SECTION, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/experiments"
ONE = PATH + "/{experiment_id:uuid}"
READS = [Depends(require(Permission.READ_LEADS))]
OPENS = [Depends(require(Permission.MANAGE_WORKSPACE))]
CHANGES = [*OPENS, Depends(csrf)]


@router.get(PATH, dependencies=READS)
async def index(frame: Framed, session: Read) -> HTMLResponse:
    """Every experiment with its state and what it says so far."""
    url, now = frame.shell.workspace_url, clock.now()
    found = await queries.all_of_them(session)
    context = view.ListContext(
        tabs=tabs_for(frame.who),
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
        rows=tuple([view.row_of(url, one, await _judged(session, one, now)) for one in found]),
        templates_url=f"{url}/templates",
    )
    return frame.show("pages/experiments/index.html", context, section=SECTION)


@router.get(PATH + "/new", dependencies=OPENS)
async def new(
    frame: Framed, session: Read, template: str = "", language: str = "", industry: str = ""
) -> HTMLResponse:
    """The form of a new one, begun with the template's words."""
    site = forms.site_of(template, language, industry, await directory.company(session))
    typed = forms.begun(site, await own_templates.in_use(session))
    return await _form(frame, session, site, typed)


@router.post(PATH + "/new", dependencies=CHANGES)
async def make(
    frame: Framed,
    session: Tx,
    typed: Typed,
    template: str = "",
    language: str = "",
    industry: str = "",
) -> Response:
    """Keep it as a draft."""
    company = await directory.company(session)
    site = forms.site_of(template, language, industry, company)
    try:
        plan = forms.plan_of(site, typed, await own_templates.in_use(session), company)
        made = await actions.make(session, plan, frame.who.person_id)
    except Invalid as refusal:
        return await _form(frame, session, site, typed, refusal=refusal)
    return frame.to(f"/experiments/{made}", toast="saved")


@router.get(ONE + "/edit", dependencies=OPENS)
async def edit(frame: Framed, session: Read, experiment_id: UUID) -> HTMLResponse:
    """The form of a draft."""
    row = await queries.one(session, experiment_id)
    if row.state != State.DRAFT:
        raise NotFound("It has been started; what is tested does not change any more.")
    typed = forms.kept(row, await queries.variants(session, experiment_id))
    return await _form(frame, session, forms.site_under(row), typed, row=row)


@router.post(ONE + "/edit", dependencies=CHANGES)
async def change(frame: Framed, session: Tx, experiment_id: UUID, typed: Typed) -> Response:
    """Another plan for a draft."""
    row = await queries.one(session, experiment_id)
    company, site = await directory.company(session), forms.site_under(row)
    try:
        plan = forms.plan_of(site, typed, await own_templates.in_use(session), company)
        await actions.change(session, experiment_id, plan)
    except Invalid as refusal:
        return await _form(frame, session, site, typed, row=row, refusal=refusal)
    except Conflict as late:
        return await _page(frame, session, experiment_id, conflict=late.message)
    return frame.to(f"/experiments/{experiment_id}", toast="saved")


@router.get(ONE, dependencies=READS)
async def show(frame: Framed, session: Read, experiment_id: UUID) -> HTMLResponse:
    """Its wordings side by side, with their figures as they stand."""
    return await _page(frame, session, experiment_id)


@router.get(ONE + "/leads.csv", dependencies=READS)
async def export(frame: Framed, session: Read, experiment_id: UUID) -> Response:
    """Every lead of it: wording, time, and whether it answered."""
    await queries.one(session, experiment_id)
    rows = await queries.rows_of(session, experiment_id)
    name = f"experiment-{frame.who.workspace_slug}-{clock.now():%Y-%m-%d}.csv"
    return Response(
        lines(rows, clock.now()),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post(ONE + "/start", dependencies=CHANGES)
async def start(frame: Framed, session: Tx, experiment_id: UUID) -> Response:
    """Begin, or go on after a pause."""
    act = actions.start(session, experiment_id, frame.who.person_id)
    return await _done(frame, session, experiment_id, act)


@router.post(ONE + "/pause", dependencies=CHANGES)
async def pause(frame: Framed, session: Tx, experiment_id: UUID) -> Response:
    """Have the standing template answer for a while."""
    act = actions.pause(session, experiment_id, frame.who.person_id)
    return await _done(frame, session, experiment_id, act)


@router.post(ONE + "/stop", dependencies=CHANGES)
async def stop(
    frame: Framed, session: Tx, experiment_id: UUID, winner: Annotated[str, Form()] = ""
) -> Response:
    """End it; with a winner, its words become the workspace's own template."""
    act = actions.stop(session, experiment_id, frame.who.person_id, winner or None)
    return await _done(frame, session, experiment_id, act)


@router.post(ONE + "/remove", dependencies=CHANGES)
async def remove(frame: Framed, session: Tx, experiment_id: UUID) -> Response:
    """Throw a draft away."""
    try:
        await actions.remove(session, experiment_id)
    except Conflict as late:
        return await _page(frame, session, experiment_id, conflict=late.message)
    return frame.to("/experiments", toast="removed")


async def _done(frame: Frame, session: Tx, experiment_id: UUID, act: Awaitable[None]) -> Response:
    try:
        await act
    except Conflict as late:
        return await _page(frame, session, experiment_id, conflict=late.message)
    return RedirectResponse(_to(frame, experiment_id), 303)


def _to(frame: Frame, experiment_id: UUID) -> str:
    return f"{frame.shell.workspace_url}/experiments/{experiment_id}?toast=done"


async def _judged(session: ReadSession, row: Experiment, now: datetime) -> tuple[Judged, ...]:
    """A stopped one is judged as it goes on settling: its data is kept."""
    counts = await queries.counts(session, row.id, now)
    return rules.judge(counts, row.alpha, row.floor)


async def _page(
    frame: Frame, session: ReadSession, experiment_id: UUID, *, conflict: str = ""
) -> HTMLResponse:
    if conflict:
        session.expire_all()
    row = await queries.one(session, experiment_id)
    variants = await queries.variants(session, experiment_id)
    judged = await _judged(session, row, clock.now())
    company, url = await directory.company(session), frame.shell.workspace_url
    site, (tone, word) = forms.site_under(row), view.STATES[row.state]
    context = view.ShowContext(
        tabs=tabs_for(frame.who),
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
        id=row.id,
        name=row.name,
        about=view.about_words(site, row.about),
        url=f"{url}/experiments/{row.id}",
        list_url=f"{url}/experiments",
        template_url=templates_view.address(url, site.place),
        state=row.state,
        tone=tone,
        state_word=word,
        sides=view.sides(row, variants, judged, company),
        window_days=row.window_days,
        floor=row.floor,
        alpha=view.percent(row.alpha),
        by_rule=row.by_rule,
        decided=view.summary(row, judged),
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        taken_over=view.taken_over(row),
        models=len(await connections.listed(session, connections.MODEL)),
        conflict=conflict,
        problem=view.elsewhere(site, company),
    )
    status = 409 if conflict else 200
    return frame.show("pages/experiments/show.html", context, section=SECTION, status=status)


async def _form(
    frame: Frame,
    session: ReadSession,
    site: Site,
    typed: Mapping[str, str],
    *,
    row: Experiment | None = None,
    refusal: Invalid | None = None,
) -> HTMLResponse:
    own = await own_templates.in_use(session)
    url = frame.shell.workspace_url
    subject, body = templates_view.text_of(site.place, own)
    context = view.FormContext(
        tabs=tabs_for(frame.who),
        title=row.name if row else "A new experiment",
        about=view.about_words(site, "text"),
        url=f"{url}/experiments/{row.id}/edit" if row else view.new_url(url, site),
        back=f"{url}/experiments/{row.id}" if row else templates_view.address(url, site.place),
        all_url="" if row else view.new_url(url, replace(site, language=forms.ALL)),
        typed=typed,
        errors=errors_of(refusal),
        problems=() if refusal is None else tuple((p.field, p.remedy) for p in refusal.problems),
        is_all=site.language == forms.ALL,
        language=site.place.language,
        control=subject,
        control_body=body,
        wordings=templates_view.wordings(site.place, templates_view.kind_of(site.place, own)),
        others=tuple(KEYS[1:]),
        letters=(("", "Not used"), *forms.letters(site)),
        abouts=forms.ABOUT,
    )
    status = 422 if refusal else 200
    return frame.show("pages/experiments/edit.html", context, section=SECTION, status=status)
