"""Replays: which there were, starting one, and what a card would have changed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Conflict
from leadwright.domain.permission import Permission
from leadwright.features.prediction import queries as prediction
from leadwright.features.scoring import modes, replays
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards import stored
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.pipeline.scoring import replay_start
from leadwright.web.auth import csrf
from leadwright.web.screens import lead_names
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.replays import models as models_view
from leadwright.web.screens.replays import view
from leadwright.web.screens.scoring.routes import SECTION

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/scoring/replays"
READS = [Depends(require(Permission.READ_LEADS))]
CHANGES = [Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)]


@router.get(PATH, dependencies=READS)
async def show_all(frame: Framed, session: Read) -> HTMLResponse:
    """The newest replays, and what can be replayed."""
    return await _list(frame, session)


@router.post(PATH, dependencies=CHANGES)
async def start(
    frame: Framed, session: Tx, name: Annotated[str, Form()], version: Annotated[int, Form()]
) -> Response:
    """Replay a version against the one in force; then its page, which follows it."""
    try:
        replay_id = await replay_start.start_version(session, name, version, frame.who.person_id)
    except Conflict as refusal:
        return await _list(frame, session, conflict=refusal.message)
    return frame.to(f"/scoring/replays/{replay_id}")


@router.post(PATH + "/model", dependencies=CHANGES)
async def start_model(
    frame: Framed,
    session: Tx,
    mode: Annotated[Mode, Form()],
    model_id: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Replay how scores would be made by a model, or by rules alone again."""
    try:
        replay_id = await replay_start.start_model(session, mode, model_id, frame.who.person_id)
    except Conflict as refusal:
        return await _list(frame, session, conflict=refusal.message)
    return frame.to(f"/scoring/replays/{replay_id}")


@router.get(PATH + "/{replay_id:uuid}", dependencies=READS)
async def show(frame: Framed, session: Read, replay_id: UUID) -> HTMLResponse:
    """One replay: figures when it is through, until then how far it is."""
    one = await replays.one(session, replay_id)
    names = await lead_names.of_leads(session, view.lead_ids(one))
    draft = await stored.draft(session, one.name) if one.kind == "card" else None
    may_publish = frame.who.may(Permission.MANAGE_WORKSPACE)
    is_draft = may_publish and draft is not None and draft.card == one.card
    url = f"{frame.shell.workspace_url}/scoring"
    rows = await prediction.versions(session) if one.kind == "model" else ()
    chosen = next((row.id for row in rows if row.state == "in_use"), None)
    context = view.shown(one, names, url=url, put=view.Put(is_draft, chosen))
    return frame.show("pages/replays/show.html", context, section=SECTION)


async def _list(frame: Frame, session: ReadSession, *, conflict: str = "") -> HTMLResponse:
    may_change = frame.who.may(Permission.MANAGE_WORKSPACE)
    choices = []
    for info in await stored.listed(session) if may_change else ():
        versions = await stored.versions(session, info.name)
        choices += view.choices(info, versions)
    versions_of_models = await prediction.versions(session) if may_change else ()
    mode = (await modes.mode(session)).mode
    context = view.ReplaysContext(
        url=f"{frame.shell.workspace_url}/scoring/replays",
        may_change=may_change,
        rows=tuple(view.row_of(one) for one in await replays.listed(session)),
        choices=tuple(choices),
        models=models_view.choices(versions_of_models, mode),
        conflict=conflict,
    )
    status = 409 if conflict else 200
    return frame.show("pages/replays/index.html", context, section=SECTION, status=status)
