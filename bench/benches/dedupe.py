"""Who is who, online: one person looked up among a full base of leads, by its keys in PostgreSQL."""

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

from bench.figures import summary
from bench.ground import SLUG, Ground
from bench.report import Aim, Report, progress
from leadwright.domain.ids import WorkspaceId, new_id
from leadwright.features.identity.keys import keys
from leadwright.features.identity.person import read_person
from leadwright.features.identity.records import KEPT, find
from leadwright.features.identity.rules import Band
from leadwright.kernel.db.session import Database

DATABASE = "ours_dedupe"
AIM_P95_MS = 20.0
LOOKUPS, WARMUP, PIECE = 1000, 100, 5000
_STAGING = (
    "create temporary table staged (id uuid, " + ", ".join(f"{field} text" for field in KEPT)
    + ", keys bigint[])"
)  # fmt: skip
_FIELDS = ", ".join(KEPT)
_LEADS = """
insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,
    name, email, company)
select $1, id, now(), now(), now(), id, trim(first_name || ' ' || last_name), nullif(email, ''), company
from staged
"""
_RECORDS = f"""
insert into known_record (workspace_id, id, lead_id, created_at, {_FIELDS}, keys)
select $1, id, id, now(), {_FIELDS}, keys from staged
"""
_KEYS = """
insert into known_key (workspace_id, key, record_id)
select $1, key, id from staged, unnest(keys) as key on conflict do nothing
"""
_ROWS = (_LEADS, _RECORDS, _KEYS)


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
    report.note("found: of the people known under some corruption, those merged or asked about.")
    return report


async def _measured(ground: Ground) -> Looked:
    urls = ground.cluster.urls(DATABASE)
    progress(f"dedupe: {ground.leads:,} people and their keys")
    drawn = _people(ground.leads)
    began = time.monotonic()
    place, held = await _load(urls.owner, drawn.base)
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
    finally:
        await database.close()
    per_lead = await _keys_a_lead(urls.owner, ground.leads)
    return Looked(
        ground.leads, seconds, per_lead, summary(spent), cpu * 1000 / max(len(spent), 1), known,
        found, wrong,
    )  # fmt: skip


def _people(count: int) -> Any:
    """The corrupted set of the evals, as large as is asked for."""
    folder = str(Path(__file__).parents[2] / "evals/dedupe")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    from sets import draw  # type: ignore[import-not-found]  # noqa: PLC0415 -- a folder of scripts

    return draw(7, count, (LOOKUPS + WARMUP) * 2)


async def _load(url: str, base: list[Any]) -> tuple[WorkspaceId, dict[UUID, str]]:
    connection = await asyncpg.connect(url)
    try:
        place = await connection.fetchval("select id from workspace where slug = $1", SLUG)
        held: dict[UUID, str] = {}
        await connection.execute(_STAGING)
        rows = _rows(base, held)
        while piece := list(islice(rows, PIECE)):
            await connection.execute("truncate staged")
            await connection.copy_records_to_table("staged", records=piece)
            for statement in _ROWS:
                await connection.execute(statement, place)
        await connection.execute("vacuum (analyze)")
        return WorkspaceId(UUID(str(place))), held
    finally:
        await connection.close()


def _rows(base: list[Any], held: dict[UUID, str]) -> Iterator[tuple[Any, ...]]:
    for one in base:
        record = {name: value for name, value in asdict(one).items() if name in KEPT}
        lead_id = UUID(str(new_id()))
        held[lead_id] = one.id
        wanted = list(keys(read_person("", record)))
        yield (lead_id, *(record[field] for field in KEPT), wanted)


async def _keys_a_lead(url: str, leads: int) -> float:
    connection = await asyncpg.connect(url)
    try:
        count = await connection.fetchval("select count(*) from known_key")
        return float(count) / max(leads, 1)
    finally:
        await connection.close()
