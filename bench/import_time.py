"""Where a file's processor time goes: by phase and process, and by statement of PostgreSQL.

`python -m bench.import_time [ROWS] [csv|xlsx]` takes one file in by the worker's own jobs, in this process,
with a database of its own. Processor time only: other programs stretch it, so figures of one run are
compared with each other, and codes by turns.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import uvloop

from bench import sheets
from bench.cpu import cpu_seconds
from bench.postgres import Cluster, cluster
from leadwright.bootstrap import common, setup, worker
from leadwright.bootstrap.common import Runtime
from leadwright.domain.ids import WorkspaceId
from leadwright.domain.permission import Role
from leadwright.features.imports import actions, queries
from leadwright.features.imports.actions import Upload
from leadwright.features.workspaces import actions as workspaces
from leadwright.features.workspaces.actions import NewPerson
from leadwright.kernel import process
from leadwright.kernel.db.upgrade import upgrade_now
from leadwright.kernel.jobs import Payload
from leadwright.kernel.settings import Settings

_WARM = 1_000
_SLOWEST = 40
_STATEMENTS = """
select left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as said, calls, plans, total_exec_time as run,
    total_plan_time as planned, wal_bytes, wal_records, wal_fpi, toplevel
from pg_stat_statements order by total_exec_time + total_plan_time desc limit $1
"""


@dataclass
class _Clock:
    """Seconds by the clock, and of a processor: ours, our ended children's, PostgreSQL's; bytes logged."""

    cluster: Cluster
    admin: asyncpg.Connection
    rows: int

    async def now(self) -> tuple[float, float, float, float, float]:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        log = await self.admin.fetchval("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return (
            time.monotonic(),
            time.process_time(),
            children.ru_utime + children.ru_stime,
            cpu_seconds(self.cluster.pid),
            float(log),
        )

    async def phase(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        process.settle()
        before = await self.now()
        await work()
        spent = [b - a for a, b in zip(before, await self.now(), strict=True)]
        wall, ours, children, database = (one / self.rows * 1e6 for one in spent[:4])
        print(
            f"{name:8} worker {ours:6.1f}  readers {children:6.1f}  PostgreSQL {database:6.1f} us a row,"
            f" log {spent[4] / self.rows:6.0f} bytes, {wall:6.1f} us by the clock",
            flush=True,
        )


async def measure(runtime: Runtime, clock: _Clock, files: tuple[bytes, bytes], ending: str) -> None:
    """Print the tables."""
    parts = worker.build(runtime)
    do = {one.name: one.handler for one in parts.jobs}
    async with runtime.database.system() as system:
        place = await workspaces.make_workspace(system, "Bench")
    async with runtime.database.tenant(place) as session:
        owner = NewPerson("Owner", "owner@bench.example", "bench-only-password")
        await workspaces.add_member(session, owner, Role.OWNER)

    async def receive(name: str, content: bytes) -> Payload:
        async with runtime.database.tenant(place) as session:
            import_id = await actions.receive(session, Upload(name, content, "api"))
        return {"workspace_id": str(place), "import_id": str(import_id)}

    async def taken(payload: Payload) -> None:
        while await _state(runtime, place, payload) == "taking":
            await do[actions.TAKE](payload)

    warm = await receive("warm.csv", files[0])
    await do[actions.READ](warm)
    await taken(warm)
    await do[actions.FOLLOW](warm)
    payload = await receive(f"fair.{ending}", files[1])
    await clock.admin.execute("checkpoint")
    await clock.admin.fetch("select pg_stat_statements_reset()")
    await clock.phase("read", lambda: do[actions.READ](payload))
    await clock.phase("take", lambda: taken(payload))
    await clock.phase("follow", lambda: do[actions.FOLLOW](payload))
    for row in await clock.admin.fetch(_STATEMENTS, _SLOWEST):
        spent = (row["run"] + row["planned"]) * 1000 / clock.rows
        print(
            f"{spent:7.1f} us {'' if row['toplevel'] else '(inside) '}{row['calls']} times,"
            f" {row['plans']} plans, log {float(row['wal_bytes']) / clock.rows:.0f} B in"
            f" {row['wal_records'] / clock.rows:.1f} records, {row['wal_fpi']} whole pages: {row['said']}"
        )
    await parts.close()


async def _state(runtime: Runtime, place: WorkspaceId, payload: Payload) -> str | None:
    async with runtime.database.read(place) as session:
        return await queries.state(session, UUID(payload["import_id"]))


async def _run(
    runtime: Runtime, made: Cluster, files: tuple[bytes, bytes], ending: str, rows: int
) -> None:
    database = urlsplit(made.made.app).path[1:]
    admin = await asyncpg.connect(made.admin_url(database))
    await admin.execute("alter system set pg_stat_statements.track = 'all'")
    await admin.execute("alter system set pg_stat_statements.track_planning = on")
    await admin.execute("select pg_reload_conf()")
    await admin.execute("create extension if not exists pg_stat_statements")
    await measure(runtime, _Clock(made, admin, rows), files, ending)
    await admin.close()


def main(rows: int, ending: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with cluster(folder / "pg") as made:
            upgrade_now(made.made)
            settings = Settings(data=folder, dns="off")
            setup.prepare(settings, made.made)
            runtime = common.build(settings, made.made)
            warm = sheets.write(folder / "warm.csv", _WARM).read_bytes()
            file = sheets.write(folder / f"fair.{ending}", rows).read_bytes()
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_run(runtime, made, (warm, file), ending, rows))


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
        sys.argv[2] if len(sys.argv) > 2 else "csv",
    )
