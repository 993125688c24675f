"""The job that looks into a folder or bucket and takes what is new there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import WorkspaceId
from leadwright.features.sources import actions, mail, queries, rules
from leadwright.features.sources.actions import LOOK, Seen
from leadwright.features.sources.models import Source
from leadwright.kernel.db.session import Database
from leadwright.kernel.jobs import Job, Payload
from leadwright.kernel.logging import get
from leadwright.ports.storage import Receiver, Storage, StoragePlace, Storages, StoredObject

MOST_LISTED = 20_000
MOST_A_LOOK = 50
"""Files taken by one look; the next one goes on, so that no job runs for hours."""

log = get("sources")


@dataclass(frozen=True)
class Desk:
    """What a look needs."""

    database: Database
    storages: Storages
    receive: Receiver


def jobs(desk: Desk) -> tuple[Job, ...]:
    """Payload: `workspace_id`, `source_id`."""
    return (Job(LOOK, partial(_look, desk), timeout=900.0, max_attempts=3),)


async def _look(desk: Desk, payload: Payload) -> None:
    workspace_id = WorkspaceId(UUID(payload["workspace_id"]))
    await look(desk, workspace_id, UUID(payload["source_id"]))


async def look(desk: Desk, workspace_id: WorkspaceId, source_id: UUID) -> None:
    """List the place and take each new version once. What goes wrong is said on the screen."""
    async with desk.database.read(workspace_id) as session:
        source = await queries.one(session, source_id)
        known = await queries.known(session, source_id)
    if source is None or source.is_paused or source.kind == "mail":
        return
    try:
        storage = await desk.storages.open(
            workspace_id, StoragePlace(source.folder, source.connection_id)
        )
        try:
            found = await storage.listed(MOST_LISTED)
            new = [one for one in found if (one.key, one.version) not in known]
            taken = await _take_new(desk, workspace_id, source, storage, new)
        finally:
            await storage.close()
    except ProviderError as problem:
        log.warning("source.broken", source=str(source_id), why=problem.message)
        async with desk.database.tenant(workspace_id) as session:
            await actions.note_problem(session, source_id, problem)
        return
    said = f"{len(found)} files there, {taken} of them new."
    if len(found) == MOST_LISTED:
        said += " Only these are looked at: move old files away, or name a folder further down."
    async with desk.database.tenant(workspace_id) as session:
        await actions.note_look(session, source_id, said)


async def _take_new(
    desk: Desk,
    workspace_id: WorkspaceId,
    source: Source,
    storage: Storage,
    new: Sequence[StoredObject],
) -> int:
    """Each file in a transaction of its own, so that a crash repeats at most one."""
    mails = [one for one in new if rules.is_mail(one.key, one.size)]
    matching: list[StoredObject] = []
    async with desk.database.tenant(workspace_id) as session:
        for one in new:
            if one in mails:
                continue
            reason = rules.why_ignored(source.pattern, one.key, one.size)
            if reason:
                await actions.ignore(session, source.id, _seen(one), reason)
            else:
                matching.append(one)
    for one in matching[:MOST_A_LOOK]:
        content = await storage.read(one.key, rules.MOST_BYTES)
        async with desk.database.tenant(workspace_id) as session:
            if await actions.take(session, desk.receive, source, _seen(one), content):
                log.info("source.file_taken", source=str(source.id), size=len(content))
    taken = min(len(matching), MOST_A_LOOK)
    for one in mails[: MOST_A_LOOK - taken]:
        content = await storage.read(one.key, rules.MOST_BYTES)
        async with desk.database.tenant(workspace_id) as session:
            taken += await mail.open_kept(session, desk.receive, source, _seen(one), content)
    if len(matching) + len(mails) > MOST_A_LOOK:
        async with desk.database.tenant(workspace_id) as session:
            await actions.plan_again(session, source.id)
    return taken


def _seen(one: StoredObject) -> Seen:
    return Seen(one.key, one.version, one.size)
