"""Creates and claims workspaces, members and keys."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.domain.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from leadwright.domain.ids import ApiKeyId, PersonId, WorkspaceId, new_id
from leadwright.domain.permission import Role
from leadwright.features.workspaces import queries, rules
from leadwright.features.workspaces.models import (
    ApiKey,
    Membership,
    Person,
    SetupToken,
    Workspace,
)
from leadwright.kernel import clock
from leadwright.kernel.crypto import hash_token, new_token
from leadwright.kernel.db.session import SystemSession, TenantSession

PREFIX = {"public": "lwp_", "secret": "lws_"}


@dataclass(frozen=True)
class NewPerson:
    """Who is to be made, as typed."""

    name: str
    email: str
    password: str


async def ensure_first_workspace(session: SystemSession) -> WorkspaceId:
    """The workspace that takes leads from the first second, before anybody claimed it."""
    await session.execute(select(func.pg_advisory_xact_lock(7_016_031_110)))
    standing = await queries.real_workspaces(session)
    if standing:
        return WorkspaceId(standing[0].id)
    return await make_workspace(session, "My workspace", slug="main")


async def make_workspace(
    session: SystemSession, name: str, *, slug: str | None = None, is_demo: bool = False
) -> WorkspaceId:
    """A new workspace with its public key. A taken slug gets a number."""
    base = slug or rules.slug(name)
    taken = set((await session.execute(select(Workspace.slug))).scalars())
    free = next(s for s in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if s not in taken)
    workspace_id = WorkspaceId(new_id())
    session.add(
        Workspace(
            id=workspace_id,
            slug=free,
            name=name,
            is_demo=is_demo,
            created_at=clock.wall(),
            settings={},
        )
    )
    await session.flush()
    await make_key(session, workspace_id, "public", "First form")
    return workspace_id


async def renew_setup_token(session: SystemSession) -> str | None:
    """A fresh one-time token while the installation is unclaimed, else None."""
    workspaces = await queries.real_workspaces(session)
    if any(w.claimed_at is not None for w in workspaces):
        return None
    token = new_token()
    await session.execute(delete(SetupToken))
    session.add(SetupToken(token_hash=hash_token(token), created_at=clock.wall()))
    return token


async def setup_token_fits(session: AsyncSession, token: str) -> bool:
    return (await session.get(SetupToken, hash_token(token))) is not None


async def claim(
    session: SystemSession, token: str, workspace_name: str, person: NewPerson
) -> tuple[WorkspaceId, PersonId]:
    """Name the unclaimed workspace and make its owner. The token works once."""
    used = await session.execute(
        delete(SetupToken)
        .where(SetupToken.token_hash == hash_token(token))
        .returning(SetupToken.token_hash)
    )
    if used.first() is None:
        raise Forbidden(
            "This set-up link was used or replaced. The newest one stands in the console "
            "where Leadwright was started.",
            code="setup_token",
        )
    return await claim_or_make(session, workspace_name, person)


async def first_zone(session: SystemSession, workspace_id: WorkspaceId, zone: str) -> None:
    """Let the workspace's days begin where its first owner's do; what is no time zone is left."""
    if zone not in available_timezones():
        return
    workspace = await session.get(Workspace, workspace_id, populate_existing=True)
    if workspace is not None and not workspace.settings.get("timezone"):
        workspace.settings = {**workspace.settings, "timezone": zone}


async def claim_or_make(
    session: SystemSession, workspace_name: str, person: NewPerson
) -> tuple[WorkspaceId, PersonId]:
    """An owner for the workspace of that name: an existing one, the unclaimed one, or a new one."""
    name = workspace_name.strip()
    if not name or len(name) > 100:
        raise Invalid(
            "The workspace needs a name.",
            problems=(FieldProblem("workspace", "missing", "Write up to 100 characters."),),
        )
    await ensure_first_workspace(session)
    workspaces = await queries.real_workspaces(session)
    found = next((w for w in workspaces if name.casefold() in (w.name.casefold(), w.slug)), None)
    unclaimed = next((w for w in workspaces if w.claimed_at is None), None)
    if found is None and unclaimed is not None:
        found = unclaimed
        found.name = name
        found.slug = await _free_slug(session, rules.slug(name), own=found)
    workspace_id = WorkspaceId(found.id) if found else await make_workspace(session, name)
    person_id = await ensure_person(session, person)
    await _join(session, workspace_id, person_id, Role.OWNER)
    await session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id, Workspace.claimed_at.is_(None))
        .values(claimed_at=clock.wall())
    )
    await session.execute(delete(SetupToken))
    return workspace_id, person_id


async def _free_slug(session: SystemSession, base: str, own: Workspace) -> str:
    others = await session.execute(select(Workspace.slug).where(Workspace.id != own.id))
    taken = set(others.scalars())
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if s not in taken)


async def ensure_person(session: AsyncSession, person: NewPerson) -> PersonId:
    """The person with this address; a new one is made, a standing one must know the password."""
    email = rules.check_person(person.name, person.email, person.password)
    standing = await queries.person_by_email(session, email)
    if standing is not None:
        if not rules.password_fits(standing.password_hash, person.password):
            raise Conflict(
                f"{email} has an account here already, with another password.",
                code="person_exists",
            )
        return PersonId(standing.id)
    person_id = PersonId(new_id())
    session.add(
        Person(
            id=person_id,
            email=email,
            email_folded=email.casefold(),
            name=person.name.strip(),
            password_hash=rules.hash_password(person.password),
            created_at=clock.wall(),
        )
    )
    await session.flush()
    return person_id


async def _join(
    session: AsyncSession, workspace_id: WorkspaceId, person_id: PersonId, role: Role
) -> bool:
    made = await session.execute(
        insert(Membership)
        .values(
            workspace_id=workspace_id,
            person_id=person_id,
            role=role.value,
            takes_leads=role is not Role.VIEWER,
            created_at=clock.wall(),
        )
        .on_conflict_do_nothing()
        .returning(Membership.person_id)
    )
    return made.first() is not None


async def add_member(session: TenantSession, person: NewPerson, role: Role) -> PersonId:
    """A new member of the bound workspace, with a first password to hand over."""
    person_id = await ensure_person(session, person)
    if not await _join(session, session.info["workspace_id"], person_id, role):
        raise Conflict(f"{person.email} is a member already.")
    return person_id


async def admit(session: TenantSession, person: NewPerson, role: Role) -> bool:
    """Make somebody a member. Whether the given password is theirs now.

    Who has an account in this installation already keeps name and password.
    """
    email = rules.check_person(person.name, person.email, person.password)
    # A double click adds once: the second waits here and then finds the first.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(email.casefold()))))
    standing = await queries.person_by_email(session, email)
    if standing is None:
        await add_member(session, person, role)
        return True
    if not await _join(session, session.info["workspace_id"], PersonId(standing.id), role):
        raise Conflict(f"{email} is a member already.")
    return False


@dataclass(frozen=True)
class MemberChange:
    """What settings may change about a member."""

    role: Role
    takes_leads: bool
    mail_alerts: bool


async def change_member(session: TenantSession, person_id: PersonId, change: MemberChange) -> None:
    """Change role and wishes. The last owner cannot be made something else."""
    if change.role is not Role.OWNER:
        await _refuse_last_owner(session, person_id)
    changed = await session.execute(
        update(Membership)
        .where(
            Membership.workspace_id == session.info["workspace_id"],
            Membership.person_id == person_id,
        )
        .values(
            role=change.role.value,
            takes_leads=change.takes_leads,
            mail_alerts=change.mail_alerts,
        )
        .returning(Membership.person_id)
    )
    if changed.first() is None:
        raise NotFound("There is no such member here.")


async def remove_member(session: TenantSession, person_id: PersonId) -> None:
    """End a membership. Their leads keep them as owner until somebody else takes over."""
    await _refuse_last_owner(session, person_id)
    gone = await session.execute(
        delete(Membership)
        .where(
            Membership.workspace_id == session.info["workspace_id"],
            Membership.person_id == person_id,
        )
        .returning(Membership.person_id)
    )
    if gone.first() is None:
        raise NotFound("There is no such member here.")


async def _refuse_last_owner(session: TenantSession, person_id: PersonId) -> None:
    rows = await session.execute(
        select(Membership.person_id)
        .where(
            Membership.workspace_id == session.info["workspace_id"],
            Membership.role == Role.OWNER.value,
        )
        .with_for_update()
    )
    if set(rows.scalars()) == {person_id}:
        raise Conflict("A workspace needs an owner. Make somebody else owner first.")


async def make_key(
    session: AsyncSession,
    workspace_id: WorkspaceId,
    kind: str,
    label: str,
    *,
    is_demo: bool = False,
) -> tuple[ApiKeyId, str]:
    """A new key. A secret one is returned here and never shown again."""
    if kind not in PREFIX:
        raise Invalid(
            f"There are public and secret keys, no {kind} ones.",
            problems=(FieldProblem("kind", "malformed", "Use public or secret."),),
        )
    key = new_token(PREFIX[kind])
    key_id = ApiKeyId(new_id())
    session.add(
        ApiKey(
            workspace_id=workspace_id,
            id=key_id,
            kind=kind,
            label=label.strip()[:100] or "Key",
            hint=f"{key[:8]}...{key[-4:]}",
            public_value=key if kind == "public" else None,
            hash=hash_token(key),
            is_demo=is_demo,
            created_at=clock.wall(),
        )
    )
    await session.flush()
    return key_id, key


async def revoke_key(session: TenantSession, key_id: ApiKeyId) -> None:
    """The key stops working within seconds (web processes remember keys that long)."""
    gone = await session.execute(
        update(ApiKey)
        .where(
            ApiKey.workspace_id == session.info["workspace_id"],
            ApiKey.id == key_id,
            ApiKey.revoked_at.is_(None),
        )
        .values(revoked_at=clock.wall())
        .returning(ApiKey.id)
    )
    if gone.first() is None:
        raise NotFound("There is no such key here.")


async def change_settings(session: TenantSession, name: str, changes: dict[str, Any]) -> None:
    """Rename the workspace and change what replies may say of it."""
    if not name.strip() or len(name) > 100:
        raise Invalid(
            "The workspace needs a name.",
            problems=(FieldProblem("name", "missing", "Write up to 100 characters."),),
        )
    workspace = await session.get(Workspace, session.info["workspace_id"], with_for_update=True)
    if workspace is None:
        raise NotFound("There is no such workspace.")
    workspace.name = name.strip()
    workspace.settings = {**workspace.settings, **changes}
