"""Logging in and out. Tokens are random, kept as hashes, rotated on login, idle and absolute limits."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.domain.errors import FieldProblem, Invalid, Unauthenticated
from leadwright.domain.ids import PersonId
from leadwright.features.workspaces import queries, rules
from leadwright.features.workspaces.models import Person, WebSession
from leadwright.features.workspaces.queries import WorkspaceAccess
from leadwright.kernel import clock
from leadwright.kernel.crypto import hash_token, new_token
from leadwright.kernel.db.session import Database

_TOUCH = timedelta(minutes=5)


@dataclass(frozen=True)
class LoggedIn:
    """Who a session cookie stands for, and the workspaces this person may enter, real ones first."""

    person_id: PersonId
    name: str
    email: str
    doors: tuple[WorkspaceAccess, ...] = ()


async def check_password(session: AsyncSession, email: str, password: str) -> PersonId:
    """The person, or Unauthenticated; the answer does not tell whether the address is known."""
    person = await queries.person_by_email(session, email)
    kept = None if person is None else person.password_hash
    # Argon2 is slow on purpose: in a thread, so that nobody else's request waits for it.
    fits = await asyncio.to_thread(rules.password_fits, kept, password)
    if person is None or not fits or person.disabled_at is not None:
        raise Unauthenticated("E-mail address and password do not belong together.")
    return PersonId(person.id)


async def open_session(session: AsyncSession, person_id: PersonId, user_agent: str) -> str:
    """A fresh token for the cookie; what a browser held before is worth nothing."""
    token = new_token()
    now = clock.wall()
    await session.execute(delete(WebSession).where(WebSession.expires_at < now))
    session.add(
        WebSession(
            token_hash=hash_token(token),
            person_id=person_id,
            created_at=now,
            seen_at=now,
            expires_at=now + rules.ABSOLUTE,
            user_agent=user_agent[:300],
        )
    )
    return token


# All that every page must know of its reader, in one statement and no transaction. It is asked each
# time: a log-out or another role must count at once, so that nothing of it may be remembered.
_WHO = text(
    "select s.created_at, s.seen_at, p.id as person_id, p.name as person_name, p.email,"
    " d.workspace_id, d.slug, d.name, d.role, d.is_demo"
    " from web_session s join person p on p.id = s.person_id and p.disabled_at is null"
    " left join lateral memberships_of(p.id) d on true"
    " where s.token_hash = :token_hash order by d.is_demo, d.name"
)


async def who(database: Database, token: str) -> LoggedIn | None:
    """The person behind a cookie, or None when it has run out."""
    hashed, now = hash_token(token), clock.wall()
    async with database.autocommit.connect() as connection:
        rows = (await connection.execute(_WHO, {"token_hash": hashed})).all()
    if not rows or not rules.is_alive(rows[0].created_at, rows[0].seen_at, now):
        return None
    if now - rows[0].seen_at > _TOUCH:
        async with database.unbound() as session:
            seen = update(WebSession).where(WebSession.token_hash == hashed).values(seen_at=now)
            await session.execute(seen)
    doors = tuple(queries.door(row) for row in rows if row.workspace_id is not None)
    first = rows[0]
    return LoggedIn(PersonId(first.person_id), first.person_name, first.email, doors)


async def close_session(session: AsyncSession, token: str) -> None:
    await session.execute(delete(WebSession).where(WebSession.token_hash == hash_token(token)))


async def change_password(session: AsyncSession, person: LoggedIn, password: str) -> None:
    """A new password; every login of the person ends."""
    rules.check_person(person.name, person.email, password)
    hashed = await asyncio.to_thread(rules.hash_password, password)
    await session.execute(
        update(Person).where(Person.id == person.person_id).values(password_hash=hashed)
    )
    await session.execute(delete(WebSession).where(WebSession.person_id == person.person_id))


async def change_name(session: AsyncSession, person_id: PersonId, name: str) -> None:
    """How the person is called from now on, in every workspace."""
    plain = " ".join(name.split())
    if not plain or len(plain) > rules.LONGEST_NAME:
        remedy = f"Write a name of up to {rules.LONGEST_NAME} characters."
        raise Invalid(
            "The name needs another look.", problems=(FieldProblem("name", "missing", remedy),)
        )
    await session.execute(update(Person).where(Person.id == person_id).values(name=plain))
