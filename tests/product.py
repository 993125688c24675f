"""The whole product in processes of its own, in a folder of its own, as `leadwright run` starts it."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx


class Product:
    """A running installation. Further environment and another program are the test's affair."""

    def __init__(
        self,
        folder: Path,
        *,
        program: tuple[str, ...] = ("-m", "leadwright"),
        command: str = "run",
        **environment: str,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log.txt"
        self.environment = {
            **os.environ,  # noqa: TID251 -- handed on to the product
            "LEADWRIGHT_DATA": str(folder),
            "LEADWRIGHT_PORT": str(self.port),
            "LEADWRIGHT_LIMITS__PER_ADDRESS": "100000",
            "LEADWRIGHT_LIMITS__PER_KEY": "100000",
            "LEADWRIGHT_DNS": "off",
            **environment,
        }
        folder.mkdir(parents=True, exist_ok=True)
        self.has_worker = command == "run"
        self.process = self.start(*program, command)

    def start(self, *command: str, **environment: str) -> "subprocess.Popen[bytes]":
        """Another process on the same data; what it logs is added to `log`."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def wait(self) -> None:
        """Until its door is open and, where it has a worker, somebody works: it may come much later."""
        until(self.is_ready, 300, "the product is ready")
        if self.has_worker:
            until(lambda: workers_ready(self.log), 300, "its worker is ready")

    def shell(self, *command: str, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "leadwright", *command],
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout.strip()

    def claim(self) -> dict[str, str]:
        """Make the first workspace ours. The headers that open its API."""
        self.shell(
            "user", "create", "--workspace", "Acme", "--email", "ines@acme.example",
            "--password-stdin", given="a long enough password\n",
        )  # fmt: skip
        secret = self.shell("key", "create", "--workspace", "Acme", "--kind", "secret")
        return {"Authorization": f"Bearer {secret}"}

    def post(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        return httpx.post(f"{self.address}/api/submit-lead", json=body, headers=headers, timeout=40)

    def child(self, name: str) -> int | None:
        """The process of this part, `web` or `worker`, if it runs just now."""
        return next(iter(self.children(name)), None)

    def children(self, name: str) -> list[int]:
        """The processes of this part: there may be several workers."""
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(status.read_text().rpartition(")")[2].split()[1])
                arguments = status.with_name("cmdline").read_bytes().split(b"\0")
            except OSError:  # it ended while we looked
                continue
            if parent == self.process.pid and name.encode() in arguments:
                found.append(int(status.parent.name))
        return found

    def postmaster(self) -> int | None:
        try:
            text = (self.folder / "postgres/cluster/postmaster.pid").read_text()
            return int(text.split()[0])
        except (OSError, IndexError, ValueError):
            return None

    def kill(self, victim: str) -> bool:
        """kill -9 of `web`, `worker` or `postgres`; False if it was not there."""
        number = self.postmaster() if victim == "postgres" else self.child(victim)
        if number is None:
            return False
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of the database, as its superuser sees them: of all workspaces."""
        known = json.loads((self.folder / "postgres/connection.json").read_text())

        async def fetch() -> list[dict[str, Any]]:
            connection = await asyncpg.connect(
                host=known["socket"], port=5432, user="postgres", database="leadwright",
                password=known["passwords"]["postgres"], timeout=10,
            )  # fmt: skip
            try:
                return [dict(row) for row in await connection.fetch(query)]
            finally:
                await connection.close()

        return asyncio.run(fetch())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def workers_ready(log: Path) -> int:
    """How many workers have said that they are ready."""
    return log.read_bytes().count(b'"worker.ready"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], Any], seconds: float, what: str) -> None:
    """Wait for a condition, or say what did not come about."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:g} s: {what}")


def demo_request(name: str) -> dict[str, str]:
    return {
        "name": name,
        "email": f"{name.lower().replace(' ', '.')}@muehlenhof.example",
        "company": "Muehlenhof GmbH",
        "message": "Could you show us a demo for our 35 technicians before the end of January?",
    }
