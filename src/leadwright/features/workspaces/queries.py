"""Reads of workspaces, people and keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.domain.business_hours import zone_of
from leadwright.domain.demand import Demand
from leadwright.domain.ids import ApiKeyId, PersonId, WorkspaceId
from leadwright.domain.permission import Role
from leadwright.features.workspaces.key_demands import KeyDemand
from leadwright.features.workspaces.models import ApiKey, Membership, Person, Workspace
from leadwright.kernel.crypto import hash_token
from leadwright.kernel.db import prefetch
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import Database, ReadSession


@dataclass(frozen=True)
class WorkspaceAccess:
    """A workspace that this person may enter."""

    workspace_id: WorkspaceId
    slug: str
    name: str
    role: Role
    is_demo: bool


@dataclass(frozen=True)
class KnownKey:
    """What an API key opens."""

    workspace_id: WorkspaceId
    key_id: ApiKeyId
    kind: str
    is_demo: bool
    asks: KeyDemand


@dataclass(frozen=True)
class Member:
    """A person in a workspace, as settings show them."""

    person_id: PersonId
    name: str
    email: str
    role: Role
    takes_leads: bool
    mail_alerts: bool


async def doors(session: AsyncSession, person_id: PersonId) -> Sequence[WorkspaceAccess]:
    """The workspaces of a person, real ones first."""
    rows = await session.execute(
        text("select * from memberships_of(:person)"), {"person": person_id}
    )
    return [door(row) for row in rows]


def door(row: Row[Any]) -> WorkspaceAccess:
    """A row of `memberships_of`."""
    return WorkspaceAccess(
        WorkspaceId(row.workspace_id), row.slug, row.name, Role(row.role), row.is_demo
    )


async def find_key(database: Database, key: str) -> KnownKey | None:
    """The workspace a key belongs to, or None when it is unknown or revoked."""
    async with database.autocommit.connect() as connection:
        row = (
            await connection.execute(
                text("select * from find_api_key(:hash)"), {"hash": hash_token(key)}
            )
        ).first()
    if row is None:
        return None
    asks = KeyDemand(Demand(row.demand), row.id, row.sealed)
    return KnownKey(WorkspaceId(row.workspace_id), ApiKeyId(row.id), row.kind, row.is_demo, asks)


async def real_workspaces(session: AsyncSession) -> Sequence[Workspace]:
    """All workspaces but the demo, oldest first."""
    rows = await session.execute(
        select(Workspace).where(~Workspace.is_demo).order_by(Workspace.created_at, Workspace.id)
    )
    return rows.scalars().all()


async def full_demos(session: AsyncSession) -> Sequence[Workspace]:
    """Workspaces of sample data that are filled: before, their clock is in the past."""
    rows = await session.execute(select(Workspace).where(Workspace.is_demo).order_by(Workspace.id))
    states = [(one, one.settings.get("demo") or {}) for one in rows.scalars()]
    return [one for one, state in states if 0 < state.get("of", 0) <= state.get("done", 0)]


async def is_claimed(session: AsyncSession) -> bool:
    """Whether somebody has set this installation up."""
    return any(found.claimed_at is not None for found in await real_workspaces(session))


async def workspace(session: AsyncSession, workspace_id: WorkspaceId) -> Workspace | None:
    return await session.get(Workspace, workspace_id)


async def settings(session: ReadSession) -> Mapping[str, Any]:
    """What this workspace has set."""
    found = await workspace(session, session.info["workspace_id"])
    return found.settings if found else {}


async def zone(session: ReadSession) -> ZoneInfo:
    """The time zone of the bound workspace: its days begin and its dates fall there."""
    found = await workspace(session, session.info["workspace_id"])
    return zone_of(str(found.settings.get("timezone") or "") if found else "")


async def demo_workspace(session: AsyncSession) -> Workspace | None:
    """The workspace of the landing page's form, if this installation has one."""
    rows = await session.execute(
        select(Workspace).where(Workspace.is_demo).order_by(Workspace.created_at).limit(1)
    )
    return rows.scalar_one_or_none()


async def person_by_email(session: AsyncSession, email: str) -> Person | None:
    return (
        await session.execute(select(Person).where(Person.email_folded == email.strip().casefold()))
    ).scalar_one_or_none()


_MEMBERS = (
    select(Person.id, Person.name, Person.email)
    .add_columns(Membership.role, Membership.takes_leads, Membership.mail_alerts)
    .join(Membership, Membership.person_id == Person.id)
    .where(Membership.workspace_id == bindparam("workspace_id"))
    .order_by(Membership.created_at, Membership.person_id)
)
HOUSEHOLD = Prefetch(
    "household",
    "select jsonb_build_object("
    "'members', (select jsonb_agg(jsonb_build_array(p.id, p.name, p.email, m.role, m.takes_leads,"
    " m.mail_alerts) order by m.created_at, m.person_id)"
    " from membership m join person p on p.id = m.person_id where m.workspace_id = :workspace_id),"
    " 'zone', (select settings ->> 'timezone' from workspace where id = :workspace_id))",
)


async def members(session: ReadSession) -> Sequence[Member]:
    """Everybody in the bound workspace, in a stable order."""
    rows = await session.execute(_MEMBERS, {"workspace_id": session.info["workspace_id"]})
    return [_member(row) for row in rows]


async def hosts(session: ReadSession) -> Sequence[str]:
    """The hosts of its members' addresses."""
    told = (member.email.rpartition("@")[2] for member in await members(session))
    return sorted({host.casefold() for host in told})


async def household(session: ReadSession) -> tuple[Sequence[Member], ZoneInfo | None]:
    """The members and the time zone in one round trip; where nobody is, no zone is told."""
    told = await prefetch.answer(session, HOUSEHOLD)
    people = [
        Member(PersonId(UUID(id_)), name, email, Role(role), takes_leads, mail_alerts)
        for id_, name, email, role, takes_leads, mail_alerts in told["members"] or ()
    ]
    return people, zone_of(told["zone"] or "") if people else None


def _member(row: Any) -> Member:
    return Member(
        PersonId(row.id), row.name, row.email, Role(row.role), row.takes_leads, row.mail_alerts
    )


async def member(session: ReadSession, person_id: PersonId) -> Member | None:
    return next((m for m in await members(session) if m.person_id == person_id), None)


async def keys(session: ReadSession) -> Sequence[ApiKey]:
    """The keys that work, newest first."""
    rows = await session.execute(
        select(ApiKey)
        .where(ApiKey.workspace_id == session.info["workspace_id"], ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.created_at.desc())
    )
    return rows.scalars().all()
