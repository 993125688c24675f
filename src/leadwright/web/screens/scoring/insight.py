"""How scores are spread: totals, grades, directions, and the segments they come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from leadwright.domain.permission import Permission
from leadwright.features.scoring import spread
from leadwright.features.scoring.in_force import in_force
from leadwright.features.scoring.trend import Trend
from leadwright.kernel.web import Read, require
from leadwright.web.screens.frame import Framed
from leadwright.web.screens.lead.words import country_name, intent_word
from leadwright.web.screens.scoring.insight_query import figures
from leadwright.web.screens.scoring.routes import PATH, SECTION
from leadwright.web.screens.source_names import short_source_name, source_name
from leadwright.web.wording import language_name

router = APIRouter(include_in_schema=False)

_RANGES = tuple(f"{low} to {low + 9 if low < 90 else 100}" for low in range(0, 100, 10))
_NAMES: Mapping[str, Callable[[str], str]] = {
    "source": source_name,
    "short source": short_source_name,
    "intent": intent_word,
    "language": language_name,
    "country": country_name,
}
_TREND_WORDS = {
    Trend.RISING: ("Rising", "good"),
    Trend.STEADY: ("Steady", "new"),
    Trend.FALLING: ("Falling", "bad"),
    Trend.NOT_ENOUGH_DATA: ("Too new to tell", "rest"),
}


@dataclass(frozen=True)
class Bin:
    """A ten of totals with its share of the tallest."""

    label: str
    leads: int
    tall: float


@dataclass(frozen=True)
class Segment:
    """Leads that share a value: how many, their mean total, how many of grade A.

    `short`: the name for a narrow column.
    """

    name: str
    short: str
    href: str
    leads: int
    mean: float
    best: int


@dataclass(frozen=True)
class InsightContext:
    """The primary scorecard's totals over all leads. `trends`: words, leads, kind of the bar.

    `counted_at`: where they may be some minutes old.
    """

    title: str
    leads: int
    bins: tuple[Bin, ...]
    grades: tuple[tuple[str, int, str], ...]
    trends: tuple[tuple[str, int, str], ...]
    looked_at: int
    segments: tuple[tuple[str, tuple[Segment, ...]], ...]
    counted_at: datetime | None


@router.get(PATH + "/insight", dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(frame: Framed, session: Read) -> HTMLResponse:
    """The page; empty until a lead is scored."""
    card = (await in_force(session)).primary
    counted = await figures(session, card)
    found, going = counted.figures.spread, counted.figures.trends
    top = max((*found.bins, 1))
    url = f"{frame.shell.workspace_url}/leads"
    context = InsightContext(
        title=card.title,
        leads=found.leads,
        bins=tuple(
            Bin(label, count, 100 * count / top)
            for label, count in zip(_RANGES, found.bins, strict=True)
        ),
        grades=tuple((grade, count, f"{url}?grade={grade}") for grade, count in found.grades.items()),
        trends=tuple(
            (words, going[kind], tone) for kind, (words, tone) in _TREND_WORDS.items() if kind in going
        ),
        looked_at=min(found.leads, spread.NEWEST),
        segments=tuple(
            (kind.capitalize(), _segments(rows, kind, url))
            for kind, rows in counted.figures.segments.items()
        ),
        counted_at=counted.at if counted.is_kept else None,
    )  # fmt: skip
    return frame.show("pages/scoring/insight.html", context, section=SECTION)


def _segments(rows: Sequence[Any], kind: str, url: str) -> tuple[Segment, ...]:
    can_filter = kind in {"source", "intent"}
    return tuple(
        Segment(
            name=_name(kind, row.value or ""),
            short=_name("short source" if kind == "source" else kind, row.value or ""),
            href=f"{url}?{kind}={quote(row.value)}" if can_filter and row.value else "",
            leads=row.leads,
            mean=float(row.mean),
            best=row.best,
        )
        for row in rows
    )


def _name(kind: str, value: str) -> str:
    if not value:
        return "Unknown"
    return _NAMES[kind](value)
