"""Who is who, online: one person looked up among a full base of leads, by its keys in PostgreSQL.

Clocks see whatever else the machine does; so the same statement is also timed by PostgreSQL itself, for
those who come and for those in the base whose keys the most others share.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import text

from bench import known_people
from bench.figures import percentile, summary
from bench.ground import Ground
from bench.known_people import Record
from bench.report import Aim, Report, progress
from leadwright.domain.ids import WorkspaceId
from leadwright.features.identity.keys import MOST_HOLDERS, contact_keys, keys
from leadwright.features.identity.person import read_person
from leadwright.features.identity.record_fields import KEPT
from leadwright.features.identity.records import CANDIDATES, find
from leadwright.features.identity.rules import Band
from leadwright.kernel.db.session import Database

DATABASE = "ours_dedupe"
AIM_P95_MS = 20.0
LOOKUPS, WARMUP, WORST = 1000, 100, 200
_FIELDS = ", ".join(KEPT)
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
    drawn = known_people.drawn(
        7, min(ground.leads, known_people.MOST_DRAWN), (LOOKUPS + WARMUP) * 2
    )
    began = time.monotonic()
    base = [known_people.told(one) for one in drawn.base]
    place, ids = await known_people.load(ground.cluster.admin_url(DATABASE), base, ground.leads)
    held = dict(zip(ids, (one.id for one in drawn.base), strict=True))
    seconds = time.monotonic() - began
    database = Database(urls)
    progress("dedupe: look-ups")
    known = found = wrong = 0
    spent, cpu = [], 0.0
    try:
        for number, coming in enumerate(drawn.coming[: LOOKUPS + WARMUP]):
            record = known_people.told(coming.record)
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
        records = [known_people.told(one.record) for one in fresh]
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
    database: Database, place: WorkspaceId, records: Sequence[Record]
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


async def _worst(url: str) -> Sequence[Record]:
    connection = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await connection.fetch(_WORST)]
    finally:
        await connection.close()


async def _keys_a_lead(url: str, leads: int) -> float:
    connection = await asyncpg.connect(url)
    try:
        count = await connection.fetchval("select count(*) from known_key")
        return float(count) / max(leads, 1)
    finally:
        await connection.close()
