"""The score of a lead as a ledger to be read: every line in the total, summing to the hundredth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from leadwright.domain.lead import Fact
from leadwright.domain.predicted import Predicted
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards.scorecards import Part
from leadwright.features.scoring.ledger import Entry, EntryKind, Ledger
from leadwright.features.scoring.queries import Explained
from leadwright.features.scoring.trend import Trend
from leadwright.web.screens.lead.score_history import HistoryView, history_view
from leadwright.web.screens.lead.words import SOURCES
from leadwright.web.view import LedgerPart, LedgerRow

CENT = Decimal("0.01")
_PARTS = ((Part.FIT, "Fit"), (Part.ENGAGEMENT, "Engagement"), (Part.INTENT, "Intent"))
SHORT = 4
_TRENDS = {
    Trend.RISING: "rising over two weeks",
    Trend.STEADY: "steady over two weeks",
    Trend.FALLING: "falling over two weeks",
    Trend.NOT_ENOUGH_DATA: "too new for a trend",
}


@dataclass(frozen=True)
class ScoreView:
    """A score as of now. `stored` is the total that lists still show, when time has changed it.

    `others`: what the other scorecards say, (title, total, grade) each. `makers`: who made it, in
    per cent; empty by rules alone.
    """

    total: int
    grade: str
    scorecard: str
    as_of: datetime
    parts: tuple[LedgerPart, ...]
    rest: tuple[LedgerRow, ...]
    would_raise: tuple[tuple[str, str], ...]
    stored: int | None
    stored_at: datetime
    top: tuple[LedgerRow, ...]
    reasons: int
    trend: str
    history: HistoryView | None
    others: tuple[tuple[str, int, str], ...]
    makers: str


def score_view(
    explained: Explained, listed: int | None, word: Predicted | None = None
) -> ScoreView:
    """The ledger's entries, one line a reason, the rounding a line too. `listed`: what lists show."""
    ledger = explained.ledger
    parts = tuple(_part(ledger, part, name, explained.evidence) for part, name in _PARTS)
    rest = _rest(ledger)
    shares = [*(part.in_total for part in parts), *(row.in_total for row in rest)]
    left_over = ledger.total - sum((Decimal(str(share)) for share in shares), Decimal())
    if left_over:
        rest = (*rest, LedgerRow("Rounding to a whole point", 0, float(left_over), adjust=True))
    rows = [row for part in parts for row in part.rows]
    return ScoreView(
        total=ledger.total,
        grade=ledger.grade.value,
        scorecard=explained.title,
        as_of=ledger.as_of,
        parts=parts,
        rest=rest,
        would_raise=tuple((words, f"{points:.2f}") for words, points in explained.would_raise),
        stored=None if listed == ledger.total else listed,
        stored_at=explained.stored.as_of,
        top=tuple(sorted(rows, key=lambda row: -abs(row.in_total))[:SHORT]),
        reasons=len(rows),
        trend=_TRENDS[explained.trend],
        history=history_view(explained.series, ledger.total, ledger.as_of),
        others=tuple((title, other.total, other.grade.value) for title, other in explained.others),
        makers=makers_of(explained, word),
    )


def makers_of(explained: Explained, word: Predicted | None) -> str:
    """Who made the score: rules, and a model where one takes part."""
    share = explained.ledger.model_share
    if explained.mode is Mode.RULES:
        return ""
    if word is None or not share:
        return "No model had a word: rules alone made it"
    trained = f"version {word.version}, trained on {word.outcomes:,} outcomes"
    return f"{100 - share} % rules, {share} % model {trained}"


def _rest(ledger: Ledger) -> tuple[LedgerRow, ...]:
    """What belongs to no part: limits of the total, and what parts cannot hold of a model."""
    beyond = [e for e in ledger.entries if e.part is None and e.kind is not EntryKind.ROUNDING]
    return tuple(
        LedgerRow(entry.label, 0, float(share), adjust=True)
        for entry, share in zip(beyond, apportion([e.in_total for e in beyond]), strict=True)
    )


def apportion(exact: Sequence[Decimal]) -> list[Decimal]:
    """The numbers to 0.01 so that they sum to their rounded sum (largest remainder)."""
    floors = [number.quantize(CENT, ROUND_FLOOR) for number in exact]
    total = sum(exact, Decimal()).quantize(CENT, ROUND_HALF_EVEN)
    missing = int((total - sum(floors, Decimal())) / CENT)
    by_rest = sorted(range(len(exact)), key=lambda i: floors[i] - exact[i])
    for index in by_rest[:missing]:
        floors[index] += CENT
    return floors


def _part(ledger: Ledger, part: Part, name: str, evidence: Mapping[str, Fact]) -> LedgerPart:
    lines = list(_lines(entry for entry in ledger.entries if entry.part is part))
    points = apportion([sum((e.points for e in entries), Decimal()) for entries in lines])
    shares = apportion([sum((e.in_total for e in entries), Decimal()) for entries in lines])
    return LedgerPart(
        name=name,
        weight=ledger.weights.of(part),
        points=float(ledger.parts[part]),
        in_total=float(sum(shares, Decimal())),
        rows=tuple(
            _row(entries, both, evidence)
            for entries, both in zip(lines, zip(points, shares, strict=True), strict=True)
        ),
    )


def _lines(entries: Iterable[Entry]) -> Iterable[tuple[Entry, ...]]:
    """Entries of the same reason stand in one line: ten visits are one reason."""
    by_label: dict[tuple[EntryKind, str], list[Entry]] = {}
    for entry in entries:
        by_label.setdefault((entry.kind, entry.label), []).append(entry)
    return (tuple(same) for same in by_label.values())


def _row(
    entries: tuple[Entry, ...], both: tuple[Decimal, Decimal], evidence: Mapping[str, Fact]
) -> LedgerRow:
    """`both`: what the line is worth in its part, and in the total."""
    first = entries[0]
    points, share = both
    return LedgerRow(
        words=first.label,
        points=float(points),
        in_total=float(share),
        note=_note(entries, evidence.get(first.rule or "")),
        adjust=first.kind in {EntryKind.CAP, EntryKind.CLAMP},
    )


def _note(entries: tuple[Entry, ...], fact: Fact | None) -> str:
    first = entries[0]
    if first.kind in {EntryKind.BASE, EntryKind.FEATURE}:
        return "said by the model"
    if fact is not None:
        return f"{SOURCES.get(fact.source, (fact.source, ''))[0]}, {fact.confidence:.2f}"
    if first.at is None:
        return ""
    when = f"{float(first.points_initial):g} on {first.at.day} {first.at:%b}"
    if len(entries) > 1:
        when = f"{len(entries)} times, {float(first.points_initial):g} each"
    if not first.half_life_days:
        return when
    return f"{when}, halves every {first.half_life_days:g} days"
