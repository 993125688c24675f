"""Rows that mass work left behind cleared away at once, and not when PostgreSQL comes round to it."""

import asyncpg

from leadwright.kernel.db.session import Database
from leadwright.kernel.tx import refuse_inside_transaction

LONGEST_SECONDS = 300


async def tidy(database: Database, *tables: str) -> None:
    """Vacuum these tables, unless that goes on already.

    Pages that all see alike are marked so again, and whoever goes through an index need not look at
    each row. Before PostgreSQL 17 none but a table's owner may: it says so and does nothing, and its
    autovacuum comes a minute or two later.
    """
    refuse_inside_transaction("vacuum")
    named = ", ".join(table for table in tables if table.isidentifier())
    async with database.autocommit.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        if isinstance(
            raw, asyncpg.Connection
        ):  # whose time limit for each statement is too short here
            await raw.execute(f"vacuum (skip_locked) {named}", timeout=LONGEST_SECONDS)
