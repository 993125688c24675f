"""The job behind 'Forgot password?'.

A job, so that the page answers alike and as fast whether it knows the address or not.
"""

from collections.abc import Sequence
from functools import partial

from leadwright.domain.ids import PersonId
from leadwright.features.workspaces import queries, resets
from leadwright.features.workspaces.queries import WorkspaceAccess
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database
from leadwright.kernel.jobs import Job, Payload
from leadwright.kernel.logging import get
from leadwright.ports.channel import Transports
from leadwright.ports.directory import Outbox

SEND_RESET = "send_password_reset"

log = get("workspaces")


def jobs(database: Database, outbox: Outbox, transports: Transports) -> tuple[Job, ...]:
    """Payload: `email`, as typed."""
    return (Job(SEND_RESET, partial(_send_reset, database, outbox, transports)),)


async def _send_reset(
    database: Database, outbox: Outbox, transports: Transports, payload: Payload
) -> None:
    async with database.unbound() as session:
        person = await queries.person_by_email(session, payload["email"])
        if person is None or person.disabled_at is not None:
            return
        doors = await queries.doors(session, PersonId(person.id))
    # A message belongs to a workspace; that of a demo never leaves this installation.
    door = await _door(transports, [door for door in doors if not door.is_demo])
    if door is None:
        log.info("password_reset.no_workspace", person_id=person.id)
        return
    async with database.tenant(door.workspace_id) as session:
        await outbox.put(session, resets.letter(person, clock.wall()))


async def _door(transports: Transports, doors: Sequence[WorkspaceAccess]) -> WorkspaceAccess | None:
    """The first whose mail leaves by a connection of its own; else it leaves, if at all, as all mail."""
    for door in doors:
        if (await transports.of(door.workspace_id)).connection is not None:
            return door
    return doors[0] if doors else None
