"""One run of the pipeline, ready to draw: the rows of the trace, what was read, the reply.

The same result JSON (CONTRACTS section 3) feeds the example on the landing page, the result page
of a visitor without JavaScript and, in `frontend/src/site/`, the live demo. Bars are per cents of
the drawing's width, because a strict CSP knows no inline style.
"""

import re
from dataclasses import dataclass
from typing import Literal

from leadwright.domain.numbering import grouped
from leadwright.domain.reading import Entities
from leadwright.web.screens.public_site.demo_result import Entry, Ledger, Mark, Reply, RunResult
from leadwright.web.screens.public_site.demo_trace import Trace, trace_of
from leadwright.web.wording import budget_words, language_name

SIGNATURE = "\n-- \n"  # what follows is the foot of a mail (RFC 3676)

RunState = Literal["running", "done", "held", "stopped", "failed"]

RUN_STATES: dict[str, RunState] = {
    "received": "running",
    "processing": "running",
    "answered": "done",
    "held": "held",
    "stopped": "stopped",
    "failed": "failed",
    "unconfirmed": "failed",
}


@dataclass(frozen=True)
class Span:
    """A piece of the reply and where it comes from."""

    text: str
    source: Literal["lead", "facts"] | None = None


@dataclass(frozen=True)
class Mail:
    """The reply, in paragraphs of spans."""

    sender: str
    to: str
    subject: str
    language: str
    paragraphs: tuple[tuple[Span, ...], ...]
    foot: str
    from_lead: bool
    from_facts: bool


@dataclass(frozen=True)
class RunView:
    """Everything the frame of the demo shows of one run."""

    state: RunState
    notice: str
    trace: Trace
    facts: tuple[tuple[str, str], ...]
    mail: Mail | None
    ledger: Ledger | None
    score: str


def run_view(result: RunResult) -> RunView:
    """The picture of a run. `notice` names the sentence that explains an unusual end."""
    state = RUN_STATES.get(result.status, "running")
    return RunView(
        state=state,
        notice=notice_of(result),
        trace=trace_of(result),
        facts=facts_of(result),
        mail=mail_of(result, result.reply) if result.reply else None,
        ledger=ledger_of(result),
        score="" if result.score is None else f"{result.score:g}",
    )


def notice_of(result: RunResult) -> str:
    """The key of the notice: the stop's reason, else the status, else nothing."""
    if result.status == "stopped":
        return result.stop_reason or ("unsent" if result.reply else "stopped")
    return result.status if result.status in {"held", "failed", "unconfirmed"} else ""


def ledger_of(result: RunResult) -> Ledger | None:
    """The ledger; a result that names reasons alone gives a ledger without parts."""
    if result.ledger is not None or result.score is None:
        return result.ledger
    entries = tuple(Entry(kind="rule", label=r.label, in_total=r.points) for r in result.reasons)
    return Ledger(total=result.score, grade=result.grade, entries=entries)


def facts_of(result: RunResult) -> tuple[tuple[str, str], ...]:
    """What was read in the message, as pairs of word and value; what was not said is left out."""
    read = result.entities or Entities()
    pairs = (
        ("Team", f"{read.team_size:,} people" if read.team_size else ""),
        ("Deadline", read.timeline or ""),
        ("Budget", budget_words(read.budget) if read.budget else ""),
        ("Phone", grouped(read.phone)),
        ("Language", language_name(result.language)),
    )
    return tuple((word, value) for word, value in pairs if value)


def marks_of(result: RunResult) -> tuple[Mark, ...]:
    """Where the reply's words come from: as marked, else what was read and can be found again."""
    if result.reply and result.reply.marks:
        return result.reply.marks
    read = result.entities or Entities()
    words = (read.timeline, str(read.team_size) if read.team_size else None)
    return tuple(Mark(text=each, source="lead") for each in words if each)


def mail_of(result: RunResult, reply: Reply) -> Mail:
    """The reply with its marked words."""
    marks = marks_of(result)
    body, _, foot = reply.text.partition(SIGNATURE)
    blocks = re.split(r"\n\s*\n", body.strip())
    paragraphs = tuple(spans(block, marks) for block in blocks)
    sources = {span.source for paragraph in paragraphs for span in paragraph}
    return Mail(
        sender=reply.sender or result.sender or result.owner or "",
        to=reply.to or "",
        subject=reply.subject,
        language=result.language or "",
        paragraphs=paragraphs,
        foot=foot.strip(),
        from_lead="lead" in sources,
        from_facts="facts" in sources,
    )


def spans(text: str, marks: tuple[Mark, ...]) -> tuple[Span, ...]:
    """Cut a paragraph at its marked words, whole ones; the longest wins where two begin together."""
    if not marks:
        return (Span(text),)
    source = {mark.text: mark.source for mark in marks}
    longest_first = sorted(source, key=len, reverse=True)
    pieces = re.split(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)", text)
    return tuple(Span(piece, source.get(piece)) for piece in pieces if piece)
