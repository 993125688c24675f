"""A statement handed to the driver of a session's own connection, within the session's transaction.

The session's way to it costs four times the statement's; worth it where each lead goes along.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

_NAME = re.compile(r"(?<![:\w]):([a-z_]+)")


@dataclass(frozen=True, eq=False)
class Plain:
    """One statement in both notations; `names` are those of its parameters in their order."""

    by_name: TextClause
    by_number: str
    names: tuple[str, ...]


def plain(sql: str) -> Plain:
    """A statement over parameters like `:workspace_id`. It is a constant: connections keep it prepared."""
    names = tuple(dict.fromkeys(_NAME.findall(sql)))
    number = {name: f"${place}" for place, name in enumerate(names, 1)}
    return Plain(text(sql), _NAME.sub(lambda found: number[found[1]], sql), names)


async def row(session: AsyncSession, statement: Plain, given: Mapping[str, Any]) -> Sequence[Any]:
    """The statement's one row. A transaction's first statement goes the session's way, which begins it."""
    connection = (await session.connection()).sync_connection
    driver: Any = None if connection is None else connection.connection.driver_connection
    if driver is None or not driver.is_in_transaction():
        return (await session.execute(statement.by_name, given)).one()
    found: Sequence[Any] = await driver.fetchrow(
        statement.by_number, *(given[name] for name in statement.names)
    )
    return found
