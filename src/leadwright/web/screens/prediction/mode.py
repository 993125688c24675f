"""How a chosen model takes part in scores: what is in force, who would move, and the change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Conflict
from leadwright.domain.permission import Permission
from leadwright.features.prediction import predicting
from leadwright.features.prediction import queries as models
from leadwright.features.prediction.models import PredictionModel
from leadwright.features.scoring import comparing, modes
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards import stored
from leadwright.features.scoring.in_force import in_force
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Framed
from leadwright.web.screens.replays.models import NAMES
from leadwright.web.screens.scoring import draft_view as base
from leadwright.web.screens.scoring import query
from leadwright.web.screens.scoring.query import Way
from leadwright.web.screens.scoring.routes import SECTION
from leadwright.web.screens.scoring.view import RunLine, run_line

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/scoring/model/mode"
READS = [Depends(require(Permission.READ_LEADS))]
CHANGES = [Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)]
_WORDS = {
    Mode.RULES: "The model's word stands beside the score.",
    Mode.BLEND: "The more outcomes a version learned from, the more it counts: half at 500.",
    Mode.MODEL: "Rules count nothing, but limits hold. Deeds after a lead's first week no longer move it.",
}
_NO_MODEL = "Choose a version first: there is none that could take part in scores."


@dataclass(frozen=True)
class Choice:
    """One mode to choose; `makes` is who would make the score, in per cent."""

    mode: str
    name: str
    makes: str
    words: str
    is_in_force: bool


@dataclass(frozen=True)
class ModeView:
    """The section of the model page. `missing`: the chosen version's table cannot be read."""

    now: str
    takes_part: bool
    missing: bool
    choices: tuple[Choice, ...]
    run: RunLine | None


@dataclass(frozen=True)
class PreviewContext:
    """Who would move; `may_use` where this mode is not in force."""

    name: str
    title: str
    url: str
    mode: str
    makes: str
    may_use: bool
    may_replay: bool
    replays: str
    base: base.BaseView


async def mode_view(session: ReadSession, versions: Sequence[PredictionModel]) -> ModeView:
    """What is in force, and what could be."""
    in_use = next((row for row in versions if row.state == "in_use"), None)
    mode = (await modes.mode(session)).mode
    missing = in_use is not None and not await predicting.is_readable(session, in_use.id)
    primary = (await in_force(session)).primary
    runs = await stored.runs(session, primary.name, limit=1)
    run = run_line(runs[0] if runs else None)
    return ModeView(
        now=makes(mode if in_use and not missing else Mode.RULES, in_use),
        takes_part=mode is not Mode.RULES,
        missing=missing,
        choices=tuple(_choice(one, mode, in_use) for one in Mode) if in_use else (),
        run=run if run is not None and run.is_running else None,
    )


def makes(mode: Mode, version: PredictionModel | None) -> str:
    """Who makes the score in this mode."""
    if mode is Mode.RULES or version is None:
        return "100 % rules"
    share = mode.share_of(version.outcomes)
    model = f"{share} % model version {version.number}, trained on {version.outcomes:,} outcomes"
    return model if share == 100 else f"{100 - share} % rules, {model}"


@router.get(PATH, dependencies=READS)
async def preview(frame: Framed, session: Read, to: Mode = Mode.BLEND) -> HTMLResponse:
    """Who would move if scores were made so."""
    version = await _in_use(session)
    mode = (await modes.mode(session)).mode
    card = (await in_force(session)).primary
    compared = await query.in_both(session, (Way(card, mode), Way(card, to)))
    movers = comparing.most_moved(compared.found, base.MOST_MOVED)
    names = await query.names_of(session, [one.lead_id for one in movers])
    leads = f"{frame.shell.workspace_url}/leads"
    may_use = to is not mode and frame.who.may(Permission.MANAGE_WORKSPACE)
    context = PreviewContext(
        name=NAMES[to],
        title=NAMES[to],
        url=f"{frame.shell.workspace_url}/scoring/model",
        mode=to.value,
        makes=makes(to, version),
        may_use=may_use,
        may_replay=may_use and version is not None,
        replays=f"{frame.shell.workspace_url}/scoring/replays",
        base=base.base_view(compared, names, (leads, leads)),
    )
    return frame.show("pages/prediction/mode_preview.html", context, section=SECTION)


@router.post(PATH, dependencies=CHANGES)
async def change(frame: Framed, session: Tx, mode: Annotated[Mode, Form()]) -> Response:
    """Scores are made so from now on, and all of them anew."""
    if mode is not Mode.RULES and await _in_use(session) is None:
        raise Conflict(_NO_MODEL)
    run = await modes.choose(session, mode, frame.who.person_id)
    return frame.to("/scoring/model", toast="done" if run is None else "published")


async def _in_use(session: ReadSession) -> PredictionModel | None:
    return next((row for row in await models.versions(session) if row.state == "in_use"), None)


def _choice(one: Mode, in_force_now: Mode, version: PredictionModel) -> Choice:
    is_in_force = one is in_force_now
    return Choice(one.value, NAMES[one], makes(one, version), _WORDS[one], is_in_force)
