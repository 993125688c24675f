"""Runs a statement on the driver connection behind a session, within the session's transaction.

Through SQLAlchemy a statement costs four times as much; this is for statements that every lead needs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

_NAME = re.compile(r"(?<![:\w]):([a-z_]+)")


@dataclass(frozen=True, eq=False)
class DriverStatement:
    """One statement in both notations; `names` are those of its parameters in their order."""

    by_name: TextClause
    by_number: str
    names: tuple[str, ...]


def driver_statement(sql: str) -> DriverStatement:
    """A statement over parameters like `:workspace_id`. It is a constant: connections keep it prepared."""
    names = tuple(dict.fromkeys(_NAME.findall(sql)))
    number = {name: f"${place}" for place, name in enumerate(names, 1)}
    return DriverStatement(text(sql), _NAME.sub(lambda found: number[found[1]], sql), names)


async def row(
    session: AsyncSession, statement: DriverStatement, given: Mapping[str, Any]
) -> Sequence[Any]:
    """The statement's one row."""
    return (await rows(session, statement, [given]))[0]


async def rows(
    session: AsyncSession, statement: DriverStatement, given: Sequence[Mapping[str, Any]]
) -> Sequence[Sequence[Any]]:
    """The statement's one row for each of these, in one round trip.

    A transaction's first statement goes the session's way, which begins it.
    """
    driver = await _driver(session)
    if driver is None:
        first = (await session.execute(statement.by_name, given[0])).one()
        return [first, *(await rows(session, statement, given[1:]) if given[1:] else ())]
    each = [[one[name] for name in statement.names] for one in given]
    if len(each) == 1:
        return [await driver.fetchrow(statement.by_number, *each[0])]
    found: Sequence[Sequence[Any]] = await driver.fetchmany(statement.by_number, each)
    return found


async def _driver(session: AsyncSession) -> Any:
    """The driver's connection, once its transaction is open."""
    connection = (await session.connection()).sync_connection
    driver: Any = None if connection is None else connection.connection.driver_connection
    return driver if driver is not None and driver.is_in_transaction() else None
