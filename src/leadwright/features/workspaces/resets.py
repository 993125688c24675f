"""A forgotten password: a mail with a link, and the new password which that link allows.

The link is a signature on the key that says why its message exists. It is made when the mail leaves
and stands nowhere, so that nobody who reads the outbox or the database can use it. The key names the
password to be replaced: with that password every link to it ends.
"""

import asyncio
import hashlib
import html
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.domain.errors import Forbidden
from leadwright.domain.ids import PersonId
from leadwright.features.workspaces import rules
from leadwright.features.workspaces.models import Person, WebSession
from leadwright.kernel import clock
from leadwright.kernel.crypto import Keyring
from leadwright.kernel.db.session import SystemSession
from leadwright.ports.directory import NewMessage

KIND = "password_reset"
VALID = timedelta(hours=1)
# Asked again within this time, the mail that stands is enough: nobody's mailbox can be filled.
EVERY = timedelta(minutes=5)
# What the kept message says where the mail that leaves has the link.
LINK = "[The link stands only in the mail itself.]"


def reason(person: Person, at: datetime) -> str:
    """Why a reset mail exists: for whom, instead of which password, and in which few minutes."""
    window = int(at.timestamp() // EVERY.total_seconds() * EVERY.total_seconds())
    return f"{KIND}:{person.id.hex}:{_fingerprint(person)}:{window}"


def is_reset(why: str) -> bool:
    return why.startswith(f"{KIND}:")


def _fingerprint(person: Person) -> str:
    return hashlib.sha256(person.password_hash.encode()).hexdigest()[:32]


def letter(person: Person, at: datetime) -> NewMessage:
    """The mail as it is kept. It names nobody: anybody can have it sent to any address."""
    paragraphs = (
        "Somebody, hopefully you, wants a new password for your Leadwright account.",
        LINK,
        "The link works once, for an hour. If it was not you, do nothing: your password stays.",
    )
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    return NewMessage(
        reason_key=reason(person, at),
        kind=KIND,
        to_address=person.email,
        to_name=person.name,
        subject="A new password for Leadwright",
        text="\n\n".join(paragraphs) + "\n",
        html=f'<!doctype html><html lang="en"><body>{body}</body></html>',
        from_name="Leadwright",
    )


def link(keyring: Keyring, address: str, why: str) -> str:
    """Where the mail with this reason leads."""
    return f"{address}/reset?token={quote(keyring.sign(KIND, why))}"


_CAN_LEAVE = text(
    "select exists (select 1 from connection c join workspace w on w.id = c.workspace_id"
    " where c.purpose = 'mail' and c.is_default and c.state <> 'broken' and not w.is_demo)"
)


async def can_leave(session: SystemSession) -> bool:
    """Whether the mail of any workspace leaves by a connection of its own."""
    return bool(await session.scalar(_CAN_LEAVE))


async def holder(session: AsyncSession, keyring: Keyring, token: str) -> Person | None:
    """The person whose password this token replaces, or None if it is not ours, used or too old."""
    why = keyring.unsign(KIND, token)
    if why is None:
        return None
    _, person_id, fingerprint, window = why.split(":")
    age = clock.wall().timestamp() - int(window)
    # Counted from the end of its few minutes, so that everybody has the whole hour.
    if age > (VALID + EVERY).total_seconds():
        return None
    person = await session.get(Person, UUID(person_id))
    fits = person is not None and person.disabled_at is None and _fingerprint(person) == fingerprint
    return person if fits else None


async def set_password(session: AsyncSession, person: Person, password: str) -> PersonId:
    """The new password, if the one it replaces still stands; every login of the person ends."""
    rules.check_person(person.name, person.email, password)
    hashed = await asyncio.to_thread(rules.hash_password, password)
    changed = await session.execute(
        update(Person)
        .where(Person.id == person.id, Person.password_hash == person.password_hash)
        .values(password_hash=hashed)
        .execution_options(synchronize_session=False)
        .returning(Person.id)
    )
    if changed.first() is None:
        raise Forbidden("The password was changed a moment ago.", code="reset_token")
    await session.execute(delete(WebSession).where(WebSession.person_id == person.id))
    return PersonId(person.id)
