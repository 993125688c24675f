"""Duplicates: two leads side by side with what speaks for one person, and a person's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi import Form as FormField
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId
from leadwright.domain.numbering import grouped
from leadwright.domain.permission import Permission
from leadwright.features.duplicates import merging, queries
from leadwright.features.duplicates.queries import Question, Side
from leadwright.kernel.web import Read, Tx, require
from leadwright.pipeline import unions
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.source_names import source_name

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/duplicates")

SECTION = "duplicates"
SHOWN = 30
Reads = Depends(require(Permission.READ_LEADS))
WORKS = [Depends(require(Permission.WORK_LEADS)), Depends(csrf)]


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
    one: str | datetime
    other: str | datetime
    is_moment: bool = False
    signs: tuple[SignLine, ...] = ()

    @property
    def differs(self) -> bool:
        return bool(self.one and self.other) and not self.is_moment and self.one != self.other


@dataclass(frozen=True)
class Waiting:
    """A line of the queue."""

    id: UUID
    names: tuple[str, str]
    reason: str
    is_current: bool


@dataclass(frozen=True)
class DuplicatesContext:
    """The question in front, the queue behind it. `question` is None where nothing is asked."""

    question: Question | None
    heads: tuple[str, str]
    facts: tuple[Fact, ...]
    signs: tuple[SignLine, ...]
    queue: tuple[Waiting, ...]
    total: int
    has_more: bool
    may_work: bool


@router.get("", dependencies=[Reads])
async def index(
    frame: Framed, session: Read, ask: UUID | None = None, merge: UUID | None = None
) -> HTMLResponse:
    """The queue with one question in front. `merge` is the one that the toast takes back."""
    waiting = await queries.open_questions(session, SHOWN)
    current = next((each for each in waiting if each.id == ask), None)
    if ask is not None and current is None:
        current = await queries.question(session, ask)
    total = await queries.count(session)
    context = _context(frame, current or next(iter(waiting), None), waiting, total)
    undo = ""
    if merge is not None and context.may_work:
        undo = f"{frame.shell.workspace_url}/duplicates/merges/{merge}/undo"
    return frame.show("pages/duplicates/index.html", context, section=SECTION, undo=undo)


def _context(
    frame: Frame,
    current: Question | None,
    waiting: Sequence[Question],
    total: int,
) -> DuplicatesContext:
    queue = tuple(
        Waiting(
            each.id,
            (_called(each.one), _called(each.other)),
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
        may_work=frame.who.may(Permission.WORK_LEADS),
    )


def _called(side: Side) -> str:
    return side.name or side.email or grouped(side.phone) or "No name"


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
        Fact("Country", one.country or "", other.country or "", signs=about("country")),
        Fact("Status", one.status.capitalize(), other.status.capitalize()),
        Fact("Score", _number(one.score), _number(other.score)),
        Fact("Submissions", str(one.submissions), str(other.submissions)),
        Fact("Source", source_name(one.source), source_name(other.source)),
        Fact("First seen", one.created_at, other.created_at, is_moment=True),
        Fact("Last heard of", one.last_submission_at, other.last_submission_at, is_moment=True),
    ]
    return [row for row in rows if row.one or row.other]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


@router.post("/{question_id:uuid}/merge", dependencies=WORKS)
async def merge(
    frame: Framed, session: Tx, question_id: UUID, keep: Annotated[str, FormField()] = "one"
) -> RedirectResponse:
    """One person. `keep` says whose lead stays: `one`, the older, or `other`."""
    asked = await queries.question(session, question_id)
    stays, goes = asked.one, asked.other
    if keep == "other":
        stays, goes = goes, stays
    by = frame.who.person_id
    try:
        merge_id = await unions.merge(session, LeadId(stays.id), LeadId(goes.id), actor=by)
    except Conflict:
        return frame.to(f"/duplicates?ask={question_id}", toast="busy")
    return frame.to(f"/duplicates?merge={merge_id}", toast="merged")


@router.post("/{question_id:uuid}/apart", dependencies=WORKS)
async def apart(frame: Framed, session: Tx, question_id: UUID) -> RedirectResponse:
    """Two people."""
    asked = await queries.question(session, question_id)
    pair = LeadId(asked.one.id), LeadId(asked.other.id)
    await merging.not_the_same(session, *pair, actor=frame.who.person_id)
    return frame.to("/duplicates", toast="kept_apart")


@router.post("/{question_id:uuid}/later", dependencies=WORKS)
async def later(frame: Framed, session: Tx, question_id: UUID) -> RedirectResponse:
    """Not now."""
    if not await queries.put_off(session, question_id):
        raise NotFound("This question was answered in the meantime.")
    return frame.to("/duplicates", toast="tomorrow")


@router.post("/merges/{merge_id:uuid}/undo", dependencies=WORKS)
async def undo(frame: Framed, session: Tx, merge_id: UUID) -> Response:
    """Two leads again; asked by the toast, the page then loads itself again."""
    await unions.undo(session, merge_id, actor=frame.who.person_id)
    if "hx-request" in frame.request.headers:
        return Response(status_code=200, headers={"HX-Refresh": "true"})
    return frame.to("/duplicates", toast="apart_again")
