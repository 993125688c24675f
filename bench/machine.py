"""What the figures were measured on. Names no host and no path."""

import os
import platform
import statistics
import time
from pathlib import Path

import psutil

from bench.cpu import cpu_seconds
from bench.figures import percentile


def facts(folder: Path, postgres: str) -> dict[str, str | int | float]:
    """`folder` is where the databases stand: its disk is the one that counts."""
    flushes = sorted(fdatasync_microseconds(folder))
    return {
        "cores": psutil.cpu_count(logical=True) or 0,
        "processor": _processor(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "kernel": platform.release().partition("-")[0],
        "python": platform.python_version(),
        "postgres": postgres,
        "fdatasync_p50_us": round(statistics.median(flushes)),
        "fdatasync_p99_us": round(percentile(flushes, 0.99)),
        "load_before": round(os.getloadavg()[0], 2),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def fdatasync_microseconds(folder: Path, times: int = 200) -> list[float]:
    """How long an 8 kB append takes to reach the disk: what every durable commit waits for."""
    probe = folder / "fdatasync.probe"
    page, taken = b"\0" * 8192, []
    handle = os.open(probe, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        for _ in range(times):
            os.write(handle, page)
            began = time.perf_counter_ns()
            os.fdatasync(handle)
            taken.append((time.perf_counter_ns() - began) / 1000)
    finally:
        os.close(handle)
        probe.unlink()
    return taken


class Neighbours:
    """How much of the machine programs that are not ours took meanwhile: the doubt in a figure."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._before = _busy() - cpu_seconds(os.getpid())

    def percent(self) -> float:
        """Of all cores since the start; small negative values are rounding of the kernel's books."""
        cores = psutil.cpu_count() or 1
        elapsed = (time.monotonic() - self._began) * cores
        return max(0.0, _busy() - cpu_seconds(os.getpid()) - self._before) * 100 / elapsed


def _busy() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq + times.steal)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
