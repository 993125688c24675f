"""A draft against what is in force: on one lead line by line, over the base as a histogram."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from leadwright.domain.values import Grade
from leadwright.features.scoring import comparing
from leadwright.features.scoring.cards.strange_names import Strange
from leadwright.features.scoring.comparing import Moved, Verdict
from leadwright.web.screens.scoring.query import Compared, Tried
from leadwright.web.screens.scoring.view import CardWords
from leadwright.web.screens.scoring.words import PART_NAMES

MOST_MOVED = 10
_RANGES = tuple(f"{low} to {low + 9 if low < 90 else 100}" for low in range(0, 100, 10))


@dataclass(frozen=True)
class DiffLine:
    """A reason of the chosen lead's score: its share before and after."""

    part: str
    words: str
    before: float
    after: float
    differs: bool


@dataclass(frozen=True)
class LeadView:
    """The chosen lead by both cards; a side is "" where its card is not for the lead."""

    lead_id: UUID
    name: str
    before: str
    after: str
    differs: bool
    lines: tuple[DiffLine, ...]
    same: int


@dataclass(frozen=True)
class Bin:
    """A ten of totals: how many leads before and after, and the heights of both, 0 to 100."""

    label: str
    before: int
    after: int
    before_tall: float
    after_tall: float


@dataclass(frozen=True)
class GradeLine:
    """Leads of a grade, before and after; `tall` is the share of the largest."""

    letter: str
    before: int
    after: int
    tall: float


@dataclass(frozen=True)
class MoverLine:
    """A lead whose total moves."""

    href: str
    try_href: str
    name: str
    before: str
    after: str
    step: int


@dataclass(frozen=True)
class BaseView:
    """The newest leads by both cards."""

    leads: int
    of: int
    moving: int
    up: int
    down: int
    bins: tuple[Bin, ...]
    movers: tuple[MoverLine, ...]


@dataclass(frozen=True)
class BaseContext:
    """The histogram by itself, as it is fetched."""

    name: str
    title: str
    base: BaseView


@dataclass(frozen=True)
class DraftContext:
    """A draft as it is being changed. `edit`: the address its changes are posted to."""

    card: CardWords
    edit: str
    number: int
    note: str
    is_primary: bool
    strange: tuple[Strange, ...]
    can_undo: bool
    in_force: int | None
    changes: int
    lead: LeadView | None
    q: str
    hits: tuple[tuple[UUID, str, str], ...]
    chosen: str
    problem: str


def lead_view(tried: Tried | None) -> LeadView | None:
    """The lines that differ first in sight; those that do not are counted, and shown on request."""
    if tried is None:
        return None
    shown = tuple(
        DiffLine(
            part=PART_NAMES[line.part] if line.part else "",
            words=line.words,
            before=float(line.before),
            after=float(line.after),
            differs=line.before != line.after,
        )
        for line in tried.lines
    )
    return LeadView(
        lead_id=tried.lead_id,
        name=tried.name,
        before=_words(tried.moved.before),
        after=_words(tried.moved.after),
        differs=tried.moved.moves,
        lines=shown,
        same=sum(not line.differs for line in shown),
    )


def base_view(compared: Compared, names: Mapping[UUID, str], urls: tuple[str, str]) -> BaseView:
    """The histogram and who moves most. `urls`: of the leads, and of the draft."""
    found = compared.found
    return BaseView(
        leads=len(found),
        of=compared.of,
        moving=compared.moving,
        up=sum(one.step > 0 for one in found),
        down=sum(one.step < 0 for one in found),
        bins=bins(found),
        movers=tuple(
            MoverLine(
                href=f"{urls[0]}/{one.lead_id}",
                try_href=f"{urls[1]}?lead={one.lead_id}",
                name=names.get(one.lead_id, "Unnamed lead"),
                before=_words(one.before),
                after=_words(one.after),
                step=one.step,
            )
            for one in comparing.most_moved(found, MOST_MOVED)
        ),
    )


def bins(found: tuple[Moved, ...]) -> tuple[Bin, ...]:
    """Both histograms on one scale."""
    before = comparing.histogram(one.before.total for one in found if one.before)
    after = comparing.histogram(one.after.total for one in found if one.after)
    top = max((*before, *after, 1))
    return tuple(
        Bin(label, old, new, 100 * old / top, 100 * new / top)
        for label, old, new in zip(_RANGES, before, after, strict=True)
    )


def grade_lines(found: tuple[Moved, ...]) -> tuple[GradeLine, ...]:
    """How many leads have each grade before and after."""
    before = Counter(one.before.grade for one in found if one.before)
    after = Counter(one.after.grade for one in found if one.after)
    most = max((*before.values(), *after.values(), 1))
    return tuple(
        GradeLine(one.value, before[one], after[one], 100 * after[one] / most) for one in Grade
    )


def _words(verdict: Verdict | None) -> str:
    return "" if verdict is None else f"{verdict.total} {verdict.grade.value}"
