"""The product inside the test's own process: a real PostgreSQL, the HTTP application, the worker's jobs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
from argon2 import PasswordHasher
from sqlalchemy import select, text
from starlette.routing import BaseRoute

from leadwright.bootstrap import common, worker
from leadwright.bootstrap.embedding import load_embedder
from leadwright.domain.ids import PersonId, WorkspaceId
from leadwright.domain.permission import Role
from leadwright.features.leads.models import Lead
from leadwright.features.workspaces import actions, logins, queries, rules
from leadwright.features.workspaces.actions import NewPerson
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.session import Database
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.jobs import runner
from leadwright.kernel.settings import Limits, Settings
from leadwright.ports.embedder import Embedder
from leadwright.web.app import make_app

PASSWORD = "a long enough password"
_numbers = count(1)
_embedders: list[Embedder] = []
_databases: dict[DatabaseUrls, "_KeptDatabase"] = {}
_routes: dict[int, list[BaseRoute]] = {}
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_NOBODYS_HASH = _CHEAP.hash("nobody has this password")


@dataclass(frozen=True)
class Workplace:
    """A claimed workspace of one test. `url` is the path of its screens, without a slash at the end."""

    workspace_id: WorkspaceId
    slug: str
    owner_id: PersonId
    owner_email: str
    public_key: str
    secret_key: str

    @property
    def url(self) -> str:
        return f"/w/{self.slug}"


class _KeptDatabase(Database):
    """Stays open for the next installation: connections and compiled statements cost more than most tests."""

    async def close(self) -> None:
        await self.waker.finish()

    async def close_for_good(self) -> None:
        await super().close()


def _database(
    urls: DatabaseUrls,
    *,
    pool_size: int = 10,
    before_commit: Callable[[unit_of_work.Carrier], Awaitable[None]] | None = None,
) -> Database:
    """All installations of a run share one set of connections."""
    kept = _databases.get(urls)
    if kept is None:
        kept = _databases[urls] = _KeptDatabase(urls, pool_size=pool_size)
    kept._before_commit = before_commit
    return kept


async def close_database(urls: DatabaseUrls) -> None:
    """At the end of the run."""
    kept = _databases.pop(urls, None)
    if kept is not None:
        await kept.close_for_good()


def _embedder(folder: Path | None) -> Embedder:
    """Loaded once a test run, whichever folder asks first: its tables take seconds to make."""
    if not _embedders:
        _embedders.append(load_embedder(folder))
    return _embedders[0]


class Installation:
    """One installation; `open_installation` makes it for the running event loop."""

    def __init__(self, urls: DatabaseUrls, folder: Path, **settings: Any) -> None:
        limits = Limits(
            per_address=100_000, per_key=100_000, logins_per_address=100_000,
            events_per_address=100_000, events_per_key=100_000,
        )  # fmt: skip
        self.settings = Settings(data=folder, limits=limits, **{"dns": "off", **settings})
        with mock.patch.object(common, "Database", _database):
            self.runtime = common.build(self.settings, urls)
        self.app = make_app(self.runtime)
        # FastAPI works a route out at the first request that passes it, together a second and more.
        # Routes know nothing of their application, so that all applications here share the first's.
        routes = self.app.router.routes
        routes[:] = _routes.setdefault(self.settings.limits.body_bytes, list(routes))
        with mock.patch.object(worker, "load_embedder", _embedder):
            self.worker = worker.build(self.runtime)

    async def workplace(self, name: str = "Acme") -> Workplace:
        """A new workspace with an owner, a public and a secret key."""
        number = next(_numbers)
        email = f"owner{number}@acme{number}.example"
        async with self.runtime.database.system() as session:
            workspace_id = await actions.make_workspace(session, f"{name} {number}")
            workspace = await queries.workspace(session, workspace_id)
            assert workspace is not None
            workspace.claimed_at = workspace.created_at
            _, secret = await actions.make_key(session, workspace_id, "secret", "Test")
            _, public = await actions.make_key(session, workspace_id, "public", "Test")
        person_id = await self.member(workspace_id, email, Role.OWNER)
        return Workplace(workspace_id, workspace.slug, person_id, email, public, secret)

    async def member(self, workspace_id: WorkspaceId, email: str, role: Role) -> PersonId:
        """A further member, with the password PASSWORD."""
        name = email.partition("@")[0].title()
        async with self.runtime.database.tenant(workspace_id) as session:
            return await actions.add_member(session, NewPerson(name, email, PASSWORD), role)

    @asynccontextmanager
    async def browser(self, person_id: PersonId | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """A client that keeps cookies; of a logged-in person, it sends the CSRF token by itself."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        headers = {"Accept": "text/html"}
        cookies = {}
        if person_id is not None:
            async with self.runtime.database.unbound() as session:
                token = await logins.open_session(session, person_id, "test")
            cookies["leadwright_session"] = token
            headers["X-CSRF-Token"] = self.runtime.keyring.sign("csrf", token).rpartition(".")[2]
        address = self.settings.address
        async with httpx.AsyncClient(
            transport=transport, base_url=address, headers=headers, cookies=cookies
        ) as client:
            yield client

    async def submit(self, place: Workplace, *, work: bool = True, **fields: Any) -> str:
        """Post a lead through the front door, and run it to its end. The submission's id."""
        async with self.browser() as client:
            answer = await client.post(
                f"/api/submit-lead?key={place.public_key}",
                json=fields,
                headers={"Accept": "application/json"},
            )
        assert answer.status_code == 202, answer.text
        if work:
            await self.work()
        return str(answer.json()["id"])

    async def lead(self, place: Workplace, email: str) -> Lead:
        """The row of the lead with this address."""
        async with self.runtime.database.read(place.workspace_id) as session:
            query = select(Lead).where(Lead.workspace_id == place.workspace_id, Lead.email == email)
            return (await session.execute(query)).scalar_one()

    async def work(self, within: float = 60) -> None:
        """Run the worker's jobs until none waits or runs any more."""
        stop = asyncio.Event()
        running = asyncio.create_task(
            runner.work(self.runtime.database.urls.app, self.worker.jobs, stop)
        )
        try:
            async with asyncio.timeout(within):
                while await self._waiting():  # noqa: ASYNC110 -- the queue is in PostgreSQL
                    await asyncio.sleep(0.02)
        finally:
            stop.set()
            await running

    async def _waiting(self) -> int:
        async with self.runtime.database.autocommit.connect() as connection:
            found = await connection.scalar(
                text(
                    "select count(*) from pgqueuer where status in ('queued', 'picked')"
                    " and execute_after < now() + interval '1 second'"
                )
            )
        return int(found or 0)


@asynccontextmanager
async def open_installation(
    urls: DatabaseUrls, folder: Path, **settings: Any
) -> AsyncIterator[Installation]:
    """An installation that takes requests, closed in order at the end."""
    with _cheap_passwords():
        made = Installation(urls, folder, **settings)
        async with made.app.router.lifespan_context(made.app):
            yield made
        await made.worker.close()


@contextmanager
def _cheap_passwords() -> Iterator[None]:
    """The real hash costs a fifth of a second on purpose, which every test would pay for its owner."""
    with mock.patch.multiple(rules, _HASHER=_CHEAP, NOBODYS_HASH=_NOBODYS_HASH):
        yield
