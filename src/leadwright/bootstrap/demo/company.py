"""The workspace of the demo: opened, found again, watched from outside, and removed."""

import tomllib
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import text

from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.demo.people import DATA
from leadwright.bootstrap.demo.plan import DemoOptions
from leadwright.bootstrap.setup import ensure_demo
from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import PersonId, WorkspaceId
from leadwright.domain.permission import Role
from leadwright.features.workspaces import demo
from leadwright.kernel import clock
from leadwright.kernel.db.session import SystemSession
from leadwright.kernel.jobs import lanes

NAME = "Northlight Planning"
_LOCK = text("select pg_try_advisory_xact_lock(hashtextextended(:lane, 0))")


@dataclass(frozen=True)
class Progress:
    """How far the filling of a demo workspace is, in steps of its plan."""

    workspace_id: WorkspaceId
    slug: str
    options: DemoOptions
    until: datetime
    done: int = 0
    of: int = 0

    @property
    def is_full(self) -> bool:
        return 0 < self.of <= self.done


@cache
def company() -> dict[str, Any]:
    return tomllib.loads((DATA / "company.toml").read_text("utf-8"))


def lane(workspace_id: WorkspaceId) -> str:
    """The lane of the demo's jobs, so that no worker runs them on today's clock."""
    return f"demo {workspace_id}:"


async def progress(session: SystemSession, name: str = NAME) -> Progress | None:
    """How far the demo workspace of this name is; None if there is none."""
    found = await demo.find(session, name)
    return None if found is None else _progress(found)


async def open_or_find(
    runtime: Runtime, name: str, options: DemoOptions, until: datetime | None = None
) -> Progress:
    """The demo workspace of this name with its people; a standing one keeps its own options."""
    async with runtime.database.system() as session:
        await ensure_demo(session)  # the landing page's own must be the oldest of them
        found = await demo.find(session, name)
        if found is None:
            found = await _open(session, name.strip(), options, until or clock.now())
        return _progress(found)


async def welcome(
    runtime: Runtime, workspace_id: WorkspaceId, person_id: PersonId | None = None
) -> tuple[str, str | None]:
    """Let the asking person in, or every owner of this installation. A login for who has none."""
    async with runtime.database.system() as session:
        people = [person_id] if person_id else await demo.owners_of_real_workspaces(session)
        for person in people:
            await demo.join(session, workspace_id, person, Role.OWNER, takes_leads=False)
        first = company()["member"][0]
        actor = await demo.ensure_actor(session, first["name"], first["email"])
        return first["email"], None if person_id else await demo.renew_password(session, actor)


async def remove(runtime: Runtime, name: str) -> None:
    """Take the demo workspace of this name away with everything in it."""
    async with runtime.database.system() as session:
        found = await demo.find(session, name)
        if found is None:
            raise NotFound(f"There is no demo workspace {name!r}.")
        if not await session.scalar(_LOCK, {"lane": lane(found.workspace_id)}):
            raise Conflict(f"{name!r} is being filled right now. Stop that first, or wait for it.")
        await demo.remove(session, found.workspace_id)
    await lanes.clear(runtime.database, lane(found.workspace_id))


async def note(runtime: Runtime, workspace_id: WorkspaceId, done: int, of: int) -> None:
    """Keep how many steps are done, for the next start and for whoever watches."""
    async with runtime.database.system() as session:
        await demo.note(session, workspace_id, done=done, of=of)


async def _open(
    session: SystemSession, name: str, options: DemoOptions, until: datetime
) -> demo.DemoWorkspace:
    sheet = company()
    settings = {key: value for key, value in sheet.items() if key != "member"}
    state = {**asdict(options), "until": until.isoformat(), "done": 0, "of": 0}
    opened = await demo.open_new(session, name, {**settings, "demo": state})
    for member in sheet["member"]:
        person = await demo.ensure_actor(session, member["name"], member["email"])
        role, takes = Role(member["role"]), member["takes_leads"]
        await demo.join(session, opened.workspace_id, person, role, takes_leads=takes)
    return opened


def _progress(found: demo.DemoWorkspace) -> Progress:
    state = found.state
    return Progress(
        workspace_id=found.workspace_id,
        slug=found.slug,
        options=DemoOptions(state["seed"], state["leads"], state["days"]),
        until=datetime.fromisoformat(state["until"]),
        done=state["done"],
        of=state["of"],
    )
