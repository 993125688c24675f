"""The open questions, and the merges that can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId
from leadwright.features.duplicates.questions import Sign
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession

LATER = timedelta(days=1)
_SIDE = ("id", "name", "email", "phone", "company", "country", "status", "score", "submissions")
_SIDES = ", ".join(
    f"{side}.{name} as {side}_{name}"
    for side in ("a", "b")
    for name in (*_SIDE, "created_at", "last_submission_at", "source")
)
# A pair whose lead is gone, for instance into a merge, is no question until it comes back.
_FROM = (
    " from duplicate d join lead a on a.workspace_id = d.workspace_id and a.id = least(d.lead_id, d.other_id)"
    " join lead b on b.workspace_id = d.workspace_id and b.id = greatest(d.lead_id, d.other_id)"
    " where d.workspace_id = :w and d.state = 'open'"
)
_OPEN = text(
    f"select d.id, d.weight, d.evidence, d.asked_at, {_SIDES}{_FROM} and d.look_after <= :now"
    " order by d.sureness desc, d.look_after, d.id limit :limit"
)
_ONE = text(f"select d.id, d.weight, d.evidence, d.asked_at, {_SIDES}{_FROM} and d.id = :id")
_ONE_TO_ANSWER = text(f"{_ONE.text} for update of d")
MOST_COUNTED = 1000
_COUNT = text(
    f"select count(*) from (select{_FROM} and d.look_after <= :now limit {MOST_COUNTED}) as open_ones"
)
_LATER = text(
    "update duplicate set look_after = :until where workspace_id = :w and id = :id and state = 'open'"
    " returning id"
)


_OF_LEAD = text(
    "select id, absorbed_name as name, made_at, made_by from lead_merge"
    " where workspace_id = :w and lead_id = :lead_id and undone_at is null"
    " order by made_at desc, id desc limit :limit"
)
MOST_MERGES = 20


@dataclass(frozen=True)
class Merge:
    """A lead that was made one with another, and can be taken out again. `name` as it was."""

    id: UUID
    name: str
    made_at: datetime
    made_by: UUID | None


@dataclass(frozen=True)
class Side:
    """One of two leads. Ids tell the order of coming, so that the first is the older one."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    company: str
    country: str | None
    status: str
    score: int | None
    submissions: int
    created_at: datetime
    last_submission_at: datetime
    source: str


@dataclass(frozen=True)
class Question:
    """A pair that may be one person, with what was found."""

    id: UUID
    weight: float
    evidence: tuple[Sign, ...]
    asked_at: datetime
    one: Side
    other: Side


async def open_questions(session: ReadSession, limit: int) -> Sequence[Question]:
    """The next to answer, the surest first: much in common, little against it."""
    given = {"w": session.info["workspace_id"], "now": clock.now(), "limit": limit}
    return [_question(row) for row in await session.execute(_OPEN, given)]


async def question(session: ReadSession, question_id: UUID) -> Question:
    """One open question; NotFound if it was answered or one of the two is gone."""
    return await _asked(session, _ONE, question_id)


async def to_answer(session: TenantSession, question_id: UUID) -> Question:
    """`question`, for whoever answers first: anybody else waits, and finds it answered."""
    return await _asked(session, _ONE_TO_ANSWER, question_id)


async def _asked(session: ReadSession, statement: TextClause, question_id: UUID) -> Question:
    given = {"w": session.info["workspace_id"], "id": question_id}
    row = (await session.execute(statement, given)).first()
    if row is None:
        raise NotFound("This question was answered, or one of the two leads is gone.")
    return _question(row)


async def count(session: ReadSession) -> int:
    """Open questions, up to a thousand."""
    given = {"w": session.info["workspace_id"], "now": clock.now()}
    return int(await session.scalar(_COUNT, given) or 0)


async def merges_of(session: ReadSession, lead_id: LeadId) -> Sequence[Merge]:
    """Who went into this lead and can be taken out again, the latest of them."""
    given = {"w": session.info["workspace_id"], "lead_id": lead_id, "limit": MOST_MERGES}
    return [Merge(**row) for row in (await session.execute(_OF_LEAD, given)).mappings()]


async def put_off(session: TenantSession, question_id: UUID) -> bool:
    """Ask again tomorrow. False if it is no open question."""
    given = {"w": session.info["workspace_id"], "id": question_id, "until": clock.now() + LATER}
    return (await session.execute(_LATER, given)).first() is not None


def _question(row: Any) -> Question:
    return Question(
        row.id,
        row.weight,
        tuple(Sign(**sign) for sign in row.evidence),
        row.asked_at,
        _side(row, "a"),
        _side(row, "b"),
    )


def _side(row: Any, which: str) -> Side:
    return Side(**{name: getattr(row, f"{which}_{name}") for name in Side.__dataclass_fields__})
