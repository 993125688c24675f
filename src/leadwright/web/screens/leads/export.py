"""Leads as CSV: what the table shows, all of it, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from uuid import UUID

from leadwright.features.leads import listing, queries
from leadwright.features.leads.list_query import Listed
from leadwright.features.leads.search import LeadFilter

COLUMNS: Mapping[str, Callable[[Listed], object]] = {
    "id": lambda lead: lead.id,
    "received_at": lambda lead: lead.last_submission_at.isoformat(),
    "created_at": lambda lead: lead.created_at.isoformat(),
    "name": lambda lead: lead.name,
    "email": lambda lead: lead.email,
    "phone": lambda lead: lead.phone,
    "company": lambda lead: lead.company,
    "country": lambda lead: lead.country,
    "language": lambda lead: lead.language,
    "intent": lambda lead: lead.intent,
    "score": lambda lead: lead.score,
    "grade": lambda lead: lead.grade,
    "status": lambda lead: lead.status,
    "source": lambda lead: lead.source,
    "reply": lambda lead: lead.reply_status,
    "reply_ms": lambda lead: lead.reply_ms,
    "submissions": lambda lead: lead.submissions,
}
FACTS = ("job_title", "product_interest", "event", "tags")
"""What lists bring of people beside the columns of a lead."""
# A spreadsheet runs what begins so; an apostrophe makes it text (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


async def lines(
    reading: listing.Reading, wanted: LeadFilter, owners: Mapping[UUID, str]
) -> AsyncIterator[str]:
    """The head, then the leads in the table's order, some hundreds at a time."""
    yield _written([[*COLUMNS, "owner", *FACTS]])
    async for leads in listing.every(reading, wanted):
        async with reading() as session:
            told = await queries.newest_of_many(session, [lead.id for lead in leads], FACTS)
        yield _written(
            [cell(value(lead)) for value in COLUMNS.values()]
            + [cell(owners.get(lead.owner_id) if lead.owner_id else None)]
            + [cell(_joined(told.get(lead.id, {}).get(key))) for key in FACTS]
            for lead in leads
        )


def _joined(value: object) -> object:
    """Several interests or tags in one cell, as lists write them."""
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _written(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
