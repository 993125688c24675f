"""Who is who, online: one person looked up among a full base of leads, by its keys in PostgreSQL.

Clocks see whatever else the machine does; so the same statement is also timed by PostgreSQL itself, for
those who come and for those in the base whose keys the most others share.

A hundred thousand people are drawn; a larger base holds namesakes of each in the same town, with firms,
addresses and numbers of their own, so that a name is borne as often as among so many.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from bench.figures import percentile, summary
from bench.ground import SLUG, Ground
from bench.report import Aim, Report, progress
from leadwright.domain.ids import WorkspaceId, new_id
from leadwright.features.identity.keys import MOST_HOLDERS, contact_keys, keys
from leadwright.features.identity.person import read_person
from leadwright.features.identity.records import CANDIDATES, find
from leadwright.features.identity.rules import Band
from leadwright.features.identity.told import KEPT
from leadwright.kernel.db.session import Database

DATABASE = "ours_dedupe"
AIM_P95_MS = 20.0
LOOKUPS, WARMUP, PIECE, WORST = 1000, 100, 5000, 200
MOST_DRAWN = 100_000
_FIELDS = ", ".join(KEPT)
_STAGING = f"""
create temporary table staged (id uuid, {", ".join(f"{field} text" for field in KEPT)},
    shared bigint[], own bigint[])
"""
_COPIED = """
create temporary table copied as
select case copy when 0 then id else gen_random_uuid() end as id, first_name, last_name,
    case when copy = 0 or email = '' then email else copy || email end as email,
    case copy when 0 then phone else '' end as phone,
    case when copy = 0 or company = '' then company else company || ' ' || chr(64 + copy) || 'x' end
    as company, job_title, city, country, shared || array(
        select case copy when 0 then key else hashint8extended(key, copy) end from unnest(own) as key
    ) as keys
from staged, generate_series(0, $1 - 1) as copy
"""
_LEADS = """
insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,
    name, email, company)
select $1, id, now(), now(), now(), id, trim(first_name || ' ' || last_name), nullif(email, ''), company
from copied
"""
_RECORDS = f"""
insert into known_record (workspace_id, id, lead_id, created_at, {_FIELDS}, keys)
select $1, id, id, now(), {_FIELDS}, keys from copied
"""
_KEYS = """
insert into known_key (workspace_id, key, record_id)
select distinct $1::uuid, key, id from copied, unnest(keys) as key
"""
# Without its index first: sorted at once it takes a fraction of the time.
_BARE = "alter table known_key drop constraint known_key_pkey"
_KEYED = "alter table known_key add primary key (workspace_id, key, record_id)"
_WORST = f"""
with size as materialized (select key, least(count(*), {MOST_HOLDERS + 1}) as fetched
    from known_key group by key),
heavy as (select k.record_id from known_key k join size using (key)
    group by k.record_id order by sum(size.fetched) desc limit {WORST})
select {_FIELDS} from known_record join heavy on heavy.record_id = known_record.id
"""
_PLAN = text(f"explain (analyze, buffers, format json) select ({CANDIDATES.sql})")


@dataclass(frozen=True)
class Looked:
    leads: int
    load_seconds: float
    keys_a_lead: float
    latency: dict[str, float]
    client_cpu_ms: float
    known: int
    found: int
    wrong_merges: int
    server: dict[str, float]
    server_worst: dict[str, float]


def measure(ground: Ground) -> Report:
    assert ground.keys
    ground.cluster.copy("ours_empty", DATABASE)
    rows = [asyncio.run(_measured(ground))]
    report = Report(
        "dedupe", f"One person among {ground.leads:,} leads (one statement and the comparison)",
        ["leads", "keys a lead", "p50 ms", "p95 ms", "p99 ms", "client CPU ms", "found", "wrong merges"],
        rows,
    )  # fmt: skip
    for row in rows:
        report.add(
            f"{row.leads:,}", f"{row.keys_a_lead:.1f}",
            *(f"{row.latency[p]:.1f}" for p in ("p50_ms", "p95_ms", "p99_ms")),
            f"{row.client_cpu_ms:.2f}", f"{row.found / max(row.known, 1):.3f}", row.wrong_merges,
        )  # fmt: skip
        report.aim(Aim.at_most("p95 ms of a look-up", row.latency["p95_ms"], AIM_P95_MS))
        report.note(f"by PostgreSQL's own clock, anybody: {_figures(row.server)}")
        report.note(f"the {WORST} whose keys most others share: {_figures(row.server_worst)}")
    report.note("found: of the people known under some corruption, those merged or asked about.")
    return report


def _figures(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:,.1f}" for name, value in found.items())


async def _measured(ground: Ground) -> Looked:
    urls = ground.cluster.urls(DATABASE)
    progress(f"dedupe: {ground.leads:,} people and their keys")
    drawn = _people(min(ground.leads, MOST_DRAWN))
    began = time.monotonic()
    place, held = await _load(urls.owner, drawn.base, ground.leads)
    seconds = time.monotonic() - began
    database = Database(urls)
    progress("dedupe: look-ups")
    known = found = wrong = 0
    spent, cpu = [], 0.0
    try:
        for number, coming in enumerate(drawn.coming[: LOOKUPS + WARMUP]):
            record = {field: getattr(coming.record, field) for field in KEPT}
            at, at_cpu = time.perf_counter(), time.process_time()
            async with database.read(place) as session:
                verdict = (await find(session, record)).verdict
            if number < WARMUP:
                continue
            spent.append((time.perf_counter() - at) * 1000)
            cpu += time.process_time() - at_cpu
            best = held.get(UUID(verdict.best.comparison.other.id)) if verdict.best else None
            known += coming.truth is not None
            found += coming.truth is not None and best == coming.truth
            wrong += verdict.band is Band.MERGE and best != coming.truth
        # Others than those before, whose rows are in memory now.
        fresh = drawn.coming[LOOKUPS + WARMUP :][:LOOKUPS]
        records = [asdict(one.record) for one in fresh]
        progress("dedupe: plans")
        server = await _planned(database, place, records)
        worst = await _planned(database, place, await _worst(urls.owner))
    finally:
        await database.close()
    per_lead = await _keys_a_lead(urls.owner, ground.leads)
    return Looked(
        ground.leads, seconds, per_lead, summary(spent), cpu * 1000 / max(len(spent), 1), known,
        found, wrong, server, worst,
    )  # fmt: skip


async def _planned(
    database: Database, place: WorkspaceId, records: list[dict[str, Any]]
) -> dict[str, float]:
    """What PostgreSQL says of the statement: milliseconds of planning and running, and blocks read."""
    spent, blocks = [], []
    for record in records:
        person = read_person("", record)
        given = {"keys": list(keys(person)), "contacts": list(contact_keys(person))}
        async with database.read(place) as session:
            told = await session.scalar(_PLAN, {"workspace_id": place, **given})
        plan = told[0]
        spent.append(plan["Execution Time"] + plan["Planning Time"])
        blocks.append(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])
    return summary(spent) | {"blocks p95": percentile(sorted(blocks), 0.95)}


async def _worst(url: str) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await connection.fetch(_WORST)]
    finally:
        await connection.close()


def _people(count: int) -> Any:
    """The corrupted set of the evals, as large as is asked for."""
    folder = str(Path(__file__).parents[2] / "evals/dedupe")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    from sets import draw  # type: ignore[import-not-found]  # noqa: PLC0415 -- a folder of scripts

    return draw(7, count, (LOOKUPS + WARMUP) * 2)


async def _load(url: str, base: list[Any], leads: int) -> tuple[WorkspaceId, dict[UUID, str]]:
    connection = await asyncpg.connect(url)
    try:
        place = await connection.fetchval("select id from workspace where slug = $1", SLUG)
        held: dict[UUID, str] = {}
        await connection.execute("set maintenance_work_mem = '512MB'")
        await connection.execute(_STAGING)
        rows = _rows(base, held)
        while piece := list(islice(rows, PIECE)):
            await connection.copy_records_to_table("staged", records=piece)
        await connection.execute(_COPIED, max(1, leads // max(len(base), 1)))
        await connection.execute(_BARE)
        for statement in (_LEADS, _RECORDS, _KEYS):
            await connection.execute(statement, place)
        await connection.execute(_KEYED)
        await connection.execute("vacuum (analyze)")
        return WorkspaceId(UUID(str(place))), held
    finally:
        await connection.close()


def _rows(base: list[Any], held: dict[UUID, str]) -> Iterator[tuple[Any, ...]]:
    for one in base:
        record = {name: value for name, value in asdict(one).items() if name in KEPT}
        lead_id = UUID(str(new_id()))
        held[lead_id] = one.id
        person = read_person("", record)
        wanted = keys(person)
        bare = {*keys(read_person("", record | {"email": "", "phone": "", "company": ""}))}
        shared, own = ([key for key in wanted if (key in bare) is told] for told in (True, False))
        yield (lead_id, *(record[field] for field in KEPT), shared, own)


async def _keys_a_lead(url: str, leads: int) -> float:
    connection = await asyncpg.connect(url)
    try:
        count = await connection.fetchval("select count(*) from known_key")
        return float(count) / max(leads, 1)
    finally:
        await connection.close()
