"""Adds, changes, chooses and removes connections; each change emits an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, update

from leadwright.domain.connection_events import (
    ConnectionAdded,
    ConnectionBroken,
    ConnectionChanged,
    ConnectionChosen,
    ConnectionRemoved,
    ConnectionWorked,
)
from leadwright.domain.errors import NotFound
from leadwright.domain.ids import PersonId, new_id
from leadwright.features.connections import queries, rules, sealing
from leadwright.features.connections.models import Connection
from leadwright.features.connections.queries import MODEL
from leadwright.kernel import clock
from leadwright.kernel.crypto import Keyring
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.integration import Integration

_ALL_IN_USE = frozenset({MODEL, "files"})
"""Purposes for which every connection is used, and none before the others."""


@dataclass(frozen=True)
class Editor:
    """Who changes a connection, the keys that seal it, and the private addresses the operator allows."""

    keyring: Keyring
    by: PersonId | None = None
    allowed: frozenset[tuple[str, int]] = frozenset()


async def add(
    session: TenantSession, editor: Editor, card: Integration, typed: Mapping[str, str]
) -> UUID:
    """A new connection, untested. The first of its purpose is used at once; models take their turn."""
    purpose = card.purpose
    filled = rules.fill(card, typed, kept={}, allowed=editor.allowed)
    workspace_id, new, now = session.info["workspace_id"], new_id(), clock.now()
    session.add(
        Connection(
            workspace_id=workspace_id,
            id=new,
            purpose=purpose,
            integration=card.name,
            label=filled.label,
            sealed=sealing.seal(editor.keyring, workspace_id, new, filled.secrets),
            config=dict(filled.config),
            state="untested",
            is_default=purpose != MODEL and await queries.default(session, purpose) is None,
            position=len(await queries.listed(session, purpose)),
            created_by=editor.by,
            created_at=now,
            updated_at=now,
        )
    )
    await session.flush()
    emit(session, ConnectionAdded(connection_id=new, integration=card.name, by=editor.by))
    return new


async def change(
    session: TenantSession, editor: Editor, card: Integration, id_: UUID, typed: Mapping[str, str]
) -> None:
    """Keep what was typed; secrets that were left empty stay. It has to be tested again."""
    standing = await _standing(session, id_)
    try:
        kept = sealing.unseal(editor.keyring, standing.workspace_id, id_, standing.sealed)
    except sealing.Unreadable:
        kept = {}  # the form then asks for them again
    filled = rules.fill(card, typed, kept=kept, allowed=editor.allowed)
    standing.label = filled.label
    standing.config = dict(filled.config)
    standing.sealed = sealing.seal(editor.keyring, standing.workspace_id, id_, filled.secrets)
    standing.state, standing.said, standing.checked_at = "untested", None, None
    standing.updated_at = clock.now()
    emit(session, ConnectionChanged(connection_id=id_, integration=card.name, by=editor.by))


async def choose(session: TenantSession, id_: UUID, *, by: PersonId | None) -> None:
    """Use this one from now on, and no other of its purpose; a model is asked first of all."""
    chosen = await _standing(session, id_)
    if chosen.purpose == MODEL:
        await _first(session, chosen)
        emit(session, ConnectionChosen(connection_id=id_, integration=chosen.integration, by=by))
        return
    before = await queries.default(session, chosen.purpose)
    instead_of = before.id if before is not None and before.id != id_ else None
    if chosen.state == "broken":  # told once it is in use and refused: until then nobody asked
        chosen.state, chosen.said, chosen.checked_at = "untested", None, None
        await session.flush()
    # In two statements: the index that allows one default looks at each row as it changes.
    for is_default, which in ((False, Connection.id != id_), (True, Connection.id == id_)):
        await session.execute(
            update(Connection)
            .where(
                Connection.workspace_id == session.info["workspace_id"],
                Connection.purpose == chosen.purpose,
                which,
            )
            .values(is_default=is_default)
        )
    named = {"connection_id": id_, "integration": chosen.integration, "by": by}
    emit(session, ConnectionChosen(**named, instead_of=instead_of))


async def remove(session: TenantSession, id_: UUID, *, by: PersonId | None) -> None:
    """Forget it with its secrets. If mail left by it, it leaves by the installation's way again."""
    gone = await _standing(session, id_)
    await session.execute(
        delete(Connection).where(
            Connection.workspace_id == session.info["workspace_id"], Connection.id == id_
        )
    )
    emit(session, ConnectionRemoved(connection_id=id_, integration=gone.integration, by=by))


async def note_working(
    session: TenantSession, id_: UUID, said: str, *, by: PersonId | None = None
) -> None:
    """It was tried, and it works."""
    was = await _standing(session, id_)
    told = was.state != "working"
    was.state, was.said, was.checked_at = "working", said[:500], clock.now()
    if told:
        emit(session, ConnectionWorked(connection_id=id_, integration=was.integration, by=by))


async def note_broken(session: TenantSession, id_: UUID, why: str) -> None:
    """It was tried, and the vendor refuses us. Told once until it works again, if anything goes by it."""
    was = await _standing(session, id_)
    told = was.state != "broken" and (was.is_default or was.purpose in _ALL_IN_USE)
    was.state, was.said, was.checked_at = "broken", why[:500], clock.now()
    if told:
        emit(
            session,
            ConnectionBroken(
                connection_id=id_,
                integration=was.integration,
                label=was.label,
                error=why[:500],
                purpose=was.purpose,
            ),
        )


async def note_unclear(session: TenantSession, id_: UUID, why: str) -> None:
    """It was tried and gave no clear answer: nobody knows whether it works."""
    was = await _standing(session, id_)
    was.state, was.said, was.checked_at = "untested", why[:500], clock.now()


async def _first(session: TenantSession, chosen: Connection) -> None:
    others = [one for one in await queries.listed(session, MODEL) if one.id != chosen.id]
    for position, one in enumerate((chosen, *others)):
        one.position = position


async def _standing(session: TenantSession, id_: UUID) -> Connection:
    found = await queries.one(session, id_)
    if found is None:
        raise NotFound("There is no such connection here.")
    return found
