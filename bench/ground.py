"""What every bench stands on: one cluster, one mail server, and each contender's prepared states."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from bench import loader, peer_rows
from bench.postgres import Cluster, cluster
from bench.servers import ROOT, Server, free_port, mail_sink, serve

COMMAND = str(Path(sys.executable).with_name("leadwright"))
WORKSPACE, EMAIL, PASSWORD = "Bench", "owner@bench.example.com", "bench-only-password"
SLUG = WORKSPACE.lower()
UNLIMITED = "100000000"


class Base(StrEnum):
    """The state a contender starts from."""

    EMPTY = "empty"
    FULL = "full"


@dataclass(frozen=True)
class Contender:
    """One program to measure; `start` serves it from a fresh copy of a base. `database`: of the
    cluster, where its queue stands, if it has one."""

    name: str
    start: Callable[[Base], AbstractContextManager[Server]]
    database: str | None = None


@dataclass(frozen=True)
class Ground:
    """`folder` is temporary; `leads` is how many a full base holds; `only` names the contenders
    that take part, by how their names begin; `minutes` is how long the soak lasts."""

    folder: Path
    cluster: Cluster
    smtp_url: str
    mails: Path
    quick: bool
    repeats: int
    leads: int
    only: tuple[str, ...]
    minutes: float

    def among(self, *contenders: Contender) -> list[Contender]:
        return [one for one in contenders if one.name.startswith(self.only)]

    @cached_property
    def keys(self) -> dict[str, str]:
        """A public and a secret key of the prepared workspace; making them prepares it."""
        environment = self.environment("ours_empty")
        self.cluster.copy("leadwright", "ours_empty")
        self.command("db", "upgrade", environment=environment)
        self.command(
            "user", "create", "--workspace", WORKSPACE, "--email", EMAIL, "--password-stdin",
            environment=environment, said=PASSWORD,
        )  # fmt: skip
        return {
            kind: self.command(
                "key", "create", "--workspace", WORKSPACE, "--kind", kind, environment=environment
            ).split()[-1]
            for kind in ("public", "secret")
        }

    def environment(self, database: str, port: int = 8000) -> dict[str, str]:
        return {
            **self.cluster.environment(database),
            **self.plain_environment(port),
        }

    def plain_environment(self, port: int) -> dict[str, str]:
        """The product's settings without a database: it then starts its own."""
        return {
            "LEADWRIGHT_DATA": str(self.folder / "data"),
            "LEADWRIGHT_PORT": str(port),
            "LEADWRIGHT_SMTP_URL": self.smtp_url,
            "LEADWRIGHT_LIMITS__PER_ADDRESS": UNLIMITED,
            "LEADWRIGHT_LIMITS__PER_KEY": UNLIMITED,
            "LEADWRIGHT_LIMITS__EVENTS_PER_KEY": UNLIMITED,
            "LEADWRIGHT_LIMITS__LOGINS_PER_ADDRESS": UNLIMITED,
            # A local mail server is a private address like any other.
            "LEADWRIGHT_ALLOW_PRIVATE": self.smtp_url.removeprefix("smtp://"),
        }

    def command(self, *words: str, environment: dict[str, str], said: str = "") -> str:
        """Runs one command of the product and returns what it printed."""
        done = subprocess.run(
            ["env", *(f"{name}={value}" for name, value in environment.items()), COMMAND, *words],
            cwd=ROOT, input=said, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"leadwright {' '.join(words[:2])} failed: {done.stderr[-1500:]}")
        return done.stdout.strip()

    @cached_property
    def filled(self) -> float:
        """Makes the full base of ours on first use; the seconds it took."""
        assert self.keys
        self.cluster.copy("ours_empty", "ours_full")
        url = self.cluster.urls("ours_full").owner
        return asyncio.run(loader.load(url, SLUG, self.leads))

    def ours(self, name: str, process: str, allowed: str = "") -> Contender:
        """`process` is `web` (takes in, and leaves the jobs) or `run` (web and worker). `allowed`
        is another host:port of this machine that it may reach, besides the mail server's."""

        @contextmanager
        def start(base: Base) -> Iterator[Server]:
            assert self.keys
            assert base is Base.EMPTY or self.filled
            self.cluster.copy(f"ours_{base}", "ours")
            port = free_port()
            url, log = f"http://127.0.0.1:{port}", self.folder / "ours.log"
            environment = self.environment("ours", port)
            if allowed:
                environment["LEADWRIGHT_ALLOW_PRIVATE"] += f",{allowed}"
            with serve([COMMAND, process], environment, url, log, ready="/health/ready") as server:
                yield replace(server, headers={"X-Leadwright-Key": self.keys["public"]})

        return Contender(name, start, "ours")

    def ceiling(self) -> Contender:
        @contextmanager
        def start(base: Base) -> Iterator[Server]:
            template = "leadwright" if base is Base.EMPTY else self._full_ceiling
            self.cluster.copy(template, "ceiling")
            environment = {"DATABASE_URL": self.cluster.admin_url("ceiling")}
            with self._peer("ceiling", environment) as server:
                yield server

        return Contender("ceiling", start)

    @cached_property
    def _full_ceiling(self) -> str:
        self.cluster.copy("leadwright", "ceiling_full")
        self.cluster.execute(*peer_rows.ceiling(self.leads), database="ceiling_full")
        return "ceiling_full"

    def three_hours(self, *, mail: bool = True) -> Contender:
        @contextmanager
        def start(base: Base) -> Iterator[Server]:
            database = self.folder / f"three_hours_{time.monotonic_ns()}.db"
            if base is Base.FULL:
                shutil.copyfile(self._full_three_hours, database)
            environment = {"LEADS_DB": str(database), "SMTP_URL": self.smtp_url if mail else ""}
            with self._peer("three_hours", environment) as server:
                yield server

        return Contender("three hours" if mail else "three hours, no mail", start)

    @cached_property
    def _full_three_hours(self) -> Path:
        path = self.folder / "three_hours_full.db"
        connection = sqlite3.connect(path)
        peer_rows.three_hours(connection, self.leads)
        connection.close()
        return path

    @contextmanager
    def _peer(self, module: str, environment: dict[str, str]) -> Iterator[Server]:
        port = free_port()
        command = [
            sys.executable, "-m", "uvicorn", "--no-access-log", "--log-level", "warning",
            "--port", str(port), f"bench.peers.{module}:app",
        ]  # fmt: skip
        url, log = f"http://127.0.0.1:{port}", self.folder / f"{module}.log"
        with serve(command, environment, url, log, ready="/health/ready") as server:
            yield server


@contextmanager
def ground(
    folder: Path, *, quick: bool, repeats: int, leads: int, only: tuple[str, ...], minutes: float
) -> Iterator[Ground]:
    with cluster(folder / "pg") as made, mail_sink(folder) as (smtp_url, mails):
        yield Ground(folder, made, smtp_url, mails, quick, repeats, leads, only, minutes)
