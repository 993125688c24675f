"""Which leads count as won or lost, as of which moment they are read, and when there are enough."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import JsonValue

from leadwright.domain.ids import FactId, LeadId
from leadwright.features.prediction.points import Part

WINDOW: Final = timedelta(days=90)
"""A lead not won within this time counts as not won."""
LOOK: Final = timedelta(days=7)
"""A lead is seen as it stood this long after it came, or just before its outcome if that was sooner."""
LEAST_OUTCOMES: Final = 60
LEAST_OF_EACH: Final = 15

AHEAD: Final = timedelta(minutes=5)
"""Events dated so far ahead count already, as for the rules."""
OPEN: Final = ("new", "accepted", "working")
"""A lead that is moved back to one of these has no outcome any more: what stood before was undone."""
OUTCOME, CAME = "outcome", "came"
_PRESENCE: Final = {
    "company": "company named",
    "company_domain": "company website known",
    "phone": "phone given",
}
_PERSONAL: Final = frozenset(
    "name first_name last_name full_name email email_domain subject message text website url"
    " phone_digits city_of_phone".split()
)
COUNTED: Final = (
    "lead.returned",
    "lead.replied",
    "page.viewed",
    "email.opened",
    "email.clicked",
    "file.downloaded",
    "form.started",
    "trial.started",
    "product.used",
)
_PARTS: Final[Mapping[str, Part]] = {
    **dict.fromkeys(
        (
            "intent",
            "intent_confidence",
            "urgency",
            "timeline",
            "budget",
            "products",
            "competitors",
            "quality_band",
        ),
        "intent",
    ),
    **dict.fromkeys(("source", "sentiment", "is_returning", *COUNTED), "engagement"),
}


class Target(StrEnum):
    """What a model predicts."""

    QUALIFIED = "qualified"
    WON = "won"

    @property
    def word(self) -> str:
        """What a lead is that got there."""
        return self.value

    @property
    def reached_by(self) -> tuple[str, ...]:
        """The status in which a lead has got there."""
        return ("qualified", "converted") if self is Target.QUALIFIED else ("converted",)


@dataclass(frozen=True)
class Decided:
    """A lead whose outcome is known, and the moment it is seen at."""

    lead_id: LeadId
    source: str
    came: datetime
    seen: datetime
    won: bool


@dataclass(frozen=True)
class Gate:
    """Whether there is enough to learn from."""

    won: int
    lost: int

    @property
    def outcomes(self) -> int:
        """All decided leads."""
        return self.won + self.lost

    @property
    def is_open(self) -> bool:
        """A model can be trained."""
        return self.needed == (0, 0, 0)

    @property
    def needed_words(self) -> str:
        """The same in words; empty when nothing is."""
        words = ("outcomes", "that got there", "that did not")
        told = [f"{n} more {word}" for n, word in zip(self.needed, words, strict=True) if n]
        return ", ".join(told)

    @property
    def needed(self) -> tuple[int, int, int]:
        """How many more are needed: outcomes in all, won, not won."""
        return (
            max(LEAST_OUTCOMES - self.outcomes, 0),
            max(LEAST_OF_EACH - self.won, 0),
            max(LEAST_OF_EACH - self.lost, 0),
        )


def decide(
    came: datetime, won_at: datetime | None, lost_at: datetime | None, now: datetime
) -> tuple[bool, datetime] | None:
    """(won, when that was known), or None while the lead is still open."""
    end = came + WINDOW
    if won_at is not None and won_at <= end:
        return True, won_at
    if lost_at is not None and lost_at <= end:
        return False, lost_at
    return (False, end) if now >= end else None


def seen_at(came: datetime, known_at: datetime) -> datetime:
    """Facts and events after this moment are not looked at: the outcome itself could be behind them."""
    return min(came + LOOK, known_at - timedelta(seconds=1))


def gate(decided: Iterable[Decided]) -> Gate:
    """Count."""
    outcomes = [one.won for one in decided]
    return Gate(sum(outcomes), len(outcomes) - sum(outcomes))


def ripe(decided: Sequence[Decided], now: datetime) -> list[Decided]:
    """Those whose 90 days have passed, if they are enough: of the younger ones, the quick stand out."""
    old = [one for one in decided if one.came + WINDOW <= now]
    return old if gate(old).is_open else [*decided]


def values_of(
    source: str, facts: Mapping[str, JsonValue], counts: Mapping[str, int]
) -> dict[str, JsonValue]:
    """What a model sees of a lead. Who it is stays out; whether a company or phone is given counts."""
    found: dict[str, JsonValue] = {"source": source, **dict.fromkeys(_PRESENCE.values(), "no")}
    for key, value in facts.items():
        if key in _PERSONAL:
            continue
        if key in _PRESENCE:
            found[_PRESENCE[key]] = "yes" if value else "no"
        else:
            found[key] = _plain(value)
    found |= {name: counts.get(name, 0) for name in COUNTED}
    return found


def evidence_of(fact_ids: Mapping[str, FactId]) -> dict[str, FactId]:
    """The fact behind each input, by the input's name."""
    return {_PRESENCE.get(key, key): fact for key, fact in fact_ids.items() if key not in _PERSONAL}


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return _plain(value.get("amount"))
    return len(value) if isinstance(value, list) else value


def columns(
    decided: Sequence[Decided], seen: Sequence[Mapping[str, JsonValue]]
) -> dict[str, list[str]]:
    """The table a model is trained on, as text."""
    names = sorted({name for one in seen for name in one})
    table = {name: [_cell(one.get(name)) for one in seen] for name in names}
    table[OUTCOME] = ["yes" if one.won else "no" for one in decided]
    table[CAME] = [str(one.came.timestamp()) for one in decided]
    return table


def _cell(value: JsonValue) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def parts_of(names: Iterable[str]) -> dict[str, Part]:
    """To which part of the score an input belongs; what is known of a lead otherwise is fit."""
    return {name: _PARTS.get(name, "fit") for name in names}
