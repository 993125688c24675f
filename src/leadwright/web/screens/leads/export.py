"""Leads as CSV or as a workbook: what the table shows and what lists told, all of it, safe to open."""

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from uuid import UUID

import xlsxwriter

from leadwright.domain.errors import Invalid
from leadwright.features.leads import listing, queries
from leadwright.features.leads.list_query import Listed
from leadwright.features.leads.search import LeadFilter
from leadwright.web.screens.leads import query

Row = Sequence[object]

COLUMNS: Mapping[str, Callable[[Listed], object]] = {
    "id": lambda lead: lead.id,
    "received_at": lambda lead: lead.last_submission_at,
    "created_at": lambda lead: lead.created_at,
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
MOST_IN_A_WORKBOOK = 100_000
_WIDEST_CELL = 32_000
# A spreadsheet runs what begins so; an apostrophe makes it text (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A program that parts cells by another sign than ours begins a new one behind each of these.
_BEHIND = re.compile(rf"([;\t|\r\n]\s*)(?=[{re.escape(''.join(_FORMULA))}])")


@dataclass(frozen=True)
class Export:
    """Which leads, and how to read them: each part in a short transaction of its own."""

    reading: listing.Reading
    wanted: LeadFilter
    owners: Mapping[UUID, str]
    fields: Sequence[str]

    @property
    def head(self) -> list[str]:
        """The columns' names. A custom field that is called as one of ours says that it is one."""
        ours = [*COLUMNS, "owner"]
        return [
            *ours,
            *FACTS,
            *(f"custom {name}" if name in ours else name for name in self._further),
        ]

    @property
    def _further(self) -> list[str]:
        """Custom fields with a column of their own: those called as a fact stand where no fact tells it."""
        return [name for name in self.fields if name not in FACTS]

    async def rows(self) -> AsyncIterator[list[Row]]:
        """The leads in the table's order, some hundreds at a time."""
        async for leads in listing.every(self.reading, self.wanted):
            ids = [lead.id for lead in leads]
            async with self.reading() as session:
                facts = await queries.newest_of_many(session, ids, FACTS)
                fields = await query.fields_of(session, ids, self.fields)
            told = {id_: {**fields.get(id_, {}), **facts.get(id_, {})} for id_ in ids}
            yield [
                [value(lead) for value in COLUMNS.values()]
                + [self.owners.get(lead.owner_id) if lead.owner_id else None]
                + [_joined(told[lead.id].get(name)) for name in (*FACTS, *self._further)]
                for lead in leads
            ]


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    text = _BEHIND.sub(r"\1'", "" if value is None else str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


async def lines(export: Export) -> AsyncIterator[str]:
    """CSV, as far as it is made. The mark in front tells Excel and LibreOffice that it is UTF-8."""
    yield "\ufeff" + _written([export.head])
    async for rows in export.rows():
        yield _written(
            [value.isoformat() if isinstance(value, datetime) else value for value in row]
            for row in rows
        )


async def workbook(export: Export, path: Path, zone: tzinfo) -> None:
    """An XLSX file with times of this zone. Invalid for more leads than one can be handled with.

    Text is written as text, whatever it begins with; rows leave memory as they are written.
    """
    book = xlsxwriter.Workbook(
        path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}
    )
    sheet = book.add_worksheet("Leads")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(export.head) - 1, 18)
    bold = book.add_format({"bold": True})
    for at, name in enumerate(export.head):
        sheet.write_string(0, at, name, bold)
    done = 0

    def write(rows: Sequence[Row]) -> None:
        for number, row in enumerate(rows, done + 1):
            for at, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, at, value.astimezone(zone).replace(tzinfo=None))
                elif isinstance(value, int | float):
                    sheet.write_number(number, at, value)
                elif value is not None:
                    sheet.write_string(number, at, str(value)[:_WIDEST_CELL])

    try:
        async for rows in export.rows():
            if done + len(rows) > MOST_IN_A_WORKBOOK:
                raise Invalid(
                    f"More than {MOST_IN_A_WORKBOOK:,} leads match, too many for a workbook."
                    " Narrow the list with filters, or take it as CSV."
                )
            await asyncio.to_thread(write, rows)
            done += len(rows)
    finally:
        await asyncio.to_thread(book.close)


def _joined(value: object) -> object:
    """Several interests or tags in one cell, as lists write them; a box that was ticked in a word."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _written(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()
