"""What becomes of a reply: rules in order, each a condition and a mode; the first that holds decides.

The shipped list is the default policy. A message that no rule is about is held as a draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from leadwright.domain.business_hours import BusinessHours
from leadwright.domain.condition import (
    Compare,
    Node,
    Op,
    Subject,
    Value,
    covers,
    leaves,
    matches,
)
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.reading import Matter
from leadwright.features.replies.rules import UNWANTED, is_doubtful

LONGEST_DELAY = 7 * 24 * 60
MOST_RULES = 50


class ReplyMode(StrEnum):
    """It leaves at once, leaves after some minutes, waits for a person, or is not written."""

    SEND = "send"
    DELAY = "delay"
    DRAFT = "draft"
    NONE = "none"


@dataclass(frozen=True)
class ReplyRule:
    """One line of the list. Without a condition it is about every message."""

    name: str
    condition: Node | None
    mode: ReplyMode
    minutes: int = 0


@dataclass(frozen=True)
class Choice:
    """What was decided, and the name of the rule that decided it."""

    mode: ReplyMode
    minutes: int
    by: str

    @property
    def is_held(self) -> bool:
        return self.mode is ReplyMode.DRAFT

    def send_after(self, now: datetime) -> datetime | None:
        """When a delayed reply may leave; None for every other mode."""
        return now + timedelta(minutes=self.minutes) if self.mode is ReplyMode.DELAY else None


def place_of_new(rules: Sequence[ReplyRule]) -> int:
    """Where a new rule goes: below the last one that holds a reply, so that what waits still waits."""
    holding = (n for n, rule in enumerate(rules) if rule.mode in {ReplyMode.DRAFT, ReplyMode.NONE})
    return max(holding, default=-1) + 1


def decided_before(rules: Sequence[ReplyRule], place: int) -> ReplyRule | None:
    """The rule above that always holds where this one would, so that this one is never reached."""
    condition = rules[place].condition
    # Whatever stands above: a matter for a person is decided by the rules that ask about it.
    if condition is not None and any(_asks_about(leaf, "matter") for leaf in leaves(condition)):
        return None
    for above in rules[:place]:
        if above.condition is None or (condition and covers(above.condition, condition)):
            return above
    return None


def _asks_about(leaf: object, field: str) -> bool:
    return isinstance(leaf, Compare) and leaf.field == field


SHIPPED: tuple[ReplyRule, ...] = (
    ReplyRule(
        "An automatic reply would be wrong",
        Compare(field="auto_reply_fits", op=Op.EQUALS, value=False),
        ReplyMode.DRAFT,
    ),
    ReplyRule(
        "Unsure what it is about",
        Compare(field="unsure", op=Op.EQUALS, value=True),
        ReplyMode.SEND,
    ),
    ReplyRule(
        "Job seekers, press and investors",
        Compare(field="intent", op=Op.IN, value=("job_seeker", "press_or_investor")),
        ReplyMode.DRAFT,
    ),
    ReplyRule(
        "Buyers, partners and customers",
        Compare(
            field="intent",
            op=Op.IN,
            value=(
                "demo_request",
                "pricing_inquiry",
                "purchase_intent",
                "product_question",
                "support_question",
                "partnership",
                "general_inquiry",
            ),
        ),
        ReplyMode.SEND,
    ),
)
OTHERWISE = "no rule is about it"
RELEASED = "spam and solicitation are never answered by themselves"
ASKED_FOR = "leadwright-answer"
"""A header of our own: an import asks for `draft`. No door keeps a header of this name."""
IMPORT_ASKS = "the import asks for drafts"
DOUBTFUL = "it may be solicitation or spam"
FOR_A_PERSON: Mapping[Matter, str] = {
    Matter.OWN_DATA: "their own data: a person answers within the legal month",
    Matter.GRAVE: "grief, illness, injury, a threat or an insult: a person answers",
}
NO_RULES = frozenset({OTHERWISE, RELEASED, IMPORT_ASKS, DOUBTFUL, *FOR_A_PERSON.values()})
"""What may stand where a rule's name stands."""


def choose(rules: Sequence[ReplyRule], lead: LeadSnapshot, hours: BusinessHours) -> Choice:
    """The mode of this lead's reply by the first rule that holds.

    Spam and solicitation end before a reply is due. One that comes this far was let through by a
    person, who also decides about the answer: no rule may send it.
    """
    reading = lead.reading
    if reading is not None and not reading.unsure and reading.intent in UNWANTED:
        return Choice(ReplyMode.DRAFT, 0, RELEASED)
    if reading is not None and is_doubtful(reading):
        why = FOR_A_PERSON[reading.matter] if reading.matter is not None else DOUBTFUL
        return Choice(ReplyMode.DRAFT, 0, why)
    if lead.headers.get(ASKED_FOR) == "draft":
        return Choice(ReplyMode.DRAFT, 0, IMPORT_ASKS)
    asked = subject(lead, hours)
    if reading is not None and reading.matter is not None:
        return _for_a_person(rules, asked, reading.matter)
    return _first(rules, asked)


def _first(rules: Sequence[ReplyRule], asked: Subject) -> Choice:
    for rule in rules:
        if rule.condition is None or matches(rule.condition, asked):
            return Choice(rule.mode, rule.minutes, rule.name)
    return Choice(ReplyMode.DRAFT, 0, OTHERWISE)


def _for_a_person(rules: Sequence[ReplyRule], asked: Subject, matter: Matter) -> Choice:
    """A rule that holds because of the matter decides; by any other none is answered by itself.

    So lists that were written before anybody thought of a death keep their promise to the living.
    """
    other = replace(asked, values={**asked.values, "matter": "another"})
    named = [rule for rule in rules if _tells_apart(rule, asked, other)]
    chosen = _first(named or rules, asked)
    if named or chosen.mode is ReplyMode.NONE:
        return chosen
    return Choice(ReplyMode.DRAFT, 0, FOR_A_PERSON[matter])


def _tells_apart(rule: ReplyRule, asked: Subject, other: Subject) -> bool:
    node = rule.condition
    return node is not None and matches(node, asked) and not matches(node, other)


def subject(lead: LeadSnapshot, hours: BusinessHours) -> Subject:
    """What the rules may ask about. Hours are those at which the lead wrote: a retry asks the same."""
    at = lead.received_at
    values: dict[str, Value] = {key: fact.value for key, fact in lead.facts.items()}
    values |= {
        "source": lead.source,
        "returning": lead.is_returning,
        "hours": "within" if hours.is_open(at) else "outside",
        "weekday": hours.weekday(at),
        "unsure": lead.reading is None or lead.reading.unsure,
    }
    if lead.reading is not None:
        values |= {
            "intent": lead.reading.intent.value,
            "confidence": lead.reading.confidence,
            "language": lead.reading.language,
            "quality_band": lead.reading.quality_band.value,
            "urgency": lead.reading.urgency.value,
            "auto_reply_fits": lead.reading.expect_auto_reply and lead.reading.matter is None,
            "matter": lead.reading.matter.value if lead.reading.matter else None,
        }
    if lead.score is not None:
        values |= {"score": lead.score.total, "grade": lead.score.grade.value}
    return Subject(values=values, now=at)
