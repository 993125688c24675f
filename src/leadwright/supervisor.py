"""Starts the whole product on one machine: the database, the web process and the worker.

One process group: children die with us (parent-death signal), and a child that dies is started
again, more slowly each time it dies young.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from leadwright.bootstrap import common, setup
from leadwright.bootstrap.common import mail_target
from leadwright.kernel.db.unavailable import DatabaseUnavailable
from leadwright.kernel.db.upgrade import upgrade_now
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.logging import get
from leadwright.kernel.process import die_with_parent
from leadwright.kernel.settings import Settings

log = get("supervisor")

COMMAND: tuple[str, ...] = ("-m", "leadwright")
STEADY_SECONDS = 20.0
STOP_SECONDS = 45.0

# Our matrices are small: a pool of arithmetic threads per process costs memory and only contends.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass
class Child:
    """One process we keep alive."""

    name: str
    environment: dict[str, str]
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
        self.process = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, *COMMAND, self.name, "--prepared"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent,  # noqa: PLW1509 -- no threads run in the supervisor
        )

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
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _on_signal)
    children: list[Child] = []
    server = None
    try:
        server = common.start_database(settings)
        upgrade_now(server.urls)
        token = setup.prepare(settings, server.urls)
        environment = _environment(server.urls)
        children = [Child("web", environment), Child("worker", environment)]
        for child in children:
            child.start()
        greet(settings, token)
        _watch(children, server)
    except Stopping as why:
        log.info("supervisor.stopping", signal=str(why))
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        for child in children:
            child.stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            child.wait(deadline)
        if server is not None:
            server.stop()


def _environment(urls: DatabaseUrls) -> dict[str, str]:
    """Children get the addresses, so that only the supervisor owns the embedded server."""
    return {
        **_ONE_THREAD,
        **os.environ,  # noqa: TID251 -- handed on, not read
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_SYSTEM_URL": urls.system,
    }


def _watch(children: list[Child], server: common.DatabaseServer) -> None:
    while True:
        time.sleep(0.25)
        if server.embedded is not None and not server.embedded.alive():
            log.warning("database.died")
            try:
                server.embedded.start()
            except DatabaseUnavailable as error:
                log.warning("database.not_started", error=str(error))
                time.sleep(2)
        for child in children:
            child.keep_alive()


def greet(settings: Settings, token: str | None) -> None:
    """The only place that says the set-up token: whoever reads this console may claim us."""
    lines = ["", f"  Leadwright runs at {settings.address}"]
    if token is not None:
        lines += [
            "  Leads are taken already. To make this installation yours, open",
            f"  {settings.address}/setup?token={token}",
            "  or, in another shell:",
            "  leadwright user create --workspace NAME --email ADDRESS",
        ]
    sys.stdout.write("\n".join([*lines, "", ""]))
    sys.stdout.flush()
