"""What every lead asks was planned, in the first minute of a base, while its tables were empty.

Such a plan is kept for as long as the connection. It must find its rows by their keys all the same:
one that reads a whole table is slower with each lead until somebody looks at the tables again.
"""

import json
from collections.abc import Iterator
from typing import Any

import asyncpg
from tests.integration.installation import Installation

from leadwright.domain.ids import new_id
from leadwright.features.capture import screening
from leadwright.features.identity import records
from leadwright.kernel.driver_statement import driver_statement
from leadwright.kernel.prefetch import Prefetch

MANY = 400
HERE = new_id()


async def test_whom_a_lead_may_be_is_found_by_its_keys(installation: Installation) -> None:
    given = {"keys": ("bigint[]", "{1,2,3}"), "contacts": ("bigint[]", "{7}")}
    filled = (
        (
            "insert into known_record (workspace_id, id, lead_id, created_at, keys)"
            " select $1, gen_random_uuid(), gen_random_uuid(), now(), array[n] from generate_series(1, $2) n"
        ),
        (
            "insert into known_key (workspace_id, key, record_id)"
            " select $1, keys[1], id from known_record where $2 > 0"
        ),
    )
    tables = ("known_record", "known_key")
    read = await _read(installation, records.CANDIDATES, given, tables, filled)
    assert read == {"known_record": 3, "known_key": 3}


async def test_who_said_the_same_is_found_by_the_words(installation: Installation) -> None:
    given = {
        "content": ("bytea", "\\x01"),
        "since": ("timestamptz", "2026-01-01"),
        "just_before": ("timestamptz", "2026-01-01"),
        "listed": ("text[]", "{}"),
        "post": ("uuid", HERE),
    }
    filled = (
        (
            "insert into message_seen (workspace_id, content, address, at)"
            " select $1, int4send(n), 'somewhere', now() from generate_series(1, $2) n"
        ),
        (
            "insert into submission (workspace_id, id, address, received_at, source, form, headers,"
            " stored_ms, content_hash, content_type, raw)"
            " select $1, $1, 'here', now(), 'api', '{}', '{}', 1, '', '', '' where $2 > 0"
        ),
    )
    tables = ("message_seen", "submission", "screen_entry", "screen_rules")
    read = await _read(installation, screening.KNOWN, given, tables, filled)
    assert read["message_seen"] == 0


async def test_the_planner_is_told_of_next_months_events_too(installation: Installation) -> None:
    connection = await asyncpg.connect(installation.house.database.urls.owner)
    begun = connection.transaction()
    await begun.start()
    try:
        await connection.execute("select make_event_partitions(12)")
        empty = await connection.fetchval(
            "select max(relname) from pg_class where relname ~ '^event_[0-9]{6}$' and relkind = 'r'"
        )
        found = await connection.fetchval(
            f"explain (format json) select from {empty} where workspace_id = '{HERE}'"
        )
    finally:
        await begun.rollback()
        await connection.close()
    assert json.loads(found)[0]["Plan"]["Plan Rows"] > 50, "a workspace is not one row of it"


async def _read(
    installation: Installation,
    question: Prefetch,
    given: dict[str, tuple[str, Any]],
    tables: tuple[str, ...],
    filled: tuple[str, ...],
) -> dict[str, float]:
    """How many rows of each table the question reads once there are many, planned before there were."""
    connection = await asyncpg.connect(installation.house.database.urls.owner)
    try:
        for table in tables:  # stands before the real one, and is empty
            await connection.execute(
                f"create temp table {table} (like public.{table} including all)"
            )
        await connection.execute("select expect_few_workspaces(pg_my_temp_schema())")
        await connection.execute("set plan_cache_mode = force_generic_plan")
        asked = driver_statement(f"select ({question.sql})")
        kinds, values = zip(
            *({**given, "workspace_id": ("uuid", HERE)}[n] for n in asked.names), strict=True
        )
        await connection.execute(f"prepare asked ({', '.join(kinds)}) as {asked.by_number}")
        told = ", ".join(f"'{value}'" for value in values)
        execute = f"explain (analyze, format json) execute asked ({told})"
        await connection.fetchval(execute)
        for statement in filled:
            await connection.execute(statement, HERE, MANY)
        plan = json.loads(await connection.fetchval(execute))[0]["Plan"]
        read = dict.fromkeys(tables, 0.0)
        for node in _nodes(plan):
            if node.get("Relation Name") in read:
                passed = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                read[node["Relation Name"]] += passed * node["Actual Loops"]
        return read
    finally:
        await connection.close()


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
