"""The next rows of a file, read while the database still writes those before them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.features.imports import taking
from leadwright.features.imports.taking import Part, Taking
from leadwright.kernel import clock
from leadwright.kernel.db.ids import new_row_id
from leadwright.kernel.db.session import Database
from leadwright.pipeline.imports import rows as import_rows
from leadwright.pipeline.imports.rows import Read

One = TypeVar("One")
Mark = tuple[str, str]

_YIELD_EVERY = 32


@dataclass
class Ahead:
    """The rows of a part from where the import stands."""

    about: Taking
    part: Part
    at: datetime

    @cached_property
    def waiting(self) -> list[Read]:
        """Those of its rows that may become leads."""
        return [
            import_rows.read(row, SubmissionId(new_row_id()))
            for row in self.part.rows
            if row.verdict != "rejected"
        ]

    @cached_property
    def marks(self) -> set[Mark]:
        """By what these rows and the leads they may be are known.

        Rows that share none may be written side by side.
        """
        return {mark for one in self.waiting for mark in marks_of(one)}


def marks_of(one: Read) -> tuple[Mark, ...]:
    """By what this row is known."""
    key = one.person.key
    return (("row", one.row.key),) if key is None else (("row", one.row.key), key)


async def read_ahead(
    database: Database, place: WorkspaceId, about: Taking, limit: int
) -> Ahead | None:
    """The rows from where `about` stands; None after the last.

    Nobody else changes rows that wait: a transaction of its own, beside the one that takes in, will do.
    """
    async with database.read(place) as session:
        part = await taking.next_part(session, about, limit)
    return None if part is None else Ahead(about, part, clock.now())


async def slowly(some: Iterable[One]) -> AsyncIterator[One]:
    """One after the other; now and then whatever else waits for this process goes first."""
    for number, one in enumerate(some):
        if number % _YIELD_EVERY == _YIELD_EVERY - 1:
            await asyncio.sleep(0)
        yield one
