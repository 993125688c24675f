"""Real processes that use the embedded database, and SQL without ceremony."""

import asyncio
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

import leadwright

SOURCE = Path(leadwright.__file__).parents[1]
PROGRAM = Path(__file__).with_name("embedded_user.py")


class Process:
    """A user of the database in a process of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        pg_bin: Path | None = None,
        prefix: Sequence[str] = (),
        path: Sequence[Path] = (),
    ) -> None:
        """`prefix`: a program that starts ours (unshare ...). `path`: looked in before ours."""
        self._folder = folder
        arguments = [str(folder), *([str(pg_bin)] if pg_bin else [])]
        modules = os.pathsep.join(map(str, (*path, SOURCE)))
        self._popen = subprocess.Popen(
            [*prefix, sys.executable, str(PROGRAM), *arguments],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": modules},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.server: int | None = None

    def order(self, do: str, **more: Any) -> None:
        assert self._popen.stdin
        self._popen.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._popen.stdin.flush()

    def answer(self, within: float = 60.0) -> dict[str, Any]:
        """What it said; TimeoutError if it has not."""
        assert self._popen.stdout
        if not select.select([self._popen.stdout], [], [], within)[0]:
            raise TimeoutError
        line = self._popen.stdout.readline()
        if not line:
            assert self._popen.stderr
            pytest.fail(f"the process ended: {self._popen.stderr.read()}")
        answer: dict[str, Any] = json.loads(line)
        self.server = answer.get("server", self.server)
        return answer

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        self.order(do, **more)
        return self.answer()

    def start(self) -> dict[str, Any]:
        answer = self.ask("start")
        assert "error" not in answer, answer["error"]
        return answer

    def kill(self) -> None:
        """As `kill -9` and the out-of-memory killer do it."""
        self._popen.kill()
        self._popen.wait(10)

    def sweep(self) -> None:
        """Remove a private socket folder that a killed owner left outside its data folder."""
        with contextlib.suppress(OSError):
            known = json.loads((self._folder / "connection.json").read_text())
            place = Path(known["socket"])
            if place.name.startswith("leadwright-"):
                (place / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
                (place / ".s.PGSQL.5432").unlink(missing_ok=True)
                place.rmdir()

    def close(self) -> None:
        self.kill()
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            assert stream
            stream.close()


def wait_until_gone(pid: int, seconds: float = 10) -> float:
    """How long the process took to end; ends it (and fails) if it does not."""
    began = time.monotonic()
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() - began > seconds:
            os.kill(pid, signal.SIGQUIT)
            pytest.fail(f"process {pid} outlived its parent by {seconds} s")
        time.sleep(0.01)
    return time.monotonic() - began


def sql(url: str, *statements: str) -> Any:
    """Run statements on one connection; the first value of the last one."""

    async def run() -> Any:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(run())


def admin_url(folder: Path) -> str:
    """The superuser's address, from the file the launcher keeps."""
    known = json.loads((folder / "connection.json").read_text())
    password = known["passwords"]["postgres"]
    return f"postgresql://postgres:{password}@/postgres?host={known['socket']}&port=5432"
