"""The statement behind a list of leads, compiled once per combination of filters."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    any_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE

from leadwright.features.leads.models import Lead
from leadwright.features.leads.search import LeadFilter, Order


class Listed(NamedTuple):
    """A lead as lists show it: plain columns, without the cost of an ORM object."""

    id: UUID
    created_at: datetime
    updated_at: datetime
    last_submission_at: datetime
    last_submission_id: UUID
    submissions: int
    status: str
    name: str
    name_folded: str
    email: str | None
    phone: str | None
    company: str
    company_folded: str
    country: str | None
    language: str | None
    source: str
    intent: str | None
    intent_confidence: float | None
    quality_band: str | None
    score: int | None
    grade: str | None
    owner_id: UUID | None
    reply_status: str
    reply_ms: int | None
    stop_reason: str | None


_LEAD = Lead.__table__.c
# As in the index `lead_by_score`. Not coalesce: it is not leakproof, so under row-level security it would
# not use the index, and a page far down would read everything before it.
_rank: ColumnElement[int] = case((_LEAD.score.is_(None), literal_column("-1")), else_=_LEAD.score)
# The statement is compiled once per combination of filters: the values are parameters.
_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    **{
        name: _LEAD[column] == any_(bindparam(name, type_=ARRAY(TEXT)))
        for name, column in (
            ("intent", "intent"),
            ("status", "status"),
            ("grade", "grade"),
            ("source", "source"),
            ("reply", "reply_status"),
        )
    },
    "owner_id": _LEAD.owner_id == bindparam("owner_id"),
    "unassigned": _LEAD.owner_id.is_(None),
    "team_id": _LEAD.team_id == bindparam("team_id"),
    "without_team": _LEAD.team_id.is_(None),
    "min_score": _rank >= bindparam("min_score"),
    "received_after": _LEAD.last_submission_at >= bindparam("received_after"),
    "hits": _LEAD.id == any_(bindparam("hits", type_=ARRAY(UUID_TYPE(as_uuid=True)))),
}
_KEYS: Mapping[Order, ColumnElement[Any]] = {
    "recent": _LEAD.last_submission_at,
    "score": _rank,
    "name": _LEAD.name_folded.collate("C"),
    "company": _LEAD.company_folded.collate("C"),
}


def given(wanted: LeadFilter) -> dict[str, Any]:
    """The active filters and their values, by the names in `_CONDITIONS`."""
    lists = {
        "intent": wanted.intent,
        "status": wanted.status,
        "grade": wanted.grade,
        "source": wanted.source,
        "reply": wanted.reply,
    }
    single = {
        "owner_id": wanted.owner_id,
        "unassigned": wanted.unassigned or None,
        "team_id": wanted.team_id,
        "without_team": wanted.without_team or None,
        "min_score": wanted.min_score,
        "received_after": wanted.received_after,
    }
    return {name: list(values) for name, values in lists.items() if values} | {
        name: value for name, value in single.items() if value is not None
    }


@lru_cache(256)
def query(names: tuple[str, ...], order: Order, downwards: bool, marked: bool) -> Select[Any]:
    """Leads by key, then id. Towards `before`, the rows come in reverse.

    The page's ids are found first: sorted by score, selective filters are then evaluated from the index
    (`lead_by_score` includes them) instead of from a million rows.
    """
    key, last = _KEYS[order], _LEAD.id
    found = select(last).where(_LEAD.workspace_id == bindparam("workspace_id"))
    found = found.where(*(_CONDITIONS[name] for name in names))
    if marked:
        mark = tuple_(bindparam("mark", type_=key.type), bindparam("last_id", type_=last.type))
        found = found.where(tuple_(key, last) < mark if downwards else tuple_(key, last) > mark)
    ordered = (key.desc(), last.desc()) if downwards else (key.asc(), last.asc())
    page = func.array(
        found.order_by(*ordered).limit(bindparam("most", type_=Integer)).scalar_subquery()
    )
    rows = select(*(_LEAD[name] for name in Listed._fields)).where(
        _LEAD.workspace_id == bindparam("workspace_id"), last == any_(page)
    )
    return rows.order_by(*ordered)
