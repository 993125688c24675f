"""The next rows of a file, read and put into words while the database still writes those before them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from leadwright.domain.ids import WorkspaceId
from leadwright.features.capture.bulk import Kept, kept
from leadwright.features.imports import queries, taking
from leadwright.features.imports.taking import Part, Staged, Taking
from leadwright.features.leads.bulk import Person
from leadwright.features.leads.bulk_facts import custom_fields, fact_set
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database
from leadwright.pipeline import import_rows
from leadwright.pipeline.import_rows import Read

One = TypeVar("One")
Mark = tuple[str, str]

_YIELD_EVERY = 32


class Said(NamedTuple):
    """What a row says, as the database takes it: its submission, facts and custom fields as JSON."""

    read: Read
    person: Person
    kept: Kept
    facts: str
    custom: str


@dataclass
class Ahead:
    """The rows of a part from where the import stands, and what they say.

    `marks`: by what these rows and the leads they may be are known. Rows that share none may be written
    side by side.
    """

    about: Taking
    part: Part
    at: datetime
    marks: set[Mark] = field(default_factory=set)
    _said: dict[int, Said] = field(default_factory=dict)

    @property
    def waiting(self) -> list[Staged]:
        """Those of its rows that may become leads."""
        return [row for row in self.part.rows if row.verdict != "rejected"]

    def marks_of(self, row: Staged) -> set[Mark]:
        """By what this row is known."""
        said = self._said.get(row.row_index)
        key = None if said is None else said.person.key
        return {("row", row.key)} if key is None else {("row", row.key), key}

    def said(self, row: Staged) -> Said:
        """What this row says, put into words once."""
        known = self._said.get(row.row_index)
        if known is None:
            known = self._said[row.row_index] = self._put_into_words(row)
        return known

    def _put_into_words(self, row: Staged) -> Said:
        read = import_rows.read(self.about, row, self.at)
        return Said(
            read=read,
            person=read.person(),
            kept=kept(read.submission_id, read.source, read.form, row.cells),
            facts=fact_set(read.facts),
            custom=custom_fields(read.custom),
        )


async def read_ahead(
    database: Database, place: WorkspaceId, about: Taking, limit: int
) -> Ahead | None:
    """The rows from where `about` stands; None after the last. Those taken in before need no words.

    Nobody else changes rows that wait: a transaction of its own, beside the one that takes in, will do.
    """
    async with database.read(place) as session:
        part = await taking.next_part(session, about, limit)
        if part is None:
            return None
        ahead = Ahead(about, part, clock.now())
        waiting = {row.key: row for row in reversed(ahead.waiting)}
        before = await queries.known_keys(session, list(waiting))
    async for row in slowly(list(waiting.values())):
        if row.key not in before:
            ahead.said(row)
        ahead.marks |= ahead.marks_of(row)
    return ahead


async def slowly(some: Iterable[One]) -> AsyncIterator[One]:
    """One after the other; now and then whatever else waits for this process goes first."""
    for number, one in enumerate(some):
        if number % _YIELD_EVERY == _YIELD_EVERY - 1:
            await asyncio.sleep(0)
        yield one
