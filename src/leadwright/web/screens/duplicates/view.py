"""What the screen shows of a question: both leads, line by line, with what the comparison says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from leadwright.domain.numbering import grouped
from leadwright.features.duplicates import queries
from leadwright.features.duplicates.queries import Question, Side
from leadwright.web.screens.lead.words import country_name
from leadwright.web.screens.source_names import source_name


@dataclass(frozen=True)
class SignLine:
    """One line of evidence; it speaks for one person, against it, or for neither."""

    field: str
    words: str
    bits: float

    @property
    def speaks(self) -> str:
        return "for" if self.bits >= 1 else "against" if self.bits <= -1 else "little"


@dataclass(frozen=True)
class Fact:
    """A row of the comparison: what each of the two has, and what the comparison says of it."""

    name: str
    one: str | int | datetime
    other: str | int | datetime
    kind: Literal["words", "moment", "score"] = "words"
    signs: tuple[SignLine, ...] = ()

    @property
    def differs(self) -> bool:
        return self.kind == "words" and bool(self.one and self.other) and self.one != self.other


@dataclass(frozen=True)
class Waiting:
    """A line of the queue. `told` is what tells the two apart where the names do not."""

    id: UUID
    names: tuple[str, str]
    told: tuple[str, str]
    reason: str
    is_current: bool


@dataclass(frozen=True)
class DuplicatesContext:
    """The question in front, the queue behind it. `question` is None where nothing is asked.

    `done` is what an answer did, and where its undo is posted to.
    """

    question: Question | None
    heads: tuple[str, str]
    facts: tuple[Fact, ...]
    signs: tuple[SignLine, ...]
    queue: tuple[Waiting, ...]
    total: int
    has_more: bool
    may_work: bool
    done: tuple[str, str] | None


def context(
    current: Question | None,
    waiting: Sequence[Question],
    total: int,
    *,
    may_work: bool,
    done: tuple[str, str] | None,
) -> DuplicatesContext:
    """What the screen shows of these."""
    queue = tuple(
        Waiting(
            each.id,
            (_called(each.one), _called(each.other)),
            (_contact(each.one), _contact(each.other)),
            _reason(each),
            current is not None and each.id == current.id,
        )
        for each in waiting
    )
    evidence = () if current is None else current.evidence
    lines = tuple(SignLine(each.field, each.words, each.bits) for each in evidence)
    return DuplicatesContext(
        question=current,
        heads=("", "") if current is None else (_called(current.one), _called(current.other)),
        facts=() if current is None else tuple(_facts(current.one, current.other, lines)),
        signs=lines,
        queue=queue,
        total=total,
        has_more=total >= queries.MOST_COUNTED,
        may_work=may_work,
        done=done,
    )


def _called(side: Side) -> str:
    return side.name or side.email or grouped(side.phone) or "No name"


def _contact(side: Side) -> str:
    return side.email or grouped(side.phone) or side.company


def _reason(question: Question) -> str:
    """The weightiest sign for, and against it the weightiest if there is one."""
    signs = sorted(question.evidence, key=lambda sign: sign.bits)
    words = [signs[-1].words] if signs else []
    if signs and signs[0].bits <= -1:
        words.append(signs[0].words[:1].lower() + signs[0].words[1:])
    return ", ".join(words)


def _facts(one: Side, other: Side, lines: Sequence[SignLine]) -> list[Fact]:
    def about(*fields: str) -> tuple[SignLine, ...]:
        return tuple(line for line in lines if line.field in fields)

    rows = [
        Fact("Name", one.name, other.name, signs=about("given", "surname", "order", "mark")),
        Fact("E-mail", one.email or "", other.email or "", signs=about("email")),
        Fact("Phone", grouped(one.phone), grouped(other.phone), signs=about("phone")),
        Fact("Company", one.company, other.company, signs=about("company")),
        Fact(
            "Country",
            country_name(one.country),
            country_name(other.country),
            signs=about("country"),
        ),
        Fact("Status", one.status.capitalize(), other.status.capitalize()),
        Fact("Score", _scored(one), _scored(other), kind="score"),
        Fact("Submissions", str(one.submissions), str(other.submissions)),
        Fact("Source", source_name(one.source), source_name(other.source)),
        Fact("First seen", one.created_at, other.created_at, kind="moment"),
        Fact("Last heard of", one.last_submission_at, other.last_submission_at, kind="moment"),
    ]
    return [row for row in rows if row.one != "" or row.other != ""]


def _scored(side: Side) -> int | str:
    return "" if side.score is None else side.score
