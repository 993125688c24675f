"""Two ways to score side by side: what each makes of the same leads, who moves, and how totals spread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from leadwright.domain.condition import Subject
from leadwright.domain.ids import LeadId
from leadwright.domain.values import Grade
from leadwright.features.scoring import rules
from leadwright.features.scoring.blending import Voice
from leadwright.features.scoring.cards.scorecards import Part, Scorecard
from leadwright.features.scoring.ledger import Ledger

BINS = 10


@dataclass(frozen=True)
class Verdict:
    """A total and its grade."""

    total: int
    grade: Grade


@dataclass(frozen=True)
class Moved:
    """A lead by both cards. None: that card is not for it, or there is none yet."""

    lead_id: LeadId
    before: Verdict | None
    after: Verdict | None

    @property
    def step(self) -> int:
        """By how many points its total moves."""
        before = self.before.total if self.before else 0
        return (self.after.total if self.after else 0) - before

    @property
    def moves(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Line:
    """A reason with its share of the total by both cards."""

    part: Part | None
    words: str
    before: Decimal
    after: Decimal


def lines(before: Ledger | None, after: Ledger | None) -> tuple[Line, ...]:
    """The reasons of two ledgers of one lead, part by part; what belongs to no part comes last."""
    one, other = _shares(before), _shares(after)
    return tuple(
        Line(part, words, one.get((part, words), Decimal()), other.get((part, words), Decimal()))
        for part in (*Part, None)
        for whose, words in dict.fromkeys([*one, *other])
        if whose is part
    )


def histogram(totals: Iterable[int]) -> tuple[int, ...]:
    """How many totals lie in each ten: 0 to 9, 10 to 19, ... and 90 to 100."""
    counts = [0] * BINS
    for total in totals:
        counts[min(total // 10, BINS - 1)] += 1
    return tuple(counts)


def most_moved(found: Sequence[Moved], most: int) -> tuple[Moved, ...]:
    """Those whose total moves most, the furthest first."""
    moving = [one for one in found if one.moves]
    return tuple(sorted(moving, key=lambda one: -abs(one.step))[:most])


def scored(card: Scorecard | None, subject: Subject, voice: Voice | None = None) -> Ledger | None:
    """The lead's score by the card; None without a card, and where it is not for the lead."""
    if card is None or not rules.applies(card, subject):
        return None
    return rules.score(card, subject, voice)


def moved(lead_id: LeadId, before: Ledger | None, after: Ledger | None) -> Moved:
    """One lead by two ledgers."""
    return Moved(lead_id, _verdict(before), _verdict(after))


def _verdict(ledger: Ledger | None) -> Verdict | None:
    return None if ledger is None else Verdict(ledger.total, ledger.grade)


def _shares(ledger: Ledger | None) -> dict[tuple[Part | None, str], Decimal]:
    shares: dict[tuple[Part | None, str], Decimal] = {}
    for entry in ledger.entries if ledger else ():
        key = (entry.part, entry.label)
        shares[key] = shares.get(key, Decimal()) + entry.in_total
    return shares
