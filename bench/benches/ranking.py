"""Lists of leads page by page, as the product reads them: by score and by time, filtered and searched."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from bench.benches import rescore
from bench.cpu import cpu_seconds
from bench.figures import summary
from bench.ground import Ground
from bench.report import Aim, Report, progress
from leadwright.bootstrap import common
from leadwright.domain.ids import WorkspaceId
from leadwright.features.leads import listing
from leadwright.features.leads.search import LeadFilter, encode_cursor
from leadwright.kernel.db.session import Database
from leadwright.kernel.settings import Settings

PAGES, LEAST_PAGES, SECONDS = 200, 5, 20.0
AIM_MS = 100.0
_RANKED = LeadFilter(order="score")
VIEWS: Mapping[str, LeadFilter] = {
    "by score": _RANKED,
    "by score from 40": replace(_RANKED, min_score=40),
    "by score, grade A": replace(_RANKED, grade=("A",)),
    "by score, grades C and D": replace(_RANKED, grade=("C", "D")),
    "by score, one status": replace(_RANKED, status=("qualified",)),
    "by score, a rare status": replace(_RANKED, status=("converted",)),
    "by score, one intent": replace(_RANKED, intent=("solicitation",)),
    "by score, one owner": replace(_RANKED, owner_id=UUID(int=7)),
    "by score, unassigned": replace(_RANKED, unassigned=True),
    "by score, from the middle": replace(_RANKED, after=encode_cursor([50, str(UUID(int=0))])),
    "newest": LeadFilter(),
    "newest, one owner and status": LeadFilter(owner_id=UUID(int=7), status=("new",)),
    "by name": LeadFilter(order="name", descending=False),
    "search, many hits": LeadFilter(q="keller"),
    "search, few hits": LeadFilter(q="@firm4321.example"),
    "search by score": replace(_RANKED, q="firm 77"),
}


@dataclass(frozen=True)
class Listed:
    """One way to look at the leads. `postgres_cpu_ms`: of PostgreSQL, a page."""

    view: str
    pages: int
    latency: dict[str, float]
    postgres_cpu_ms: float


def measure(ground: Ground) -> Report:
    place, urls = rescore.base(ground), ground.cluster.urls(rescore.DATABASE)
    ground.cluster.execute("vacuum (analyze)", "checkpoint", database=rescore.DATABASE)
    runtime = common.build(Settings(data=ground.folder / "ranking"), urls)
    leads = rescore.QUICK if ground.quick else ground.leads
    return _report(asyncio.run(_look(runtime.database, place, ground.cluster.pid)), leads)


async def _look(database: Database, place: WorkspaceId, postmaster: int) -> list[Listed]:
    """Each view from its first page on, every page in a transaction of its own."""
    try:
        rows = []
        for name, wanted in VIEWS.items():
            progress(f"ranking: {name}")
            rows.append(await _paged(database, place, postmaster, name, wanted))
        return rows
    finally:
        await database.close()


async def _paged(
    database: Database, place: WorkspaceId, postmaster: int, name: str, wanted: LeadFilter
) -> Listed:
    await _page(database, place, wanted)
    spent: list[float] = []
    began, cpu, after = time.perf_counter(), cpu_seconds(postmaster), wanted.after
    while len(spent) < PAGES and (
        len(spent) < LEAST_PAGES or time.perf_counter() - began < SECONDS
    ):
        started = time.perf_counter()
        after = await _page(database, place, replace(wanted, after=after or wanted.after))
        spent.append((time.perf_counter() - started) * 1000)
    cpu = cpu_seconds(postmaster) - cpu
    return Listed(name, len(spent), summary(spent), cpu * 1000 / len(spent))


async def _page(database: Database, place: WorkspaceId, wanted: LeadFilter) -> str | None:
    async with database.read(place) as session:
        return (await listing.page(session, wanted)).next


def _report(rows: list[Listed], leads: int) -> Report:
    report = Report(
        "ranking", f"Lists over {leads:,} leads, page by page as the product reads them",
        ["list", "pages", "p50 ms", "p99 ms", "CPU ms a page, PostgreSQL"], rows,
    )  # fmt: skip
    for row in rows:
        p50, p99 = row.latency["p50_ms"], row.latency["p99_ms"]
        report.add(row.view, row.pages, f"{p50:.1f}", f"{p99:.1f}", f"{row.postgres_cpu_ms:.1f}")
        report.aim(Aim.at_most(f"{row.view}, p99 ms", p99, AIM_MS))
    return report
