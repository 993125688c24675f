"""Demo workspaces: their members, what is known of how full they are, and their removal.

They stand apart from the real ones: nobody claims them, and forms without a key never reach them.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import PersonId, WorkspaceId
from leadwright.domain.permission import Role
from leadwright.features.workspaces import actions, queries, rules
from leadwright.features.workspaces.actions import NewPerson
from leadwright.features.workspaces.models import Membership, Person, Workspace
from leadwright.kernel import clock
from leadwright.kernel.crypto import new_token
from leadwright.kernel.db.session import SystemSession

# The catalogue knows every tenant table, also those of later days; partitions go with their parent.
_TENANT_TABLES = text(
    "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
    " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
    " and not c.relispartition and a.attname = 'workspace_id' and not a.attisdropped"
    " order by c.relname"
)


@dataclass(frozen=True)
class DemoWorkspace:
    """A demo workspace; `state` is what its filler noted."""

    workspace_id: WorkspaceId
    slug: str
    name: str
    state: dict[str, Any]


async def find(session: SystemSession, name: str) -> DemoWorkspace | None:
    """The demo workspace of this name. Conflict if a real one, or the landing page's, has it."""
    rows = await session.execute(
        select(Workspace).where(func.lower(Workspace.name) == name.strip().lower())
    )
    landing = await queries.demo_workspace(session)
    for workspace in rows.scalars():
        if not workspace.is_demo or (landing is not None and workspace.id == landing.id):
            raise Conflict(
                f"There is a workspace {workspace.name!r} that is no demo of this kind. "
                "Choose another name with --workspace."
            )
        return _seen(workspace)
    return None


async def open_new(session: SystemSession, name: str, settings: dict[str, Any]) -> DemoWorkspace:
    """A new demo workspace, whose mail never leaves the built-in outbox."""
    workspace_id = await actions.make_workspace(session, name.strip(), is_demo=True)
    workspace = await session.get_one(Workspace, workspace_id)
    workspace.settings = settings
    return _seen(workspace)


def _seen(workspace: Workspace) -> DemoWorkspace:
    return DemoWorkspace(
        WorkspaceId(workspace.id),
        workspace.slug,
        workspace.name,
        dict(workspace.settings.get("demo") or {}),
    )


async def join(
    session: SystemSession,
    workspace_id: WorkspaceId,
    person_id: PersonId,
    role: Role,
    *,
    takes_leads: bool,
) -> None:
    """Make somebody a member, once."""
    await session.execute(
        insert(Membership)
        .values(
            workspace_id=workspace_id,
            person_id=person_id,
            role=role.value,
            takes_leads=takes_leads,
            mail_alerts=takes_leads,
            created_at=clock.wall(),
        )
        .on_conflict_do_nothing()
    )


async def ensure_actor(session: SystemSession, name: str, email: str) -> PersonId:
    """Somebody who plays a part in a demo; nobody knows their password."""
    standing = await queries.person_by_email(session, email)
    if standing is not None:
        return PersonId(standing.id)
    return await actions.ensure_person(session, NewPerson(name, email, new_token()))


async def owners_of_real_workspaces(session: SystemSession) -> list[PersonId]:
    rows = await session.execute(
        select(Membership.person_id)
        .join(Workspace, Workspace.id == Membership.workspace_id)
        .where(~Workspace.is_demo, Membership.role == Role.OWNER.value)
        .distinct()
    )
    return [PersonId(person) for person in rows.scalars()]


async def renew_password(session: SystemSession, person_id: PersonId) -> str | None:
    """A new password for somebody who only plays in demos; None for anybody else."""
    real = await session.execute(
        select(Membership.person_id)
        .join(Workspace, Workspace.id == Membership.workspace_id)
        .where(~Workspace.is_demo, Membership.person_id == person_id)
        .limit(1)
    )
    if real.first() is not None:
        return None
    password = new_token()[:16]
    await session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(password_hash=rules.hash_password(password))
    )
    return password


async def note(session: SystemSession, workspace_id: WorkspaceId, **state: Any) -> None:
    """Keep how far the demo is."""
    workspace = await session.get(Workspace, workspace_id, with_for_update=True)
    if workspace is not None:
        known = dict(workspace.settings.get("demo") or {})
        workspace.settings = {**workspace.settings, "demo": {**known, **state}}


async def remove(session: SystemSession, workspace_id: WorkspaceId) -> None:
    """Delete a demo workspace, its rows, and the people who belonged to nothing else."""
    workspace = await session.get(Workspace, workspace_id)
    if workspace is None:
        return
    if not workspace.is_demo:
        raise Conflict(f"{workspace.name} is a real workspace; only demo workspaces are removed.")
    members = await session.execute(
        select(Membership.person_id).where(Membership.workspace_id == workspace_id)
    )
    people = set(members.scalars())
    for table in (await session.execute(_TENANT_TABLES)).scalars().all():
        statement = f'delete from "{table}" where workspace_id = :id'
        await session.execute(text(statement), {"id": workspace_id})
    await session.execute(delete(Workspace).where(Workspace.id == workspace_id))
    elsewhere = select(Membership.person_id).where(Membership.person_id.in_(people))
    await session.execute(delete(Person).where(Person.id.in_(people), Person.id.not_in(elsewhere)))
