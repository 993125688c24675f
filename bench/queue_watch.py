"""How many jobs wait and how old the oldest is, looked at each second while a load runs."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil

import asyncpg

from bench.figures import slope

EVERY = 1.0
SETTLING = 0.15  # of the looks, before the load has reached its level
# Running jobs count as well as waiting ones; what is put off counts from the moment it is due.
_LOOK = """
select count(*) as jobs, coalesce(extract(epoch from now() - min(since)), 0)::float8 as oldest
from (select created as since from pgqueuer where status in ('queued', 'picked')
      union all select run_at from scheduled_job where run_at <= now()) as waiting
"""


@dataclass(frozen=True)
class Look:
    """`at` and `oldest` in seconds: since the watch began, and of the oldest job's age."""

    at: float
    jobs: int
    oldest: float


@contextmanager
def watched(url: str | None) -> Iterator[list[Look]]:
    """Fills the list it yields until the block ends; a program without a queue leaves it empty."""
    looks: list[Look] = []
    if url is None:
        yield looks
        return
    over = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(asyncio.run, _watch(url, looks, over))
        try:
            yield looks
        finally:
            over.set()
    watching.result()


def growth(looks: Sequence[Look]) -> float:
    """Jobs a second by which the queue grew, as a straight line through the looks has it."""
    settled = looks[ceil(len(looks) * SETTLING) :]
    return slope([(look.at, look.jobs) for look in settled])


async def _watch(url: str, looks: list[Look], over: threading.Event) -> None:
    connection = await asyncpg.connect(url)
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        while not over.is_set():
            row = await connection.fetchrow(_LOOK)
            looks.append(Look(round(loop.time() - began, 2), row["jobs"], round(row["oldest"], 2)))
            await asyncio.sleep(EVERY)
    finally:
        await connection.close()
