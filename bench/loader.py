"""Fills our database with leads as if they had all been taken in, answered and left to rest.

Set by set instead of through the pipeline: people are copied into a staging table, every other
table follows from it by INSERT..SELECT. Runs as the owner, whom the tenant wall lets pass.
`python -m bench.loader --workspace SLUG [--count N]` fills the database of DATABASE_OWNER_URL.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
from uuid_utils import uuid7

from bench import people

TAG = "bench"
SPAN = timedelta(days=28)  # the event log always has partitions for this month and the last
ROWS = Path(__file__).with_name("loader.sql")
COLUMNS = ("n", "lead_id", "submission_id", "at", "name", "email", "company", "message", "raw")
STAGING = """
create temporary table staged (
  n integer, lead_id uuid, submission_id uuid, at timestamptz,
  name text, email text, company text, message text, raw bytea)
"""


async def load(url: str, workspace: str, count: int) -> float:
    """Adds `count` leads to a workspace, vacuums, and returns the seconds it took."""
    began = time.monotonic()
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetchrow(
            "select w.id, (select person_id from membership where workspace_id = w.id limit 1)"
            " as owner from workspace w where w.slug = $1",
            workspace,
        )
        if found is None:
            raise LookupError(f"there is no workspace {workspace!r}: make it before loading")
        await _fill(connection, found["id"], found["owner"], count)
        await connection.execute("vacuum (analyze)")
    finally:
        await connection.close()
    return time.monotonic() - began


async def _fill(
    connection: asyncpg.Connection, workspace: UUID, owner: UUID | None, count: int
) -> None:
    await connection.execute(STAGING)
    # Row-level security forbids COPY into the walled tables themselves, even to their owner.
    await connection.copy_records_to_table("staged", records=_people(count), columns=COLUMNS)
    await connection.execute("analyze staged")
    async with connection.transaction():
        for statement in ROWS.read_text().split(";\n"):
            if statement.strip():
                await connection.execute(_bound(statement, workspace, owner))


def _bound(statement: str, workspace: UUID, owner: UUID | None) -> str:
    """Puts the two ids in: both come from the database itself."""
    return statement.replace(":workspace", f"'{workspace}'::uuid").replace(
        ":owner", f"'{owner}'::uuid" if owner else "null::uuid"
    )


def _people(count: int) -> Iterator[tuple[object, ...]]:
    now = datetime.now(UTC)  # noqa: TID251 -- rows of the real present, the product has no part in it
    for n in range(count):
        at = now - SPAN * ((count - n) / count)
        raw = people.body(n, TAG)
        person = json.loads(raw)
        texts = (person["name"], person["email"], person["company"], person["message"])
        yield (n, _id(at), _id(at), at, *texts, raw)


def _id(at: datetime) -> UUID:
    """An id as the product would have made it at that moment: ids sort by time."""
    return UUID(int=uuid7(nanoseconds=int(at.timestamp() * 1e9)).int)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--count", type=int, default=100_000)
    given = parser.parse_args()
    owner_url = os.getenv("DATABASE_OWNER_URL")
    if not owner_url:
        parser.error("DATABASE_OWNER_URL says which database to fill")
    print(f"{asyncio.run(load(owner_url, given.workspace, given.count)):.1f} s")
