"""Logging in and out. Tokens are random, kept as hashes, rotated on login, idle and absolute limits."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.domain.errors import FieldProblem, Invalid, Unauthenticated
from leadwright.domain.ids import PersonId
from leadwright.features.workspaces import queries, rules
from leadwright.features.workspaces.models import Person, WebSession
from leadwright.kernel import clock
from leadwright.kernel.crypto import hash_token, new_token

_TOUCH = timedelta(minutes=5)


@dataclass(frozen=True)
class LoggedIn:
    """Who a session cookie stands for."""

    person_id: PersonId
    name: str
    email: str


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


async def who(session: AsyncSession, token: str) -> LoggedIn | None:
    """The person behind a cookie, or None when it has run out."""
    now = clock.wall()
    row = (
        await session.execute(
            select(WebSession, Person)
            .join(Person, Person.id == WebSession.person_id)
            .where(WebSession.token_hash == hash_token(token), Person.disabled_at.is_(None))
        )
    ).first()
    if row is None or not rules.is_alive(row.WebSession.created_at, row.WebSession.seen_at, now):
        return None
    if now - row.WebSession.seen_at > _TOUCH:
        await session.execute(
            update(WebSession)
            .where(WebSession.token_hash == row.WebSession.token_hash)
            .values(seen_at=now)
        )
    return LoggedIn(PersonId(row.Person.id), row.Person.name, row.Person.email)


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
