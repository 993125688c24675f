"""Rows whose result nobody waits for: the transaction's last statement writes them all, in one round trip.

Each kind of row has one statement over `:rows`, a jsonb list; several kinds become CTEs of one statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import asyncpg
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.kernel.db.driver_statement import DriverStatement, driver_statement, row


@dataclass(frozen=True)
class DeferredWrite:
    """How rows of one kind are written. CTEs of one statement do not see each other's rows.

    `parts` are (name, SQL) of common table expressions over `:rows` and `:workspace_id`; the last one
    returns one row for each that was written. `each`: every row must be written.
    """

    name: str
    parts: tuple[tuple[str, str], ...]
    each: bool = True


class NotWritten(RuntimeError):
    """A deferred row was not written: another transaction was first, or the row it refers to is gone."""

    def __init__(self, name: str) -> None:
        super().__init__(f"rows of {name!r} were not written as expected")
        self.name = name


Rows = Mapping[DeferredWrite, Sequence[Mapping[str, Any]]]


async def write(session: AsyncSession, rows: Rows, leaving: str | None = None) -> dict[str, int]:
    """Write the deferred rows together with `leaving`; returns how many of each kind were written.

    Raises NotWritten at once if rows of another kind refer to one that was not written.
    """
    given: dict[str, Any] = {
        "workspace_id": session.info["workspace_id"],
        "late": to_json({what.name: some for what, some in rows.items()}, fallback=str).decode(),
    }
    if leaving is not None:
        given["leaving"] = leaving
    try:
        found = await row(session, _statement(tuple(rows), leaving is not None), given)
    except asyncpg.ForeignKeyViolationError as error:
        raise NotWritten(error.table_name or "") from error
    return dict(zip((what.name for what in rows), found, strict=False))


def check(rows: Rows, written: Mapping[str, int]) -> None:
    """NotWritten for the first kind that lacks a row."""
    for what, some in rows.items():
        if what.each and written[what.name] != len(some):
            raise NotWritten(what.name)


@lru_cache(256)
def _statement(kinds: tuple[DeferredWrite, ...], leaves: bool) -> DriverStatement:
    parts = ", ".join(
        f"{part} as ({sql.replace(':rows', f'(select late.rows -> {kind.name!r} from late)')})"
        for kind in kinds
        for part, sql in kind.parts
    )
    counts = ", ".join(f"(select count(*) from {kind.parts[-1][0]})" for kind in kinds)
    end = ", write_leaving(cast(:leaving as jsonb))" if leaves else ""
    return driver_statement(
        "with late as materialized (select cast(:late as jsonb) as rows),"
        f" {parts} select {counts}{end}"
    )
