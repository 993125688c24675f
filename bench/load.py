"""The load generator, a process of its own: `python -m bench.load RESULT` reads a plan on its standard
input and writes the result into the file RESULT, both JSON.

Closed loop: each connection asks again as soon as it is answered. Open loop (`rate`): requests
start at fixed moments and their latency counts from that moment, so that a stall of the server is
not hidden by our waiting for it. Bounded in count and in seconds; every request is made beforehand.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import uvloop

from bench import figures, http1, people
from bench.mails import Tail

GRACE = 30.0  # seconds for the last answers after the time is up


@dataclass(frozen=True)
class Plan:
    """`targets` makes it a reading load, else it posts the people `first...` under `tag`.

    `mails` (the sink's file) keeps each connection's lead in flight until its reply was delivered.
    """

    url: str
    tag: str
    connections: int
    count: int
    seconds: float
    warmup: int = 0
    first: int = 0
    rate: float | None = None
    headers: dict[str, str] = field(default_factory=dict)
    targets: list[str] = field(default_factory=list)
    mails: str | None = None
    trace: bool = False


@dataclass
class Result:
    """Latencies are of answered 2xx requests, in milliseconds; `trace` rows are
    [address, started at, answered at] in monotonic nanoseconds."""

    asked: int
    succeeded: int
    seconds: float
    per_second: float
    latency: dict[str, float]
    errors: dict[str, int]
    trace: list[tuple[str, int, int]]


class Run:
    """The state all connections of one phase share."""

    def __init__(self, plan: Plan, requests: list[tuple[str, bytes]], tail: Tail | None) -> None:
        self.plan, self.tail = plan, tail
        self.todo: Iterator[tuple[str, bytes]] = iter(requests)
        self.deadline = time.monotonic() + plan.seconds
        self.asked = 0
        self.latencies: list[float] = []
        self.errors: Counter[str] = Counter()
        self.trace: list[tuple[str, int, int]] = []

    def take(self) -> tuple[str, bytes] | None:
        return next(self.todo, None) if time.monotonic() < self.deadline else None

    async def ask(self, connection: http1.Connection, who: str, raw: bytes, began: int) -> None:
        self.asked += 1
        try:
            answer = await connection.ask(raw)
        except ConnectionError as problem:
            self.errors[str(problem)] += 1
            return
        ended = time.monotonic_ns()
        if not 200 <= answer.status < 300:
            self.errors[http1.detail(answer)] += 1
            return
        self.latencies.append((ended - began) / 1e6)
        if self.plan.trace:
            self.trace.append((who, began, ended))
        if self.tail is not None and not await self.tail.arrival(who, GRACE):
            self.errors["no reply within 30 s"] += 1


class Pool:
    """Connections that are free now; opens new ones in place of those the server closed."""

    def __init__(self, plan: Plan) -> None:
        parts = urlsplit(plan.url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._free: list[http1.Connection] = []
        self._slots = asyncio.Semaphore(plan.connections)

    async def take(self) -> http1.Connection:
        await self._slots.acquire()
        while self._free:
            connection = self._free.pop()
            if not connection.closed:
                return connection
        try:
            return await http1.connect(self._host, self._port)
        except OSError:
            self._slots.release()
            raise

    def give_back(self, connection: http1.Connection) -> None:
        self._free.append(connection)
        self._slots.release()


async def _one(run: Run, pool: Pool, todo: tuple[str, bytes], began: int) -> None:
    try:
        connection = await pool.take()
    except OSError as refused:
        run.asked += 1
        run.errors[f"cannot connect: {refused}"] += 1
        return
    await run.ask(connection, *todo, began)
    pool.give_back(connection)


async def _lane(run: Run, pool: Pool) -> None:
    while (todo := run.take()) is not None:
        await _one(run, pool, todo, time.monotonic_ns())


async def _steady(run: Run, pool: Pool, rate: float) -> None:
    start = time.monotonic()
    async with asyncio.TaskGroup() as group:
        index = 0
        while (todo := run.take()) is not None:
            due = start + index / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            group.create_task(_one(run, pool, todo, int(due * 1e9)))
            index += 1


async def _phase(run: Run, pool: Pool) -> float:
    """Runs one phase and returns how long it took."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(run.plan.seconds + GRACE), asyncio.TaskGroup() as group:
            if run.plan.rate is None:
                for _ in range(run.plan.connections):
                    group.create_task(_lane(run, pool))
            else:
                group.create_task(_steady(run, pool, run.plan.rate))
    except TimeoutError:
        run.errors["unanswered when the time was up"] += run.asked - len(run.latencies)
    return time.monotonic() - began


def _requests(plan: Plan) -> list[tuple[str, bytes]]:
    host = urlsplit(plan.url).netloc
    indices = range(plan.first, plan.first + plan.warmup + plan.count)
    if plan.targets:
        made = [http1.get(host, target, plan.headers) for target in plan.targets]
        return [("", made[index % len(made)]) for index in indices]
    return [
        (
            people.address(index, plan.tag),
            http1.post(host, "/api/submit-lead", plan.headers, people.body(index, plan.tag)),
        )
        for index in indices
    ]


async def perform(plan: Plan) -> Result:
    requests = _requests(plan)
    tail = Tail(Path(plan.mails)) if plan.mails else None
    follower = asyncio.create_task(tail.follow()) if tail else None
    pool = Pool(plan)
    await _phase(Run(plan, requests[: plan.warmup], tail), pool)
    run = Run(plan, requests[plan.warmup :], tail)
    seconds = await _phase(run, pool)
    if follower is not None:
        follower.cancel()
    succeeded = len(run.latencies)
    return Result(
        asked=run.asked,
        succeeded=succeeded,
        seconds=seconds,
        per_second=succeeded / seconds,
        latency=figures.summary(run.latencies),
        errors=dict(run.errors.most_common(5)),
        trace=run.trace,
    )


def generate(plan: Plan) -> Result:
    """Runs the plan in a process of its own and returns what it measured.

    The result comes by a file: of a write into a full pipe an unbuffered Python (`PYTHONUNBUFFERED`)
    may drop all but the beginning without a word, and then ends the line in the middle of the JSON.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        done = subprocess.run(
            [sys.executable, "-m", "bench.load", str(result)],
            input=json.dumps(asdict(plan)),
            capture_output=True,
            text=True,
            check=False,
            timeout=2 * (plan.seconds + GRACE) + 60,
        )
        if done.returncode:
            raise RuntimeError(f"the load generator failed: {done.stderr[-2000:]}")
        return Result(**json.loads(result.read_bytes()))


if __name__ == "__main__":
    found = uvloop.run(perform(Plan(**json.load(sys.stdin))))
    Path(sys.argv[1]).write_text(json.dumps(asdict(found)))
