"""Start: from `make run` to ready, the first time and later; memory of all processes at rest."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from bench import load
from bench.cpu import cpu_seconds, pss_by_process, pss_megabytes
from bench.ground import Base, Contender, Ground
from bench.report import Aim, Report, progress
from bench.servers import Server, free_port, serve

SETTLE = 10.0  # seconds of rest before memory is read
LEADS = 40  # answered first, so that nothing loaded on first use is left out


@dataclass(frozen=True)
class Row:
    contender: str
    start: str
    ready_seconds: float
    idle_megabytes: float
    idle_cpu_percent: float
    by_process: dict[str, float]


def measure(ground: Ground) -> Report:
    newcomer = Contender("ours, make run", lambda _: _make_run(ground))
    rows: list[Row] = []
    for contender in ground.among(newcomer, ground.three_hours()):
        for start in ("first", *("later" for _ in range(ground.repeats))):
            progress(f"start: {start} start, {contender.name}")
            with contender.start(Base.EMPTY) as server:
                rows.append(_row(ground, server, contender.name, start))
    return _report(rows)


@contextmanager
def _make_run(ground: Ground) -> Iterator[Server]:
    """The product as a newcomer starts it: its own database in a data folder, kept between starts."""
    port = free_port()
    environment = {
        **ground.plain_environment(port),
        "LEADWRIGHT_DATA": str(ground.folder / "start"),
    }
    url, log = f"http://127.0.0.1:{port}", ground.folder / "start.log"
    with serve(["make", "run"], environment, url, log, ready="/health/ready") as server:
        yield server


def _row(ground: Ground, server: Server, name: str, start: str) -> Row:
    load.generate(load.Plan(
        server.url, f"start{time.monotonic_ns()}", 4, LEADS, 60, headers=server.headers,
        mails=str(ground.mails),
    ))  # fmt: skip
    time.sleep(SETTLE)
    before = cpu_seconds(server.pid)
    time.sleep(SETTLE)
    return Row(
        contender=name,
        start=start,
        ready_seconds=server.ready_seconds,
        idle_megabytes=pss_megabytes(server.pid),
        idle_cpu_percent=(cpu_seconds(server.pid) - before) * 100 / SETTLE,
        by_process=pss_by_process(server.pid),
    )


def _report(rows: list[Row]) -> Report:
    report = Report(
        "start",
        "Start to ready, and memory of all processes at rest (summed PSS, after 40 answered leads)",
        ["contender", "start", "ready s", "idle MB", "idle CPU, % of a core"],
        measured=rows,
    )
    for key in dict.fromkeys((row.contender, row.start) for row in rows):
        repeats = [row for row in rows if (row.contender, row.start) == key]
        ready = median(row.ready_seconds for row in repeats)
        idle = median(row.idle_megabytes for row in repeats)
        report.add(
            *key,
            f"{ready:.2f}",
            f"{idle:.0f}",
            f"{median(r.idle_cpu_percent for r in repeats):.1f}",
        )
        if key == ("ours, make run", "later"):
            report.aim(Aim.at_most("later start, seconds", ready, 5.0))
            report.aim(Aim.at_most("idle memory, MB", idle, 500.0))
            for process, megabytes in repeats[-1].by_process.items():
                report.note(f"{megabytes:.0f} MB {process.partition(' ')[2]}")
    return report
