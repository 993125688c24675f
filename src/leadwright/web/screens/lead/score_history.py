"""How a lead's score went: the steps of its series as one line, and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadwright.features.scoring.computing import Cause
from leadwright.features.scoring.models import ScoreHistory

WINDOW = timedelta(days=90)
MOST_ROWS = 30
_CAUSES = {
    Cause.MESSAGE: "a message",
    Cause.EVENT: "something happened",
    Cause.TIME: "time went by",
    Cause.SCORECARD: "the scorecard changed",
}


@dataclass(frozen=True)
class Step:
    """From `at` on it was `total`, because of `cause`."""

    at: datetime
    total: int
    grade: str
    cause: str


@dataclass(frozen=True)
class HistoryView:
    """`line`: the SVG path in a box of 400 by 100, from `since` until now, where it ends at `total`."""

    line: str
    since: datetime
    total: int
    steps: tuple[Step, ...]
    left_out: int


def history_view(series: Sequence[ScoreHistory], total: int, now: datetime) -> HistoryView | None:
    """The last 90 days, newest step first in the table. None while there is one step only."""
    start = max(now - WINDOW, series[0].at) if series else now
    stood = [one for one in series if one.at <= start][-1:]
    shown = [*stood, *(one for one in series if start < one.at <= now)]
    if len(shown) < 2:
        return None
    steps = tuple(
        Step(one.at, one.total, one.grade, _CAUSES[Cause(one.cause)]) for one in reversed(shown)
    )
    return HistoryView(
        line=_line([(max(one.at, start), one.total) for one in shown], total, now),
        since=start,
        total=total,
        steps=steps[:MOST_ROWS],
        left_out=max(0, len(steps) - MOST_ROWS),
    )


def _line(points: Sequence[tuple[datetime, int]], total: int, now: datetime) -> str:
    """A stair: each total stands until the next; the last until now, where decay may have moved it."""
    start = points[0][0]
    width = (now - start).total_seconds() or 1.0
    path = f"M0 {100 - points[0][1]}"
    for at, height in points[1:]:
        path += f"H{400 * (at - start).total_seconds() / width:.1f}V{100 - height}"
    return f"{path}H400V{100 - total}"
