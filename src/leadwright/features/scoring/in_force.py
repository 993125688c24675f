"""The scorecards that count now, read with what they need of a lead in one round trip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, text

from leadwright.domain.condition import Value, stored_values
from leadwright.domain.events import LeadCreated
from leadwright.domain.ids import LeadId
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.predicted import Predicted
from leadwright.features.scoring.blending import Mode, Voice, voice_of
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.computing import Before
from leadwright.kernel.db import prefetch
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.events import NOT_TAKEN_BACK, not_yet_written

_LIST = (
    "select jsonb_agg(jsonb_build_array(name, published, is_primary) order by is_primary desc, name)"
    " from scorecard where workspace_id = :workspace_id and published is not null"
    " and archived_at is null"
)
_MODE = "select mode from score_mode where workspace_id = :workspace_id"
CARDS = Prefetch("cards", f"select jsonb_build_object('cards', ({_LIST}), 'mode', ({_MODE}))")


def _found(lead: LeadSnapshot) -> Mapping[str, LeadId] | None:
    """A lead that an earlier segment found or made; what this one makes has nothing yet."""
    return None if lead.lead_id is None else {"lead_id": lead.lead_id}


OF_LEAD = Prefetch(
    "of_lead",
    "select jsonb_build_object("
    "'scores', (select jsonb_agg(jsonb_build_array(scorecard, total, grade, above, told_total,"
    " told_grade)) from lead_score where workspace_id = :workspace_id and lead_id = :lead_id),"
    " 'custom', (select jsonb_agg(jsonb_build_array(key, text_folded, number, moment))"
    " from lead_value where workspace_id = :workspace_id and lead_id = :lead_id))",
    _found,
)


def _found_with_events(lead: LeadSnapshot) -> Mapping[str, LeadId | list[str]] | None:
    """Which events count is not known before the cards are read: those that counted last time are asked."""
    names = _counted.get(lead.workspace_id)
    return (
        None if lead.lead_id is None or names is None else {"lead_id": lead.lead_id, "names": names}
    )


MOST_EVENTS = 500
"""The newest events of a lead that count, of each lead."""
EVENTS = Prefetch(
    "events",
    "select jsonb_agg(jsonb_build_array(id, name, occurred_at)) from (select id, name, occurred_at"
    " from event e where workspace_id = :workspace_id and lead_id = :lead_id and name = any(:names)"
    f" and machine is null{NOT_TAKEN_BACK} order by recorded_at desc limit {MOST_EVENTS}) as e",
    _found_with_events,
)
_CARDS = text(
    "select name, number, card from scorecard_version where workspace_id = :workspace_id"
    " and (name, number) in :wanted"
).bindparams(bindparam("wanted", expanding=True))

# A published version never changes, so a process reads each once.
_known: dict[tuple[UUID, str, int], Scorecard] = {}
_MOST_KNOWN = 500
# By workspace. Where it is another by now the step asks anew (`prefetch.answer`).
_counted: dict[UUID, list[str]] = {}


@dataclass(frozen=True)
class InForce:
    """The scorecards that count: the primary, whose total is the lead's score, and the others.

    `mode`: how a chosen model takes part in the primary's; the others go by rules alone.
    """

    primary: Scorecard
    others: tuple[Scorecard, ...] = ()
    mode: Mode = Mode.RULES

    @property
    def all(self) -> tuple[Scorecard, ...]:
        return (self.primary, *self.others)

    @property
    def events(self) -> frozenset[str]:
        """The names of the events that any of them counts or asks for."""
        return frozenset().union(*(card.events for card in self.all))

    @property
    def asks_model(self) -> bool:
        return self.mode is not Mode.RULES

    def voice(self, card: Scorecard, word: Predicted | None) -> Voice | None:
        """What the model has to say in a lead's score by this card."""
        return voice_of(self.mode, word) if card.name == self.primary.name else None

    def named(self, name: str) -> Scorecard | None:
        return next((card for card in self.all if card.name == name), None)


@dataclass(frozen=True)
class ScoringState:
    """What scoring a lead begins with: the cards, the scores as they stand, its custom fields."""

    cards: InForce
    scores: Mapping[str, Before]
    custom: Mapping[str, Value]


async def in_force(session: ReadSession) -> InForce:
    """The published scorecards; the shipped one where the workspace has none of its own."""
    told = await prefetch.answer(session, CARDS)
    mode, listed = Mode(told["mode"] or Mode.RULES), told["cards"]
    if not listed:
        return InForce(default_scorecard(), mode=mode)
    workspace_id = session.info["workspace_id"]
    wanted = [(workspace_id, name, number) for name, number, _ in listed]
    known = {key: _known[key] for key in wanted if key in _known}
    if len(known) < len(wanted):
        known |= await _learn(session, [key for key in wanted if key not in known])
    first, *others = (known[key] for key in wanted)
    return InForce(first, tuple(others), mode)


async def scoring_state(session: ReadSession, lead_id: LeadId | None) -> ScoringState:
    """The cards, and what the database holds of the lead: nothing, if it was made just now."""
    cards = await in_force(session)
    if len(_counted) > _MOST_KNOWN:
        _counted.clear()
    _counted[session.info["workspace_id"]] = sorted(cards.events)
    if any(one.name == LeadCreated.name for one in not_yet_written(session, lead_id)):
        return ScoringState(cards, {}, {})
    held = await prefetch.answer(session, OF_LEAD, lead_id=lead_id)
    return ScoringState(
        cards=cards,
        scores={name: Before(*before) for name, *before in held["scores"] or ()},
        custom=stored_values(held["custom"]),
    )


async def _learn(
    session: ReadSession, keys: Sequence[tuple[UUID, str, int]]
) -> dict[tuple[UUID, str, int], Scorecard]:
    workspace_id = session.info["workspace_id"]
    asked = {"workspace_id": workspace_id, "wanted": [(name, number) for _, name, number in keys]}
    rows = await session.execute(_CARDS, asked)
    learned = {
        (workspace_id, row.name, row.number): Scorecard.model_validate(row.card) for row in rows
    }
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    _known.update(learned)
    return learned
