"""The trace of a run: its steps on one time axis, each bar where the step began."""

from dataclasses import dataclass
from typing import Literal

from leadwright.web.screens.public_site.demo_result import RunResult, StepTime
from leadwright.web.wording import (
    begun,
    milliseconds,
    percent,
    said,
    thousands,
)

HEADROOM = 1.04
TICKS_AT_MOST = 5
THINNEST = 0.005  # a step of 0.1 ms must still be seen

RowState = Literal["pending", "done", "skipped", "held", "stopped", "failed", "off"]


@dataclass(frozen=True)
class StepWords:
    """How a step is called on screen. `beside`: not on the path to the reply, so its bar is grey."""

    name: str
    title: str
    done: str
    beside: bool = False


STEPS = (
    StepWords("store", "Stored", "Committed, form told 202"),
    StepWords("screen", "Checked", "No spam, no abuse"),
    StepWords("dedupe", "Matched", "Compared with known leads"),
    StepWords("enrich", "Enriched", "From address, name and phone"),
    StepWords("understand", "Understood", "Message read"),
    StepWords("score", "Scored", "Points added up"),
    StepWords("route", "Routed", "Owner chosen"),
    StepWords("respond", "Written", "Reply drafted"),
    StepWords("notify", "Team told", "Owner notified", beside=True),
    StepWords("follow_up", "Follow-up", "Task set", beside=True),
    StepWords("send", "Mailed", "In the built-in outbox"),
)

ROW_STATES: dict[str, RowState] = {
    "skipped": "skipped",
    "held": "held",
    "waiting": "held",
    "stopped": "stopped",
    "failed": "failed",
    "unconfirmed": "failed",
}


@dataclass(frozen=True)
class Row:
    """A row of the trace: where its bar begins and how long it is, in per cent."""

    name: str
    title: str
    done_words: str
    beside: bool
    state: RowState
    detail: str
    x: str
    width: str
    ms: str


@dataclass(frozen=True)
class Tick:
    """A line of the time axis."""

    x: str
    label: str


@dataclass(frozen=True)
class Trace:
    """All rows on one time axis; `total` is the moment of the answer in milliseconds."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    total: str


def trace_of(result: RunResult) -> Trace:
    """Rows in the order of the pipeline, on an axis a little longer than the run."""
    timed = placed(result.steps)
    end = max((start + step.ms for start, step in timed.values()), default=0.0)
    span = end * HEADROOM or 1.0
    sent = timed.get("send")
    total = sent[0] + sent[1].ms if sent and result.status == "answered" else end
    return Trace(
        rows=tuple(_row(words, timed.get(words.name), result, span) for words in STEPS),
        ticks=tuple(Tick(percent(at / span), thousands(at)) for at in tick_values(span)),
        total=thousands(total),
    )


def placed(steps: tuple[StepTime, ...]) -> dict[str, tuple[float, StepTime]]:
    """Each step with the moment it began."""
    at = 0.0
    out: dict[str, tuple[float, StepTime]] = {}
    for step in steps:
        start = at if step.started_ms is None else step.started_ms
        at = start + step.ms
        out[step.name] = (start, step)
    return out


def _row(
    words: StepWords, timed: tuple[float, StepTime] | None, result: RunResult, span: float
) -> Row:
    start, step = timed or (0.0, None)
    return Row(
        name=words.name,
        title=words.title,
        done_words=words.done,
        beside=words.beside,
        state=ROW_STATES.get(step.outcome, "done") if step else untold(words.name, result),
        detail=detail_of(words, step, result),
        x=percent(start / span),
        width=percent(max(step.ms / span, THINNEST) if step else 0),
        ms=milliseconds(step.ms) if step else "",
    )


def untold(name: str, result: RunResult) -> RowState:
    """Say of a step that did not run: it waits while the run is open, else it was not needed."""
    if result.status in {"received", "processing"}:
        return "pending"
    return "held" if result.status == "held" and name == "send" else "off"


def detail_of(words: StepWords, step: StepTime | None, result: RunResult) -> str:
    """The second line of a row: a stop's reason, what the facts say, the pipeline's note, or the usual."""
    if step and step.detail and step.outcome == "stopped":
        return said(step.detail)
    known = known_detail(words, result)
    return known or begun((step and step.detail) or words.done)


def known_detail(words: StepWords, result: RunResult) -> str:
    """What the facts of the run say about a step."""
    match words.name:
        case "understand" if result.intent and result.confidence is not None:
            # No reading is certain, however it rounds.
            sure = min(99, round(result.confidence * 100))
            return f"{said(result.intent)}, {sure} % sure"
        case "score" if result.score is not None:
            return f"{result.score:g} of 100, grade {result.grade}"
        case "route":
            return result.owner or ""
        case "respond":
            return words.done  # the note names a template's file, which says nothing to a visitor
        case "send" if result.status == "held":
            return "Waits for a person"
    return ""


def tick_values(span: float) -> tuple[float, ...]:
    """Round moments for the axis: 1, 2 or 5 times a power of ten apart, at most five of them."""
    steps = (factor * 10**power for power in range(10) for factor in (1, 2, 5))
    step = next((each for each in steps if span / each < TICKS_AT_MOST), span)
    return tuple(step * n for n in range(int(span / step) + 1))
