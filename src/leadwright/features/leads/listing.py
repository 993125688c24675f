"""Lists of leads: filtered, ordered, paged by key and never by offset, without counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, text

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.leads.matching import fold
from leadwright.features.leads.models import Lead
from leadwright.features.leads.search import LeadFilter, Order, decode_cursor, encode_cursor
from leadwright.kernel.db.session import ReadSession

SEARCH_MOST = 500


@dataclass(frozen=True)
class LeadPage:
    """One page, and the cursor of the next one (None at the end)."""

    items: Sequence[Lead]
    next: str | None


async def page(session: ReadSession, wanted: LeadFilter) -> LeadPage:
    """One page of leads. A search looks at its newest 500 hits."""
    query = select(Lead).where(Lead.workspace_id == session.info["workspace_id"])
    for condition in _conditions(wanted):
        query = query.where(condition)
    if wanted.q.strip():
        query = query.where(Lead.id.in_(await _hits(session, wanted.q)))
    query = _ordered(query, wanted).limit(wanted.limit + 1)
    rows = (await session.execute(query)).scalars().all()
    more = len(rows) > wanted.limit
    items = rows[: wanted.limit]
    return LeadPage(items, encode_cursor(_mark(items[-1], wanted)) if more else None)


async def _hits(session: ReadSession, words: str) -> Sequence[UUID]:
    pattern = fold(words).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    rows = await session.execute(
        text("select id from search_leads(:like, :most)"),
        {"like": f"%{pattern}%", "most": SEARCH_MOST},
    )
    return [UUID(str(row.id)) for row in rows]


def _conditions(wanted: LeadFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (Lead.intent, wanted.intent),
        (Lead.status, wanted.status),
        (Lead.grade, wanted.grade),
        (Lead.source, wanted.source),
        (Lead.reply_status, wanted.reply),
    ):
        if values:
            found.append(column.in_(values))
    if wanted.owner_id is not None:
        found.append(Lead.owner_id == wanted.owner_id)
    if wanted.unassigned:
        found.append(Lead.owner_id.is_(None))
    if wanted.min_score is not None:
        found.append(Lead.score >= wanted.min_score)
    if wanted.received_after is not None:
        found.append(Lead.last_submission_at >= wanted.received_after)
    return found


def _sort_key(wanted: LeadFilter) -> Any:
    return {
        "recent": Lead.last_submission_at,
        "score": func.coalesce(Lead.score, -1),
        "name": Lead.name_folded.collate("C"),
        "company": Lead.company_folded.collate("C"),
    }[wanted.order]


def _ordered(query: Select[Any], wanted: LeadFilter) -> Select[Any]:
    key, last = _sort_key(wanted), Lead.id
    if wanted.after is not None:
        value, last_id = _cursor(wanted)
        mark = literal(value)
        beyond = key < mark if wanted.descending else key > mark
        further = last < last_id if wanted.descending else last > last_id
        query = query.where(or_(beyond, and_(key == mark, further)))
    if wanted.descending:
        return query.order_by(key.desc(), last.desc())
    return query.order_by(key.asc(), last.asc())


def _cursor(wanted: LeadFilter) -> tuple[Any, UUID]:
    value, last_id = decode_cursor(wanted.after or "")
    try:
        return _typed(value, wanted.order), UUID(str(last_id))
    except (ValueError, TypeError) as error:
        raise Invalid(
            "The page mark belongs to another order.",
            problems=(FieldProblem("after", "malformed", "Start again without it."),),
        ) from error


def _typed(value: Any, order: Order) -> datetime | int | str:
    if order == "recent":
        return datetime.fromisoformat(str(value))
    return int(value) if order == "score" else str(value)


def _mark(lead: Lead, wanted: LeadFilter) -> list[Any]:
    value = {
        "recent": lead.last_submission_at.isoformat(),
        "score": -1 if lead.score is None else lead.score,
        "name": lead.name_folded,
        "company": lead.company_folded,
    }[wanted.order]
    return [value, str(lead.id)]
