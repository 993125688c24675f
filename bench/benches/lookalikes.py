"""Who is who in masses: the pass behind a file, over leads that nobody was compared with yet.

Twice as many leads as the base holds are there in the end. Two lists: rows of the fair that `imports` takes
in, where few names are borne by many, and drawn people, half of them known under some corruption.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from bench import known_people, sheets
from bench.cpu import cpu_seconds
from bench.ground import Ground
from bench.known_people import Record
from bench.report import Aim, Report, progress
from leadwright.domain.ids import WorkspaceId, new_id
from leadwright.features.identity.record_fields import KEPT
from leadwright.kernel.db.session import Database
from leadwright.pipeline import lookalikes

DATABASE = "ours_lookalikes"
QUICK = 5_000
AIM_SECONDS, AIM_ROWS = 30.0, 100_000
_FAIR = (0, 1, 2, 3, 4, 5, None, 6)
"""Which column of the fair's sheet each of `KEPT` is."""
_PIECE = 5_000
_ARRIVED = """
create temporary table arrived (id uuid, name text, email text, phone text, company text, title text,
    country text)
"""
_LEADS = """
insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,
    name, email, phone, company, country)
select $1, id, now(), now(), now(), id, name, nullif(email, ''), phone, company, country from arrived
"""
# Where an import keeps what its rows tell; the title stands among other things.
_FACTS = """
insert into fact_set (workspace_id, lead_id, id, observed_at, told)
select $1, id, gen_random_uuid(), now(), json_build_array(
    json_build_array('event', 'Expo 2026', 'import', 'given', 1),
    json_build_array('source', 'Booth', 'import', 'given', 1),
    json_build_array('job_title', title, 'import', 'given', 1),
    json_build_array('notes', 'Wants to see A1', 'import', 'given', 1)) from arrived
"""
_LEFT = """
select count(*) from lead l where workspace_id = $1 and not exists (
    select from known_record r where r.workspace_id = l.workspace_id and r.lead_id = l.id)
"""


@dataclass(frozen=True)
class Passed:
    """`seconds` by the clock; processor seconds of the worker and of PostgreSQL meanwhile."""

    people: str
    known: int
    leads: int
    seconds: float
    worker_cpu_seconds: float
    database_cpu_seconds: float
    questions: int


def measure(ground: Ground) -> Report:
    count = QUICK if ground.quick else ground.leads
    report = Report(
        "lookalikes", f"{count:,} leads looked up among {count:,} and each other",
        ["people", "leads", "seconds", "worker CPU s", "PostgreSQL CPU s", "questions"], rows := [],
    )  # fmt: skip
    for people, known, coming in (_fair(count), _drawn(count)):
        assert ground.keys
        ground.cluster.copy("ours_empty", DATABASE)
        progress(f"lookalikes: {people}")
        row = asyncio.run(_passed(ground, people, known, coming))
        rows.append(row)
        report.add(
            people, f"{row.leads:,}", f"{row.seconds:.1f}", f"{row.worker_cpu_seconds:.1f}",
            f"{row.database_cpu_seconds:.1f}", f"{row.questions:,}",
        )  # fmt: skip
        if row.leads >= AIM_ROWS:
            report.aim(Aim.at_most(f"seconds, {people}", row.seconds, AIM_SECONDS))
    return report


def _fair(count: int) -> tuple[str, list[Record], list[Record]]:
    known, coming = ([_record(row) for row in sheets.rows(count, seed)] for seed in (8, 7))
    return "of a fair", [{**one, "email": f"known.{one['email']}"} for one in known], coming


def _record(row: Sequence[str]) -> Record:
    """As an import keeps it, with the number in E.164."""
    told = {field: "" if at is None else row[at] for field, at in zip(KEPT, _FAIR, strict=True)}
    return {**told, "phone": told["phone"].replace(" ", "")}


def _drawn(count: int) -> tuple[str, list[Record], list[Record]]:
    found = known_people.drawn(11, count, count)
    coming = [known_people.told(one.record) for one in found.coming]
    return "drawn, corrupted", [known_people.told(one) for one in found.base], coming


async def _passed(
    ground: Ground, people: str, known: Sequence[Record], coming: Sequence[Record]
) -> Passed:
    urls = ground.cluster.urls(DATABASE)
    admin = ground.cluster.admin_url(DATABASE)
    place, _ = await known_people.load(admin, known, len(known))
    connection = await asyncpg.connect(admin)
    database = Database(urls)
    try:
        await _arrive(connection, place, coming)
        left = await connection.fetchval(_LEFT, place)
        before = _spent(ground)
        (job,) = lookalikes.jobs(database)
        began = time.monotonic()
        while await connection.fetchval(_LEFT, place):
            await job.handler({"workspace_id": str(place)})
        seconds = time.monotonic() - began
        after = _spent(ground)
        questions = await connection.fetchval("select count(*) from duplicate")
    finally:
        await database.close()
        await connection.close()
    worker, server = (now - then for now, then in zip(after, before, strict=True))
    return Passed(people, len(known), left, seconds, worker, server, questions)


def _spent(ground: Ground) -> tuple[float, float]:
    """Processor seconds of this process with the children that have ended, and of PostgreSQL."""
    return sum(os.times()[:4]), cpu_seconds(ground.cluster.pid)


async def _arrive(
    connection: asyncpg.Connection, place: WorkspaceId, coming: Sequence[Record]
) -> None:
    """Leads as an import leaves them: those with an address that is taken are not made again."""
    await connection.execute(_ARRIVED)
    seen = {row[0] for row in await connection.fetch("select lower(email) from lead")}
    rows = []
    for one in coming:
        if (email := one["email"].strip().casefold()) and email in seen:
            continue
        seen.add(email)
        name = f"{one['first_name']} {one['last_name']}".strip()
        told = (one["phone"], one["company"], one["job_title"], one["country"])
        rows.append((UUID(str(new_id())), name, email, *told))
    await connection.copy_records_to_table("arrived", records=rows)
    await connection.execute(_LEADS, place)
    await connection.execute(_FACTS, place)
    await connection.execute("vacuum (analyze) lead")
