"""Lists of leads: filtered, ordered, with keyset pagination and no count."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select, text

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.leads import list_query
from leadwright.features.leads.list_query import Listed
from leadwright.features.leads.matching import fold
from leadwright.features.leads.models import Lead
from leadwright.features.leads.search import LeadFilter, Order, decode_cursor, encode_cursor
from leadwright.kernel.db.session import ReadSession

SEARCH_MOST = 500
EXPORT_MOST = 1_000_000
EXPORT_CHUNK = 1_000


@dataclass(frozen=True)
class LeadPage:
    """One page, and the cursors of its neighbours (None where there is none)."""

    items: Sequence[Listed]
    next: str | None
    previous: str | None = None


class Reading(Protocol):
    """Opens one short reading transaction."""

    def __call__(self) -> AbstractAsyncContextManager[ReadSession]: ...


async def page(
    session: ReadSession, wanted: LeadFilter, *, search_most: int = SEARCH_MOST
) -> LeadPage:
    """One page of leads. A search looks at its newest hits only, `search_most` of them."""
    given = list_query.given(wanted)
    if wanted.q.strip():
        newest = replace(wanted, q="", limit=50) == LeadFilter()
        most = wanted.limit + 1 if newest else search_most
        given["hits"] = await _hits(session, wanted.q, most)
    cursor = wanted.before or wanted.after
    query = list_query.query(
        tuple(given),
        wanted.order,
        wanted.descending != (wanted.before is not None),
        cursor is not None,
    )
    given |= {"workspace_id": session.info["workspace_id"], "most": wanted.limit + 1}
    if cursor is not None:
        given |= zip(("mark", "last_id"), _cursor(cursor, wanted.order), strict=True)
    rows = (await session.execute(query, given)).all()
    return _cut([Listed._make(row) for row in rows], wanted)


def _cut(rows: Sequence[Listed], wanted: LeadFilter) -> LeadPage:
    """The requested rows; the extra one only shows that there is more in that direction."""
    more = len(rows) > wanted.limit
    items = rows[: wanted.limit]
    backwards = wanted.before is not None
    if backwards:
        items = items[::-1]
    if not items:
        return LeadPage((), None)
    is_last, is_first = (False, not more) if backwards else (not more, wanted.after is None)
    return LeadPage(
        items,
        next=None if is_last else encode_cursor(_mark(items[-1], wanted)),
        previous=None if is_first else encode_cursor(_mark(items[0], wanted)),
    )


async def every(reading: Reading, wanted: LeadFilter) -> AsyncIterator[Sequence[Listed]]:
    """All matching leads, in batches, each read in a short transaction of its own."""
    part = replace(wanted, after=None, before=None, limit=EXPORT_CHUNK)
    while True:
        async with reading() as session:
            found = await page(session, part, search_most=EXPORT_MOST)
        yield found.items
        if found.next is None:
            return
        part = replace(part, after=found.next)


async def some(session: ReadSession, lead_ids: Iterable[UUID]) -> Sequence[Lead]:
    """These leads, if they belong to this workspace."""
    rows = await session.execute(
        select(Lead)
        .where(Lead.workspace_id == session.info["workspace_id"], Lead.id.in_(set(lead_ids)))
        .order_by(Lead.id)
    )
    return rows.scalars().all()


async def is_empty(session: ReadSession) -> bool:
    """Whether the workspace has no lead at all."""
    query = select(Lead.id).where(Lead.workspace_id == session.info["workspace_id"]).limit(1)
    return (await session.execute(query)).first() is None


# Jumps from one source to the next in the index, instead of reading every lead for a few words.
_SOURCES = text(
    "with recursive found (source, number) as ("
    " (select source, 1 from lead where workspace_id = :workspace_id order by source limit 1)"
    " union all select (select l.source from lead l where l.workspace_id = :workspace_id"
    " and l.source > f.source order by l.source limit 1), f.number + 1"
    " from found f where f.source is not null and f.number < :most)"
    " select source from found where source is not null"
)


async def sources(session: ReadSession, *, most: int = 40) -> Sequence[str]:
    """The sources of leads so far, by name."""
    rows = await session.execute(
        _SOURCES, {"workspace_id": session.info["workspace_id"], "most": most}
    )
    return [row.source for row in rows if row.source]


async def _hits(session: ReadSession, words: str, most: int) -> list[UUID]:
    pattern = (
        fold(words.replace("\x00", "")).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    )
    rows = await session.execute(
        text("select id from search_leads(:like, :most)"), {"like": f"%{pattern}%", "most": most}
    )
    return list(rows.scalars())


def _cursor(cursor: str, order: Order) -> tuple[Any, UUID]:
    value, last_id = decode_cursor(cursor)
    try:
        return _typed(value, order), UUID(str(last_id))
    except (ValueError, TypeError, OverflowError) as error:
        raise Invalid(
            "The page mark belongs to another order.",
            problems=(FieldProblem("after", "malformed", "Start again without it."),),
        ) from error


def _typed(value: Any, order: Order) -> datetime | int | str:
    if order == "recent":
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return moment
    if order == "score":
        return min(max(int(value), -1), 101)
    if "\x00" in str(value):
        raise ValueError("not a text of ours")
    return str(value)


def _mark(lead: Listed, wanted: LeadFilter) -> list[Any]:
    value = {
        "recent": lead.last_submission_at.isoformat(),
        "score": -1 if lead.score is None else lead.score,
        "name": lead.name_folded,
        "company": lead.company_folded,
    }[wanted.order]
    return [value, str(lead.id)]
