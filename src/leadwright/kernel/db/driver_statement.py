"""Runs a statement on the driver connection behind a session, within the session's transaction.

SQLAlchemy costs four times as much per statement; use this for statements that run for every lead.
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
    """One statement in both notations; `names` lists its parameters in order."""

    by_name: TextClause
    by_number: str
    names: tuple[str, ...]


def driver_statement(sql: str) -> DriverStatement:
    """A statement with parameters like `:workspace_id`. Pass a constant: connections keep it prepared."""
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
    """One row per set of parameters, in one round trip.

    A transaction's first statement goes through the session, which begins the transaction.
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
    """The driver's connection; None until its transaction is open."""
    connection = (await session.connection()).sync_connection
    driver: Any = None if connection is None else connection.connection.driver_connection
    return driver if driver is not None and driver.is_in_transaction() else None
