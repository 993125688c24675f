"""A replay begun: what is replayed against what, a model's part on both sides included."""

from uuid import UUID

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import PersonId
from leadwright.features.prediction import judges
from leadwright.features.prediction.judges import Version
from leadwright.features.scoring import replays
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards import stored
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.in_force import InForce, in_force
from leadwright.features.scoring.replays import Model, ReplayRequest, Side
from leadwright.kernel.db.session import TenantSession


async def start_version(
    session: TenantSession, name: str, number: int, by: PersonId | None
) -> UUID:
    """Replay a version of a card against what is in force, in the bulk lane; the replay's id."""
    card = await stored.version(session, name, number)
    force = await in_force(session)
    if (force.named(name) or force.primary) == card:
        raise Conflict(f"Version {number} is the one in force: there is nothing to compare.")
    replay_id = await begin(session, card, number, by)
    await replays.go(session, replay_id)
    return replay_id


async def start_model(
    session: TenantSession, mode: Mode, model_id: UUID | None, by: PersonId | None
) -> UUID:
    """Replay how scores would be made: a mode, and the version that takes part, else the chosen one."""
    force, chosen = await in_force(session), await judges.chosen(session)
    version = chosen if model_id is None else await judges.version(session, model_id)
    if mode is not Mode.RULES and version is None:
        raise Conflict("Choose a version first: there is none that could take part in scores.")
    old = Side(force.primary, _model(force.mode, chosen))
    new = Side(force.primary, _model(mode, version))
    if old == new:
        raise Conflict("Scores are made so already: there is nothing to compare.")
    asked = ReplayRequest("model", new, old, force.primary.version)
    replay_id = await replays.begin(session, asked, by)
    await replays.go(session, replay_id)
    return replay_id


async def begin(
    session: TenantSession, card: Scorecard, number: int | None, by: PersonId | None
) -> UUID:
    """Note a replay of this card against the one of its name in force, else against the primary."""
    force, chosen = await in_force(session), await judges.chosen(session)
    against = force.named(card.name) or force.primary
    new, old = [Side(one, _of_card(force, one, chosen)) for one in (card, against)]
    return await replays.begin(session, ReplayRequest("card", new, old, number), by)


def _of_card(force: InForce, card: Scorecard, chosen: Version | None) -> Model | None:
    """A model takes part in the primary card alone, and in what would replace it."""
    return _model(force.mode, chosen) if card.name == force.primary.name else None


def _model(mode: Mode, version: Version | None) -> Model | None:
    if mode is Mode.RULES or version is None:
        return None
    return Model(
        mode=mode, model_id=version.model_id, number=version.number, outcomes=version.outcomes
    )
