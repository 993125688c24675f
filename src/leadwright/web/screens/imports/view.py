"""What the imports screens show: files, figures, columns and rows, already worded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from leadwright.features.imports.actions import doubts
from leadwright.features.imports.models import Import, ImportRow
from leadwright.features.routing.rules import RoutingTable, choose
from leadwright.pipeline.imports.undo import Outlook
from leadwright.web.screens.imports.columns import FIELD_WORDS, Column

VERDICTS: Mapping[str, tuple[str, str]] = {
    "new": ("new", "New"),
    "merged": ("good", "Merged"),
    "review": ("look", "Review"),
    "rejected": ("bad", "Rejected"),
}
_AFTERWARDS: Mapping[str, tuple[str, str]] = {
    "known": ("good", "Known"),
    "undone": ("", "Taken back"),
    "kept": ("look", "Kept"),
}
"""What became of a row, rather than what it was judged to be."""
_REFUSALS: Mapping[str, str] = {
    "empty": "Is empty",
    "no_rows": "Has no rows",
    "encrypted": "Has a password",
    "corrupt": "Is damaged",
    "truncated": "Ends too early",
    "wrong_format": "Is no spreadsheet",
    "unsupported_format": "Is no spreadsheet",
    "too_large": "Is too large",
    "zip_bomb": "Is not safe to open",
    "unsafe": "Is not safe to open",
    "unsafe_xml": "Is not safe to open",
    "encoding": "Has an unknown encoding",
    "binary_content": "Is no text",
    "formulas_not_calculated": "Has formulas without values",
    "macros_not_allowed": "Has macros",
}
WAYS = {
    "upload": "dropped here",
    "api": "by the API",
    "command": "by the command",
    "folder": "from the folder",
    "bucket": "from the bucket",
    "mail": "by e-mail,",
}
ANSWERS = (
    ("none", "Nobody is answered"),
    ("draft", "A draft for each, to approve"),
    ("send", "Answer by the reply rules"),
)


_WORTH_A_WORD = 500_000
"""Bytes from which on reading takes a moment."""
_MOVES: Mapping[str, str] = {
    "reading": "Reading",
    "taking": "Taking in",
    "undoing": "Being undone",
}
_LEFT_OUT: Mapping[str, str] = {
    "title": "Title",
    "repeated_header": "Headings again",
    "section": "Section",
    "total": "Total",
    "footer": "Footer",
    "legend": "Legend",
    "separator": "Line",
    "units": "How to fill in",
    "other_table": "Another list",
}


@dataclass(frozen=True)
class FileLine:
    """One file in the list. `came`: by which way, from whom.

    `share` (0 to 1) while rows are read, go in or are taken back; `is_comparing` before the first go in.
    """

    id: UUID
    name: str
    came: str
    detail: str
    rows: int | None
    parts: tuple[tuple[str, int, str], ...]
    remark: str
    share: float | None
    is_comparing: bool
    tone: str
    state: str
    at: datetime


@dataclass(frozen=True)
class RowLine:
    """A row as it is taken in, and what its cells say."""

    number: int
    tone: str
    verdict: str
    lead_id: UUID | None
    name: str
    email: str
    phone: str
    company: str
    interest: str
    team: str
    why: str
    raw_name: str
    raw_phone: str


@dataclass(frozen=True)
class Typed:
    """What was chosen beside the files: it stays where one of them cannot be kept."""

    answer: str = "none"
    consent: str = ""
    look: bool = False


UNTYPED = Typed()


@dataclass(frozen=True)
class ImportsContext:
    """The list of files, and the form to add some."""

    lines: tuple[FileLine, ...]
    older: str
    may_work: bool
    most: int
    typed: Typed = UNTYPED
    answers: tuple[tuple[str, str], ...] = ANSWERS
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class OneContext:
    """One file: what it is, what may be done, its columns and rows.

    `takes`: rows that would go in. `stopped_at`: amid what an error met it (`actions.stopped_at`).
    """

    found: Import
    line: FileLine
    counts: Mapping[str, int]
    columns: tuple[Column, ...]
    doubtful: int
    fields: tuple[tuple[str, str], ...]
    rows: tuple[RowLine, ...]
    verdict: str
    next_rows: str
    same_as: Import | None
    takes: int
    stopped_at: str
    left_out: tuple[tuple[int, str, str], ...]
    rate: str
    may_work: bool
    answers: tuple[tuple[str, str], ...] = ANSWERS
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class UndoContext:
    """What an undo would do."""

    found: Import
    outlook: Outlook
    may_work: bool


def line(found: Import, names: Mapping[UUID, str]) -> FileLine:
    """A file as the list shows it. `names`: the members'."""
    counts = found.counts
    parts = tuple(
        (word.lower(), counts.get(name, 0), tone) for name, (tone, word) in VERDICTS.items()
    )
    tone, state = _state(found)
    return FileLine(
        id=found.id,
        name=found.file_name,
        came=_came(found, names),
        detail=_detail(found),
        rows=_rows(found),
        parts=tuple(part for part in parts if part[1]),
        remark=_remark(found),
        share=_share(found),
        is_comparing=is_comparing(found),
        tone=tone,
        state=state,
        at=found.created_at,
    )


def _rows(found: Import) -> int | None:
    """How many there are, as soon as that is known."""
    if found.state == "reading":
        return found.shape.get("of")
    return None if found.state == "refused" else found.rows


def _so_far(found: Import) -> tuple[int, int] | None:
    """How many of how many rows are read, taken in or taken back, as soon as there is something to tell."""
    shape = found.shape
    if found.state == "reading" and shape.get("of"):
        return shape["read"], shape["of"]
    if found.state == "undoing" and shape.get("to_undo"):
        return shape["undone"], shape["to_undo"]
    return (found.at_row, found.rows) if found.state == "taking" and found.at_row else None


def _share(found: Import) -> float | None:
    so_far = _so_far(found)
    return min(1.0, so_far[0] / so_far[1]) if so_far else None


def is_comparing(found: Import) -> bool:
    """Whether its first rows are still compared with the leads that are there."""
    return found.state == "taking" and found.at_row == 0


def _state(found: Import) -> tuple[str, str]:
    if is_comparing(found):
        return "new", "Comparing with your leads"
    share = _share(found)
    if found.state in _MOVES and share is not None:
        return "new", f"{_MOVES[found.state]}, {round(100 * share)} %"
    if found.state == "reading":
        return "new", _reading(found)
    if found.state == "ready":
        to_check = len(doubts(found.mapping))
        if to_check:
            return "look", f"{to_check} columns to check" if to_check > 1 else "One column to check"
        return "look", "Waits for you"
    return {
        "done": ("good", "Done"),
        "undoing": ("new", _MOVES["undoing"]),
        "refused": ("bad", _REFUSALS.get(found.error_kind or "", "Could not be read")),
        "discarded": ("", "Discarded"),
        "undone": ("", "Undone"),
        "failed": ("bad", "Stopped by an error"),
    }[found.state]


def _reading(found: Import) -> str:
    """Before its rows are counted, how much there is to read."""
    return (
        f"Reading {found.file_size / 1e6:.1f} MB" if found.file_size >= _WORTH_A_WORD else "Reading"
    )


def _came(found: Import, names: Mapping[UUID, str]) -> str:
    """`dropped here by Ines Carvalho`, `from the folder Fair North`."""
    by = names.get(found.created_by, "") if found.created_by else ""
    who = found.source_name or (f"by {by}" if by else "")
    return f"{WAYS[found.way]} {who}".strip(" ,")


def _detail(found: Import) -> str:
    if found.state in {"refused", "failed"}:
        return found.message or ""
    if found.state == "reading":
        return ""
    why = _why_it_waits(found) if found.state == "ready" else ""
    sheet, head = found.shape.get("sheet"), found.shape.get("header_row")
    parts = [f"sheet {sheet}"] if sheet else []
    if isinstance(head, list):
        parts.append(f"header in rows {head[0]} and {head[1]}")
    else:
        parts.append(f"header in row {head}" if head else "no header, columns found by content")
    if left_out := found.shape.get("left_out_rows"):
        rows = "1 row" if left_out == 1 else f"{left_out:,} rows"
        parts.append(f"{rows} without a person left out")
    told = ", ".join(parts)
    return " ".join(
        filter(None, (f"{told}." if why or found.message else told, why, found.message))
    )


def _why_it_waits(found: Import) -> str:
    """What keeps a file that was read from going in by itself."""
    unsure = [FIELD_WORDS.get(name, name) for name in doubts(found.mapping)]
    if unsure:
        return f"Waits for a look at what may be: {', '.join(unsure[:4]).lower()}."
    if found.mapping.get("chosen"):
        return "Read with the columns as they were chosen. Waits to be taken in."
    if not found.take_when_certain:
        return "Waits to be taken in: it was asked to wait for a look."
    return "Waits because it has no rows." if not found.rows else ""


def rate(found: Import) -> str:
    """How fast rows go in, while they do."""
    if found.state != "taking" or not found.at_row or found.taking_since is None:
        return ""
    seconds = (found.changed_at - found.taking_since).total_seconds()
    return f"{round(found.at_row / seconds):,} rows a second" if seconds > 1 else ""


def _remark(found: Import) -> str:
    if so_far := _so_far(found):
        return f"{so_far[0]:,} of {so_far[1]:,}"
    if found.state == "taking":
        return "1 row" if found.rows == 1 else f"{found.rows:,} rows"
    if found.state == "refused":
        return "nothing was read"
    if found.state == "done" and found.taking_since and found.finished_at:
        seconds = (found.finished_at - found.taking_since).total_seconds()
        return f"taken in, {seconds:.1f} s"
    if found.state in {"ready", "discarded"} and found.read_ms is not None:
        return f"checked, {found.read_ms / 1000:.2f} s"
    return ""


def left_out(found: Import) -> tuple[tuple[int, str, str], ...]:
    """Rows in which nobody was found: number, what it was taken for, and what it says."""
    told: Sequence[Mapping[str, Any]] = found.shape.get("left_out", ())
    return tuple(
        (one["source_row"], _LEFT_OUT.get(one["kind"], "Note"), one["text"]) for one in told
    )


def row(one: ImportRow, index_of: Mapping[str, int], routing: RoutingTable) -> RowLine:
    """A row as the table shows it."""
    told = one.fields
    names = " ".join(part for part in (told.get("first_name"), told.get("last_name")) if part)
    name = told.get("full_name") or names
    tone, verdict = _AFTERWARDS.get(one.state) or VERDICTS[one.verdict]
    known, is_gone = one.state == "known", one.state == "undone" and one.created
    interests = [str(each) for each in told.get("product_interest") or ()]
    # One that is not taken in yet has the verdict that its reader gave: why stands beside it.
    is_routed = one.state != "waiting" and not choose(interests, routing).strangers
    why = _why(one, is_routed=is_routed)
    return RowLine(
        number=one.source_row,
        tone=tone,
        verdict=verdict,
        lead_id=None if is_gone else one.lead_id,
        name=name,
        email=told.get("email") or "",
        phone=told.get("phone") or "",
        company=told.get("company") or "",
        interest=", ".join(interests),
        team=_team(one, interests, routing),
        why="taken in before" if known and not why else why,
        raw_name=_raw(one, index_of.get("full_name"), name),
        raw_phone=_raw(one, index_of.get("phone"), told.get("phone") or told.get("email") or ""),
    )


def _why(one: ImportRow, *, is_routed: bool) -> str:
    """What is wrong with the row, but for a product that the routing table has learned since."""
    told = [
        problem["message"]
        for problem in one.problems
        if not (is_routed and problem["reason"] == "unknown_product")
    ]
    return " ".join(dict.fromkeys(told))


def _team(one: ImportRow, interests: Sequence[str], routing: RoutingTable) -> str:
    """Whose leads ask for this, by the routing table as it stands."""
    if not interests or one.verdict == "rejected":
        return ""
    choice = choose(interests, routing)
    if choice.route is not None:
        return f"to {choice.route.team}"
    return "to review" if choice.strangers else ""


def _raw(one: ImportRow, index: int | None, clean: str) -> str:
    """What the cell says, where that is something else."""
    if index is None or index >= len(one.cells):
        return ""
    cell = str(one.cells[index])
    return "" if "".join(cell.split()) == "".join(clean.split()) else cell
