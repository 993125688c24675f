"""Soak: a steady 5 leads a second for half an hour, while memory and the queue are looked at.

A day in miniature. Memory is read from each process of ours once a minute; its slope leaves out the
first third, in which caches and pools fill. PostgreSQL's memory is shown and has no aim: its shared
buffers fill as the base grows. Lasts `--minutes`; one repeat, whatever `--repeats` says.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import replies
from bench.cpu import pss_by_process, pss_megabytes
from bench.figures import slope
from bench.ground import Base, Contender, Ground
from bench.replies import Load, Row
from bench.report import Aim, Report, progress

RATE = 5.0
LOOKS = 30  # at least, so that a short soak has a slope too
SETTLING = 1 / 3
FLAT = 0.5  # megabytes a minute, of all processes of ours
OLDEST = 60.0
POSTGRES = "PostgreSQL"
_FAILED = "select count(*) as jobs from pgqueuer where status = 'failed'"


@dataclass(frozen=True)
class Memory:
    """Megabytes (PSS) of each process at one moment, in seconds since the load began."""

    at: float
    megabytes: dict[str, float]


@dataclass(frozen=True)
class Soaked:
    """`errors` are lines of that level in the log; `failed` jobs are parked for a person."""

    row: Row
    minutes: float
    memory: list[Memory]
    errors: int
    failed: int


def measure(ground: Ground) -> Report:
    minutes = 1.0 if ground.quick else ground.minutes
    measured = [
        _soak(ground, contender, minutes)
        for contender in ground.among(ground.ours("ours, whole", "run"))
    ]
    return _report(measured, minutes)


def _soak(ground: Ground, contender: Contender, minutes: float) -> Soaked:
    progress(f"soak: {minutes:g} minutes, {contender.name}")
    count, seconds = int(RATE * minutes * 60), minutes * 60 + 30
    given = Load("5 a second", count, count, connections=100, seconds=seconds, rate=RATE)
    log = ground.folder / "ours.log"
    with contender.start(Base.EMPTY) as server:
        replies.warm(ground, server, "soak")
        before = _errors(log)
        with _weighed(server.pid, ground.cluster.pid, minutes * 60 / LOOKS) as memory:
            row = replies.once(ground, contender, server, given, "soak")
        failed = ground.cluster.rows(_FAILED, "ours")[0]["jobs"]
        return Soaked(row, minutes, memory, _errors(log) - before, failed)


@contextmanager
def _weighed(pid: int, postmaster: int, every: float) -> Iterator[list[Memory]]:
    """Fills the list it yields with the memory of the processes until the block ends."""
    memory: list[Memory] = []
    over = threading.Event()

    def weigh() -> None:
        began = time.monotonic()
        while not over.wait(min(60.0, every)):
            found = {**pss_by_process(pid), POSTGRES: round(pss_megabytes(postmaster), 1)}
            memory.append(Memory(round(time.monotonic() - began, 1), found))

    with ThreadPoolExecutor(1) as pool:
        weighing = pool.submit(weigh)
        try:
            yield memory
        finally:
            over.set()
    weighing.result()


def _errors(log: Path) -> int:
    return log.read_bytes().count(b'"level": "error"') if log.exists() else 0


def _report(measured: list[Soaked], minutes: float) -> Report:
    report = Report(
        "soak",
        f"Soak: {RATE:g} leads a second for {minutes:g} minutes (PSS of each process)",
        ["contender", "process", "MB at first", "MB at last", "MB at most", "MB a minute"],
        measured=measured,
    )
    for soaked in measured:
        for process in _processes(soaked.memory):
            _line(report, soaked, process)
        _aims(report, soaked)
        row = soaked.row
        report.note(
            f"{row.leads:,} leads, {row.replies:,} replied, {row.doubled} doubled; p50"
            f" {row.accepted['p50_ms']:,.0f} ms, p99 {row.accepted['p99_ms']:,.0f} ms"
        )
        report.note(
            f"jobs at most {max((look.jobs for look in row.queue), default=0)},"
            f" growing by {row.growth:+.3f} a second"
        )
    return report


def _line(report: Report, soaked: Soaked, process: str) -> None:
    points = _points(soaked.memory, process)
    megabytes = [mb for _, mb in points]
    report.add(
        soaked.row.contender,
        process.partition(" ")[2] or process,
        f"{megabytes[0]:.0f}",
        f"{megabytes[-1]:.0f}",
        f"{max(megabytes):.0f}",
        f"{_rise(points):+.2f}",
    )


def _aims(report: Report, soaked: Soaked) -> None:
    row = soaked.row
    ours = [
        (look.at, sum(mb for name, mb in look.megabytes.items() if name != POSTGRES))
        for look in soaked.memory
    ]
    oldest = max((look.oldest for look in row.queue), default=0.0)
    lost = row.leads - row.replies + row.doubled
    errors = sum(row.errors.values()) + soaked.errors + soaked.failed
    report.aim(Aim.at_most("memory of ours, MB a minute", _rise(ours), FLAT))
    report.aim(Aim.at_most("oldest job, seconds", oldest, OLDEST))
    report.aim(Aim.at_most("leads without exactly one reply", lost, 0))
    report.aim(Aim.at_most("errors: requests, log lines, failed jobs", errors, 0))


def _processes(memory: list[Memory]) -> list[str]:
    return list(dict.fromkeys(name for look in memory for name in look.megabytes))


def _points(memory: list[Memory], process: str) -> list[tuple[float, float]]:
    return [(m.at, m.megabytes[process]) for m in memory if process in m.megabytes]


def _rise(points: list[tuple[float, float]]) -> float:
    """Megabytes a minute after the settling."""
    return 60 * slope(points[int(len(points) * SETTLING) :])
