"""What every lead asks was planned, in the first minute of a base, while its tables were empty.

Such a plan is kept for as long as the connection. It must find its rows by their keys all the same:
one that reads a whole table is slower with each lead until somebody looks at the tables again.
"""

import json
from collections.abc import Iterator
from typing import Any

import asyncpg
from sqlalchemy import text
from tests.integration.installation import Installation

from leadwright.domain.ids import new_id
from leadwright.features.capture import screening
from leadwright.features.identity import records
from leadwright.features.leads.known import KNOWN
from leadwright.features.scoring.queries import EVENTS_OF_MANY
from leadwright.kernel.db.driver_statement import driver_statement
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import PLAN_ONCE

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
    read = await _read(installation, _one(records.CANDIDATES), given, tables, filled)
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
    read = await _read(installation, _one(screening.KNOWN), given, tables, filled)
    assert read["message_seen"] == 0


async def test_what_is_known_of_a_lead_and_what_it_did_is_found_by_its_keys(
    installation: Installation,
) -> None:
    one = "00000000-0000-0000-0000-000000000007"
    nth = "cast(lpad(n::text, 32, '0') as uuid)"
    given = {"ids": ("uuid[]", f"{{{one}}}"), "names": ("text[]", "{page.viewed}")}
    filled = (
        (
            "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at,"
            " last_submission_id)"
            f" select $1, {nth}, now(), now(), now(), $1 from generate_series(1, $2) n"
        ),
        (
            "insert into fact (workspace_id, id, lead_id, key, value, source, method, confidence,"
            " observed_at)"
            f" select $1, {nth}, {nth}, 'budget', '1', 'form', 'rule', 1, now() from generate_series(1, $2) n"
        ),
        (
            "insert into fact_set (workspace_id, lead_id, id, observed_at, told)"
            f" select $1, {nth}, {nth}, now(), '[]' from generate_series(1, $2) n"
        ),
        (
            "insert into lead_value (workspace_id, lead_id, key, number)"
            f" select $1, {nth}, 'shoes', 43 from generate_series(1, $2) n"
        ),
        (
            "insert into event (workspace_id, recorded_at, id, name, occurred_at, payload, lead_id)"
            f" select $1, now(), {nth}, 'page.viewed', now(), '{{}}', {nth} from generate_series(1, $2) n"
        ),
    )
    once = PLAN_ONCE.replace("local ", "")
    tables = ("lead", "fact", "fact_set", "lead_value", "event")
    for question, read in (
        (KNOWN, {"lead": 1, "fact": 1, "fact_set": 1, "lead_value": 1, "event": 0}),
        (EVENTS_OF_MANY, {"lead": 0, "fact": 0, "fact_set": 0, "lead_value": 0, "event": 1}),
    ):
        asked = question.text
        wanted = {name: kind for name, kind in given.items() if f":{name}" in asked}
        assert await _read(installation, asked, wanted, tables, filled, once) == read


async def test_a_transaction_that_plans_once_leaves_the_next_one_to_the_planner(
    installation: Installation,
) -> None:
    place = await installation.workplace("Planned")
    settings = text(
        "select current_setting('plan_cache_mode') as mode, current_setting('enable_seqscan') as reads_all,"
        " current_setting('app.workspace_id') as place"
    )
    for once, mode, reads_all in ((True, "force_generic_plan", "off"), (False, "auto", "on")) * 2:
        database = installation.runtime.database
        async with database.tenant(place.workspace_id, planned_once=once) as session:
            row = (await session.execute(settings)).one()
        assert (row.mode, row.reads_all) == (mode, reads_all)
        assert row.place == str(place.workspace_id)


async def test_the_planner_is_told_of_next_months_events_too(installation: Installation) -> None:
    connection = await asyncpg.connect(installation.runtime.database.urls.owner)
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
    question: str,
    given: dict[str, tuple[str, Any]],
    tables: tuple[str, ...],
    filled: tuple[str, ...],
    settings: str = "set plan_cache_mode = force_generic_plan",
) -> dict[str, float]:
    """How many rows of each table the question reads once there are many, planned before there were."""
    connection = await asyncpg.connect(installation.runtime.database.urls.owner)
    try:
        facts = await connection.fetchval("select pg_get_viewdef('known_fact'::regclass)")
        for table in tables:  # stands before the real one, and is empty
            await connection.execute(
                f"create temp table {table} (like public.{table} including all)"
            )
        if "fact" in tables:
            await connection.execute(f"create temp view known_fact as {facts}")
        await connection.execute("select expect_few_workspaces(pg_my_temp_schema())")
        await connection.execute(settings)
        asked = driver_statement(question)
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


def _one(question: Prefetch) -> str:
    return f"select ({question.sql})"


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
