"""Starts programs to be measured, waits until they are ready, and ends exactly those."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent


class NotReadyError(Exception):
    """A program ended, or did not get ready in time; carries the end of its log."""


@dataclass(frozen=True)
class Server:
    """A running program: `pid` is the root of its process tree; `headers` are what its capture
    wants of each submission."""

    pid: int
    url: str
    ready_seconds: float
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def serve(
    command: Sequence[str], env: Mapping[str, str], url: str, log: Path, *, ready: str
) -> Iterator[Server]:
    """Runs a program until the block ends; `ready` is the path that answers 200 when it serves."""
    began = time.monotonic()
    with running(command, env, log) as process:
        wait_ready(process, url + ready, log)
        yield Server(process.pid, url, time.monotonic() - began)


@contextmanager
def running(
    command: Sequence[str], env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a process group of its own, so that what `make` started ends with it."""
    surroundings = {**os.environ, **env}  # noqa: TID251 -- handed on, not read
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_ready(process: subprocess.Popen[bytes], url: str, log: Path, within: float = 120) -> None:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotReadyError(f"ended with {process.returncode}: {_tail(log)}")
        if _answers(url):
            return
        time.sleep(0.02)
    raise NotReadyError(f"not ready after {within:.0f} s: {_tail(log)}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-1500:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_sink(folder: Path) -> Iterator[tuple[str, Path]]:
    """A local SMTP server: its URL and the file it writes."""
    kept, port, log = folder / "mails.jsonl", free_port(), folder / "sink.log"
    command = [sys.executable, "-m", "bench.smtp_sink", str(kept), "--port", str(port)]
    with running(command, {}, log) as process:
        _wait_port(process, port, log)
        yield f"smtp://127.0.0.1:{port}", kept


@contextmanager
def model_server(folder: Path, seconds: float) -> Iterator[str]:
    """A local language model that thinks for so long: its host:port."""
    port, log = free_port(), folder / "model.log"
    command = [sys.executable, "-m", "bench.model_server", str(port), "--seconds", str(seconds)]
    with running(command, {}, log) as process:
        _wait_port(process, port, log)
        yield f"127.0.0.1:{port}"


def _wait_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(500):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise NotReadyError(f"{log.stem} did not start: {_tail(log)}")
