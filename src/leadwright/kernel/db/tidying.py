"""Vacuums tables right after bulk work instead of waiting for autovacuum."""

import asyncpg

from leadwright.kernel.db.session import Database
from leadwright.kernel.tx import refuse_inside_transaction

LONGEST_SECONDS = 300


async def tidy(database: Database, *tables: str) -> None:
    """Vacuum these tables, unless a vacuum is already running.

    It sets the visibility map, so that index-only scans need not visit each row. Before PostgreSQL 17
    only a table's owner may vacuum: the server warns and skips it, and autovacuum follows a minute or
    two later.
    """
    refuse_inside_transaction("vacuum")
    named = ", ".join(table for table in tables if table.isidentifier())
    async with database.autocommit.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        if isinstance(
            raw, asyncpg.Connection
        ):  # whose time limit for each statement is too short here
            await raw.execute(f"vacuum (skip_locked) {named}", timeout=LONGEST_SECONDS)
