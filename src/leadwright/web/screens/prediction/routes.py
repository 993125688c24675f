"""The model page: whether there is enough to learn from, training, figures, versions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.permission import Permission
from leadwright.features.prediction import actions, drifting, queries, rules, trials
from leadwright.features.prediction.rules import Target
from leadwright.features.prediction.trials import Terms
from leadwright.features.scoring import modes
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.prediction import view
from leadwright.web.screens.prediction.card import card_of
from leadwright.web.screens.prediction.drift import drift_view
from leadwright.web.screens.prediction.mode import mode_view
from leadwright.web.screens.prediction.trial import trials_view
from leadwright.web.screens.scoring.routes import SECTION

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/scoring/model"
READS = [Depends(require(Permission.READ_LEADS))]
CHANGES = [Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)]


class _Typed(BaseModel):
    challenger: UUID
    share: int = 20
    window_days: int = 30
    floor: int = 50
    promotes_itself: bool = False


@router.get(PATH, dependencies=READS)
async def show(frame: Framed, session: Read, version: int | None = None) -> HTMLResponse:
    """The chosen model, or the version asked for."""
    return await _page(frame, session, asked=version)


@router.get(PATH + "/{number}/card", dependencies=READS)
async def card(frame: Framed, session: Read, number: int) -> Response:
    """A version's model card, as Markdown to keep or to send on."""
    row = next((one for one in await queries.versions(session) if one.number == number), None)
    shown = None if row is None else view.shown_of(row, (await modes.mode(session)).mode)
    if row is None or shown is None:
        raise NotFound(f"version {number} of the model does not exist, or has no figures")
    name = f"model-card-{frame.who.workspace_slug}-{number}.md"
    return Response(
        card_of(row, shown, frame.shell.workspace_name),
        media_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post(PATH + "/train", dependencies=CHANGES)
async def train(
    frame: Framed, session: Tx, target: Annotated[Target, Form()] = Target.QUALIFIED
) -> Response:
    """Have a new version trained."""
    try:
        await actions.ask_for(session, target, frame.who.person_id)
    except Conflict as refusal:
        return await _page(frame, session, conflict=refusal.message)
    return frame.to("/scoring/model", toast="done")


@router.post(PATH + "/{model_id:uuid}/promote", dependencies=CHANGES)
async def promote(frame: Framed, session: Tx, model_id: UUID) -> Response:
    """Choose a version; an older one is the way back."""
    try:
        await actions.promote(session, model_id, frame.who.person_id)
    except Conflict as refusal:
        return await _page(frame, session, conflict=refusal.message)
    return frame.to("/scoring/model", toast="done")


@router.post(PATH + "/withdraw", dependencies=CHANGES)
async def withdraw(frame: Framed, session: Tx) -> Response:
    """Choose no model."""
    await actions.withdraw(session, frame.who.person_id)
    return frame.to("/scoring/model", toast="done")


@router.post(PATH + "/trial", dependencies=CHANGES)
async def challenge(frame: Framed, session: Tx, typed: Annotated[_Typed, Form()]) -> Response:
    """Put a version up beside the chosen one."""
    terms = Terms(typed.share, typed.window_days, typed.floor, typed.promotes_itself)
    try:
        await trials.begin(session, typed.challenger, terms, frame.who.person_id)
    except Conflict as refusal:
        return await _page(frame, session, conflict=refusal.message)
    return frame.to("/scoring/model#trial", toast="done")


@router.post(PATH + "/trial/stop", dependencies=CHANGES)
async def stop(frame: Framed, session: Tx) -> Response:
    """End the trial; the champion stays, the figures too."""
    await actions.stop_trial(session, frame.who.person_id)
    return frame.to("/scoring/model#trial", toast="done")


async def _page(
    frame: Frame, session: ReadSession, *, asked: int | None = None, conflict: str = ""
) -> HTMLResponse:
    now = clock.now()
    found = await queries.versions(session)
    opened = view.chosen(found, asked)
    now_mode = (await modes.mode(session)).mode
    tried = await trials.history(session)
    running = next((one.challenger_id for one in tried if one.ended_at is None), None)
    rows = tuple(view.version_of(row, opened, running) for row in found)
    context = view.ModelContext(
        url=f"{frame.shell.workspace_url}/scoring/model",
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
        gates=tuple(
            [
                (target.value, word, rules.gate(await queries.decided(session, target, now)))
                for target, word in view.TARGETS.items()
            ]
        ),
        training=next((row for row in rows if row.state == "training"), None),
        versions=rows,
        shown=None if opened is None else view.shown_of(opened, now_mode),
        drift=None
        if opened is None
        else drift_view(opened, await drifting.days(session, opened.id)),
        trials=trials_view(
            [(one, await trials.judged(session, one)) for one in tried],
            found,
        ),
        mode=await mode_view(session, found),
        conflict=conflict,
    )
    status = 409 if conflict else 200
    return frame.show("pages/prediction/index.html", context, section=SECTION, status=status)
