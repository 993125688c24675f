"""Spreadsheets: from the file to leads that are clean, known once, at their team and scored.

Beside it pandas, which only reads (workbooks by openpyxl), and the honest script: pandas and one
INSERT a row.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import sheets
from bench.cpu import cpu_seconds, pss_megabytes
from bench.ground import Base, Ground
from bench.report import Aim, Report, progress
from bench.servers import Server

ROWS, QUICK_ROWS, SMALL = 100_000, 5_000, 1_000
AIM_SECONDS = {".csv": 5.0, ".xlsx": 8.0}
AIM_MB, AIM_SMALL = 300.0, 2.0
_LONGEST, _SELDOM = 1800.0, 0.1
"""Seconds: an import waits for at most, and between two looks, which cost the machine too."""
_BUSY = 0.1
"""Processor seconds in a second; at rest our processes take less."""
_OURS, _READ, _SCRIPT = "ours", "pandas, reading alone", "pandas and one INSERT a row"


@dataclass(frozen=True)
class Taken:
    """`seconds`: until all leads stand, clean, once, at their team, each row with its verdict.
    `read_seconds`: until the rows were read; `whole_seconds`: until runs, events and words to search stood
    behind the leads too. `grown_mb`: the most memory of our processes above what they had at rest."""

    contender: str
    file: str
    rows: int
    seconds: float
    read_seconds: float
    cpu_seconds: float
    database_cpu_seconds: float
    grown_mb: float
    whole_seconds: float = 0.0


def measure(ground: Ground) -> Report:
    count = QUICK_ROWS if ground.quick else ROWS
    made: list[Taken] = []
    for suffix in AIM_SECONDS:
        file = sheets.write(ground.folder / f"fair{suffix}", count)
        small = sheets.write(ground.folder / f"small{suffix}", SMALL)
        made += _ours(ground, file, small, count)
        made.append(_script(ground, _READ, "read", file, count))
        made.append(_script(ground, _SCRIPT, "insert", file, count))
    return _report(made, count)


def _report(made: list[Taken], count: int) -> Report:
    report = Report(
        "imports", f"Files of {count:,} rows and 12 columns to leads",
        ["what", "file", "rows", "seconds", "of it reading", "with what follows", "rows a second", "CPU s",
         "PostgreSQL CPU s", "memory on top, MB"],
        made,
    )  # fmt: skip
    for one in made:
        report.add(
            one.contender, one.file, f"{one.rows:,}", f"{one.seconds:.1f}", f"{one.read_seconds:.1f}",
            f"{one.whole_seconds or one.seconds:.1f}", f"{one.rows / one.seconds:,.0f}",
            f"{one.cpu_seconds:.1f}", f"{one.database_cpu_seconds:.1f}", f"{one.grown_mb:.0f}",
        )  # fmt: skip
    for one in (one for one in made if one.contender == _OURS):
        if one.rows == SMALL:
            what = f"seconds from drop to leads, {one.file} of 1,000 rows"
            report.aim(Aim.at_most(what, one.seconds, AIM_SMALL))
        elif one.rows == ROWS:
            report.aim(
                Aim.at_most(f"seconds, {one.file}", one.seconds, AIM_SECONDS[Path(one.file).suffix])
            )
            report.aim(Aim.at_most(f"memory on top, MB, {one.file}", one.grown_mb, AIM_MB))
    report.note(
        "ours makes leads with facts, owners, teams and scores, and behind them runs, events and words to"
        " search; CPU s are those of all of it. The script fills one table."
    )
    return report


def _ours(ground: Ground, file: Path, small: Path, count: int) -> list[Taken]:
    """A small file into an empty workspace, then the large one."""
    with ground.ours(_OURS, "run").start(Base.EMPTY) as server:
        _at_rest(server.pid)
        progress(f"imports: {file.name}")
        return [
            _drop(ground, server, small, SMALL),
            _drop(ground, server, file, count),
        ]


def _at_rest(pid: int) -> None:
    """The worker is ready too: the first one of an installation makes the encoder's table, for seconds."""
    until, last = time.monotonic() + 60, -1.0
    while time.monotonic() < until and (now := cpu_seconds(pid)) - last > _BUSY:
        last = now
        time.sleep(1)


def _drop(ground: Ground, server: Server, file: Path, rows: int) -> Taken:
    headers = {"Authorization": f"Bearer {ground.keys['secret']}"}
    rest = pss_megabytes(server.pid)
    before = cpu_seconds(server.pid), cpu_seconds(ground.cluster.pid)
    with _highest(lambda: pss_megabytes(server.pid)) as seen, httpx.Client(
        base_url=server.url, headers=headers, timeout=60
    ) as client:  # fmt: skip
        began = time.monotonic()
        answer = client.post("/api/imports", files={"file": (file.name, file.read_bytes())})
        answer.raise_for_status()
        where = f"/api/imports/{answer.json()['id']}"
        staged = _until(client, where, lambda now: now["state"] not in {"reading", "ready"}) - began
        done = _until(client, where, lambda now: now["state"] == "done") - began
        whole = _until(client, where, lambda now: now["followed_rows"] == now["rows"]) - began
    ours, database = (
        cpu_seconds(server.pid) - before[0],
        cpu_seconds(ground.cluster.pid) - before[1],
    )
    most = max(seen, default=rest) - rest
    return Taken(_OURS, file.name, rows, done, staged, ours, database, most, whole)


def _until(client: httpx.Client, where: str, is_over: Callable[[dict[str, Any]], bool]) -> float:
    began = time.monotonic()
    while time.monotonic() - began < _LONGEST:
        found: dict[str, Any] = client.get(where).json()
        if found["state"] in {"failed", "refused"}:
            raise RuntimeError(f"the file was not taken in: {found['message']}")
        if is_over(found):
            return time.monotonic()
        time.sleep(_SELDOM)
    raise RuntimeError("the file was not taken in within half an hour")


@contextmanager
def _highest(measured: Callable[[], float]) -> Iterator[list[float]]:
    """What was measured four times a second while the block ran."""
    seen: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.25):
            seen.append(measured())

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()


def _script(ground: Ground, name: str, verb: str, file: Path, rows: int) -> Taken:
    progress(f"imports: {name}, {file.name}")
    ground.cluster.copy("leadwright", "frame_script")
    url = ground.cluster.admin_url("frame_script")
    command = [sys.executable, "-m", "bench.peers.frame_script", verb, str(file)]
    before = cpu_seconds(ground.cluster.pid)
    began = time.monotonic()
    with subprocess.Popen(["env", f"DATABASE_URL={url}", *command]) as process:
        most = cpu = 0.0
        while process.poll() is None:
            most = max(most, pss_megabytes(process.pid))
            cpu = max(cpu, cpu_seconds(process.pid))
            time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"{name} failed")
    seconds = time.monotonic() - began
    database = cpu_seconds(ground.cluster.pid) - before
    return Taken(name, file.name, rows, seconds, 0.0, cpu, database, most)
