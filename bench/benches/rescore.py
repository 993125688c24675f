"""The base scored anew by a published card: leads of twenty events each, in two lanes in PostgreSQL.

Then a sample of them is scored by Python as of the same moments, and has to come to the same rows.
"""

import asyncio
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from bench.cpu import cpu_seconds
from bench.ground import SLUG, Ground
from bench.report import Aim, Report, progress
from leadwright.bootstrap import common
from leadwright.bootstrap.common import Runtime
from leadwright.domain.condition import Subject
from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.leads import known as leads
from leadwright.features.scoring import queries, rules
from leadwright.features.scoring.cards import drafting, stored
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Part, Scorecard, default_scorecard
from leadwright.features.scoring.models import Rescoring
from leadwright.kernel.settings import Settings
from leadwright.pipeline.scoring import rescore_base

DATABASE = "ours_rescore"
QUICK, SAMPLE = 5_000, 1_000
AIM_SECONDS_A_MILLION = 120.0
ROWS = Path(__file__).parents[1] / "rescore.sql"
_DEEDS = [
    ("page.viewed", 4, 7.0), ("email.opened", 1.5, 5.0), ("email.clicked", 6, 14.0),
    ("file.downloaded", 9.5, 21.0), ("meeting.missed", -12, 30.0),
]  # fmt: skip
_SAMPLE = "select * from lead_score where workspace_id = :w order by md5(lead_id::text) limit :n"


@dataclass(frozen=True)
class Run:
    """One mass run. Processor seconds of PostgreSQL and of the worker; `unlike`: of the sample."""

    leads: int
    seconds: float
    postgres_cpu: float
    worker_cpu: float
    changed: int
    crossed: int
    sample: int
    unlike: int


def measure(ground: Ground) -> Report:
    place = base(ground)
    runtime = common.build(Settings(data=ground.folder / "rescore"), ground.cluster.urls(DATABASE))
    return _report(asyncio.run(_runs(ground, runtime, place)))


@cache
def base(ground: Ground) -> WorkspaceId:
    """The base of this run of the benches, made for whoever asks first."""
    assert ground.keys
    count = QUICK if ground.quick else ground.leads
    ground.cluster.copy("ours_empty", DATABASE)
    progress(f"rescore: making {count:,} leads with 20 events each")
    place = asyncio.run(_fill(ground.cluster.urls(DATABASE).owner, count))
    ground.cluster.execute("checkpoint")
    return place


async def _fill(url: str, count: int) -> WorkspaceId:
    connection = await asyncpg.connect(url)
    try:
        place = await connection.fetchval("select id from workspace where slug = $1", SLUG)
        for statement in ROWS.read_text().split(";\n"):
            bound = statement.replace(":workspace", f"'{place}'::uuid").replace(
                ":count", str(count)
            )
            if statement.strip():
                await connection.execute(bound, timeout=3600)
        await connection.execute("vacuum (analyze)", timeout=3600)
        return WorkspaceId(UUID(str(place)))
    finally:
        await connection.close()


async def _runs(ground: Ground, runtime: Runtime, place: WorkspaceId) -> list[Run]:
    try:
        return [await _run(ground, runtime, place, repeat) for repeat in range(ground.repeats)]
    finally:
        await runtime.database.close()


async def _run(ground: Ground, runtime: Runtime, place: WorkspaceId, repeat: int) -> Run:
    run_id = await _publish(runtime, place, repeat)
    payload = {"workspace_id": str(place), "run_id": str(run_id)}
    progress(f"rescore: run {repeat + 1}")
    began, worker = time.perf_counter(), time.process_time()
    postgres = cpu_seconds(ground.cluster.pid)
    while (run := await _look(runtime, place, run_id)).state == "running":
        await rescore_base.rescore_base(runtime.database, payload)
    seconds, worker = time.perf_counter() - began, time.process_time() - worker
    postgres = cpu_seconds(ground.cluster.pid) - postgres
    sample, unlike = await _unlike(runtime, place)
    return Run(
        run.done, seconds, postgres, worker, run.changed, run.crossed, sample, unlike
    )  # fmt: skip


async def _look(runtime: Runtime, place: WorkspaceId, run_id: UUID) -> Rescoring:
    async with runtime.database.read(place) as session:
        run = await stored.run(session, run_id)
    if run is None:
        raise LookupError(f"the run {run_id} is gone")
    return run


async def _publish(runtime: Runtime, place: WorkspaceId, repeat: int) -> UUID:
    """Another card each time: the shipped one, and points for what leads did."""
    card = default_scorecard().model_dump(mode="json", by_alias=True, exclude_none=True)
    card["rules"] += [
        {"id": name.replace(".", "_"), "part": "engagement", "label": name, "event": name,
         "points": points + repeat, "half_life_days": half_life}
        for name, points, half_life in _DEEDS
    ]  # fmt: skip
    async with runtime.database.tenant(place) as session:
        number = await drafting.save_draft(session, Scorecard.model_validate(card), Change(None))
        return await drafting.publish(session, "default", Change(None), seen=number)


async def _unlike(runtime: Runtime, place: WorkspaceId) -> tuple[int, int]:
    """How many of a sample stand otherwise than Python scores them."""
    async with runtime.database.read(place) as session:
        (card,) = [one.card for one in await stored.listed(session) if one.is_primary]
        rows = (await session.execute(text(_SAMPLE), {"w": place, "n": SAMPLE})).all()
        ids = [LeadId(row.lead_id) for row in rows]
        events = await queries.occurrences_of(session, ids, card.events)
        known = {one.lead_id: one for one in await leads.of(session, ids)}
    unlike = 0
    for row in rows:
        told = known[row.lead_id]
        subject = Subject(values=told.values(), now=row.as_of, events=events[row.lead_id])
        unlike += _made(row) != _reckoned(card, subject)
    return len(rows), unlike


def _made(row: Any) -> tuple[object, ...]:
    return (row.total, row.fit, row.engagement, row.intent, row.grade, row.version)


def _reckoned(card: Scorecard, subject: Subject) -> tuple[object, ...]:
    ledger = rules.score(card, subject)
    parts = (float(ledger.parts[part]) for part in Part)
    return (ledger.total, *parts, ledger.grade.value, ledger.version)


def _report(rows: list[Run]) -> Report:
    report = Report(
        "rescore", "The whole base scored anew by a published card (20 events and 12 facts a lead)",
        ["leads", "seconds", "PostgreSQL CPU s", "worker CPU s", "CPU us a lead", "changed", "crossed",
         "unlike Python"],
        rows,
    )  # fmt: skip
    for row in rows:
        cpu = row.postgres_cpu + row.worker_cpu
        report.add(
            f"{row.leads:,}", f"{row.seconds:.1f}", f"{row.postgres_cpu:.1f}", f"{row.worker_cpu:.1f}",
            f"{cpu / row.leads * 1e6:.0f}", f"{row.changed:,}", f"{row.crossed:,}",
            f"{row.unlike} of {row.sample}",
        )  # fmt: skip
    seconds = median(row.seconds / row.leads * 1e6 for row in rows)
    halves = median((row.postgres_cpu + row.worker_cpu) / row.leads * 1e6 / 2 for row in rows)
    report.aim(Aim.at_most("seconds a million leads", seconds, AIM_SECONDS_A_MILLION))
    report.aim(Aim.at_most("half of its CPU seconds, a million", halves, AIM_SECONDS_A_MILLION))
    report.aim(Aim.at_most("leads unlike Python", sum(row.unlike for row in rows), 0))
    return report
