"""Starts the whole product on one machine: the database, the web process and the worker.

One process group: children die with us (parent-death signal), and a child that dies is restarted, more
slowly each time it dies young. A worker that cannot keep up signals SIGUSR1, and a further one runs until
nobody has signalled for a while. Children start at once and load while the database comes up. The web process
receives its addresses first and migrates it, having loaded nearly all that takes; then the others receive
them. The supervisor stays light: what needs the schema or the features happens in children.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from leadwright.bootstrap import listen_address
from leadwright.bootstrap.database import DatabaseServer, addresses_line, start_database
from leadwright.bootstrap.mail import mail_target
from leadwright.kernel.db.unavailable import DatabaseUnavailable
from leadwright.kernel.logging import get
from leadwright.kernel.own_command import own_command
from leadwright.kernel.process import die_with_parent
from leadwright.kernel.settings import Settings

log = get("supervisor")

COMMAND: tuple[str, ...] = ("-m", "leadwright")
STEADY_SECONDS = 20.0
STOP_SECONDS = 45.0
HELP_SECONDS = 60.0
"""How long a further worker stays after the last call for help."""

# Our matrices are small: a pool of arithmetic threads per process costs memory and only contends.
# Nor does each thread that loads something need an arena of the allocator's for itself.
_FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


@dataclass
class Child:
    """One process we keep alive."""

    name: str
    addresses: bytes = b""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = field(default=0.0)

    def keep_alive(self) -> None:
        """Start it if it is not running, with a pause that grows while it keeps dying young."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            if now - self.started > STEADY_SECONDS:
                self.failures = 0
            return
        if self.process is not None:
            log.warning("child.died", child=self.name, code=self.process.returncode)
            self.process = None
            self.failures += 1
            self.not_before = now + min(0.2 * 2**self.failures, 10.0)
        if now >= self.not_before:
            self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = _start(self.name.split()[0], "--prepared")
        if self.addresses:
            self.begin(self.addresses)

    def start_preparing(self) -> None:
        """Started like this, the web process brings the database into shape before it serves."""
        self.started = time.monotonic()
        self.process = _start(self.name, "--prepares", stdout=subprocess.PIPE)

    def prepare(self, addresses: bytes) -> str | None:
        """Waits for schema, roles and first rows; the set-up token while nobody claimed us.

        SystemExit if that failed: the child has said why.
        """
        self.begin(addresses)
        if self.process is None or self.process.stdout is None:
            raise RuntimeError("only a child that was started for it prepares")
        with self.process.stdout as told:
            line = told.readline()
        if not line:
            raise SystemExit(max(self.process.wait(), 1))
        return line.decode().strip() or None

    def begin(self, addresses: bytes) -> None:
        """Tell it where the database is: it waits for this on its stdin, now and when restarted."""
        self.addresses = addresses
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # it died: it will be started again
                self.process.stdin.write(addresses)
                self.process.stdin.close()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Helper(Child):
    """A further worker, kept alive while one is wanted."""

    wanted_until: float = 0.0
    leaves: bool = False

    def keep_alive(self) -> None:
        """As long as it is wanted; else it finishes what runs in it and goes."""
        if self.leaves and self.process is not None and self.process.poll() is not None:
            self.process, self.leaves = None, False
        if time.monotonic() < self.wanted_until and not self.leaves:
            super().keep_alive()
        elif self.process is not None and not self.leaves:
            self.leaves = True
            self.stop()

    def is_steady(self) -> bool:
        return self.process is not None and time.monotonic() - self.started > STEADY_SECONDS


@dataclass
class ProcessGroup:
    """All that is kept alive: always the children, the helpers while the worker cannot keep up."""

    children: list[Child]
    helpers: list[Helper]
    asked: float = float("-inf")

    def hear(self, number: int, frame: FrameType | None) -> None:
        """A worker has fallen behind (SIGUSR1)."""
        del number, frame
        self.asked = time.monotonic()

    def keep_alive(self) -> None:
        until = self.asked + HELP_SECONDS
        for helper in self.helpers:
            helper.wanted_until = max(helper.wanted_until, until)
            helper.keep_alive()
            if not helper.is_steady():  # it may be enough; the next one waits for that
                break
        for child in self.children:
            child.keep_alive()

    @property
    def everybody(self) -> list[Child]:
        return [*self.children, *self.helpers]


def processes_of(workers: int) -> ProcessGroup:
    """At most so many workers; 0 is two of them where there are two processors, else one."""
    most = workers or min(2, os.cpu_count() or 1)
    helpers = [Helper(f"worker {place}") for place in range(2, most + 1)]
    return ProcessGroup([Child("web"), Child("worker")], helpers)


class Stopping(Exception):
    """A signal asked us to end."""


def _on_signal(number: int, frame: FrameType | None) -> None:
    del frame
    raise Stopping(signal.Signals(number).name)


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Blocks."""
    mail_target(
        settings
    )  # a wrong address is told now, and not by a worker that dies again and again
    listen_address.refuse_if_taken(settings.host, settings.port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _on_signal)
    crew = processes_of(settings.workers)
    signal.signal(signal.SIGUSR1, crew.hear)
    server = None
    try:
        web, *others = crew.everybody
        web.start_preparing()
        for child in crew.children[1:]:
            child.start()
        server = start_database(settings)
        addresses = addresses_line(server.urls)
        token = web.prepare(addresses)
        for child in others:
            child.begin(addresses)
        _watch(crew, server, settings, token)
    except Stopping as why:
        log.info("supervisor.stopping", signal=str(why))
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            signal.signal(number, signal.SIG_IGN)
        for child in crew.everybody:
            child.stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in crew.everybody:
            child.wait(deadline)
        if server is not None:
            server.stop()


def _start(*arguments: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, *COMMAND, *arguments],
        env={**_FRUGAL, **os.environ},  # noqa: TID251 -- handed on, not read
        preexec_fn=die_with_parent,  # noqa: PLW1509 -- no threads run in the supervisor
        stdin=subprocess.PIPE,
        stdout=stdout,
    )


def _watch(
    crew: ProcessGroup, server: DatabaseServer, settings: Settings, token: str | None
) -> None:
    while not listen_address.answers(settings.host, settings.port):
        _look_after(crew, server)
    greet(settings, token)
    while True:
        _look_after(crew, server)


def _look_after(crew: ProcessGroup, server: DatabaseServer) -> None:
    time.sleep(0.25)
    if server.embedded is not None and not server.embedded.alive():
        log.warning("database.died")
        try:
            server.embedded.start()
        except DatabaseUnavailable as error:
            log.warning("database.not_started", error=str(error))
            time.sleep(2)
    crew.keep_alive()


def greet(settings: Settings, token: str | None) -> None:
    """The only place that says the set-up token: whoever reads this console may claim us."""
    lines = ["", f"  Leadwright runs at {settings.address}"]
    if token is not None:
        lines += [
            "  Leads are taken already. To make this installation yours, open",
            f"  {settings.address}/setup?token={token}",
            "  or, in another shell:",
            f"  {own_command()} user create --workspace NAME --email ADDRESS",
        ]
    sys.stdout.write("\n".join([*lines, "", ""]))
    sys.stdout.flush()
