"""Processor time and memory of a whole process tree, from the kernel's own books."""

import contextlib
import re
from pathlib import Path

import psutil

_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


def tree(pid: int) -> list[psutil.Process]:
    """The process and all its living descendants; empty when it is gone."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu_seconds(pid: int) -> float:
    """User and system time of the tree, children that have ended and were waited for included."""
    total = 0.0
    for process in tree(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])
    return total


def pss_megabytes(pid: int) -> float:
    """Proportional set size of the tree: pages that several processes share count once."""
    return sum(_pss(process.pid) for process in tree(pid)) / 1024


def pss_by_process(pid: int) -> dict[str, float]:
    """Megabytes by process, so that the report can say where the memory is."""
    found: dict[str, float] = {}
    for process in tree(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            found[f"{process.pid} {_title(process)}"] = round(_pss(process.pid) / 1024, 1)
    return found


def _pss(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_bytes()
    except OSError:  # it ended between the listing and the reading
        return 0
    match = _PSS.search(rollup)
    return int(match[1]) if match else 0


def _title(process: psutil.Process) -> str:
    line = process.cmdline()
    words = [Path(word).name for word in line[:4] if word and not word.startswith("-")]
    return " ".join(words)[:60] or process.name()
