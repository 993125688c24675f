"""The sum behind a score, ready to draw: each bar starts where the last one ended."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from leadwright.web.screens.public_site.demo_result import Entry, Ledger
from leadwright.web.wording import begun, decimals, exact, percent, signed

PARTS = (("fit", "Fit"), ("engagement", "Engagement"), ("intent", "Intent"))
THINNEST = 0.004  # a rounding of 0.2 must still be seen


@dataclass(frozen=True)
class LedgerRow:
    """One signed contribution. `minus` is drawn dark."""

    label: str
    note: str
    points: str
    in_total: str
    x: str
    width: str
    minus: bool


@dataclass(frozen=True)
class LedgerGroup:
    """The contributions to one part; the last group has no title and holds what joins the parts."""

    title: str
    points: str
    in_total: str
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class LedgerView:
    """The table. `by_part` is false when only reasons are known, not how they were weighted."""

    groups: tuple[LedgerGroup, ...]
    total: str
    whole: str
    grade: str
    by_part: bool


@dataclass(frozen=True)
class Axis:
    """Where the next bar begins, how long all are, and how many decimals the last column has."""

    at: float
    span: float
    digits: int


def ledger_view(ledger: Ledger) -> LedgerView:
    """Groups in the order fit, engagement, intent, then whatever belongs to none of them."""
    ordered = [(part, title, _of(ledger, part)) for part, title in PARTS]
    known = {part for part, _ in PARTS}
    ordered.append(("", "", tuple(e for e in ledger.entries if e.part not in known)))
    low, high = extent(entry.in_total for _, _, entries in ordered for entry in entries)
    digits = decimals(entry.in_total for _, _, entries in ordered for entry in entries)
    at = 0.0
    groups = []
    for part, title, entries in ordered:
        if entries:
            axis = Axis(at - low, high - low, digits)
            groups.append(_group(ledger, (part, title), entries, axis))
            at += sum(entry.in_total for entry in entries)
    return LedgerView(
        groups=tuple(groups),
        total=exact(ledger.total, digits),
        whole=f"{ledger.total:g}",
        grade=ledger.grade or "",
        by_part=any(entry.part for entry in ledger.entries),
    )


def extent(steps: Iterable[float]) -> tuple[float, float]:
    """How far left and right the running sum goes, so that a score under zero on its way fits."""
    at = low = high = 0.0
    for step in steps:
        at += step
        low, high = min(low, at), max(high, at)
    return low, high if high > low else low + 1.0


def _of(ledger: Ledger, part: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in ledger.entries if entry.part == part)


def _group(
    ledger: Ledger,
    name: tuple[str, str],
    entries: tuple[Entry, ...],
    axis: Axis,
) -> LedgerGroup:
    part, title = name
    rows = []
    for entry in entries:
        rows.append(_row(entry, axis))
        axis = replace(axis, at=axis.at + entry.in_total)
    weight = ledger.weights.get(part)
    return LedgerGroup(
        title=title if weight is None or not title else f"{title}, weighted {weight:g} %",
        points=exact(ledger.parts[part]) if part in ledger.parts else "",
        in_total=exact(sum(entry.in_total for entry in entries), axis.digits),
        rows=tuple(rows),
    )


def _row(entry: Entry, axis: Axis) -> LedgerRow:
    left = min(axis.at, axis.at + entry.in_total)
    return LedgerRow(
        label=entry.label,
        note=fading(entry),
        points="" if entry.points is None else signed(entry.points),
        in_total=signed(entry.in_total, axis.digits),
        x=percent(left / axis.span),
        width=percent(max(abs(entry.in_total) / axis.span, THINNEST)),
        minus=entry.in_total < 0,
    )


def fading(entry: Entry) -> str:
    """What the points were and how fast they fade, where they do."""
    if not entry.half_life_days or entry.points_initial is None:
        return ""
    days = "day" if entry.half_life_days == 1 else "days"
    halves = f"halves every {entry.half_life_days:g} {days}"
    if entry.points == entry.points_initial:
        return begun(halves)
    return f"{signed(entry.points_initial)} at first; {halves}"
