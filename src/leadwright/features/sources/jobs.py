"""The job that lists a folder or bucket and imports what is new there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import WorkspaceId
from leadwright.features.sources import actions, mail, queries, rules
from leadwright.features.sources.actions import LOOK, Seen
from leadwright.features.sources.models import Source
from leadwright.kernel.db.session import Database
from leadwright.kernel.jobs import Job, Payload, workspace_of
from leadwright.kernel.logging import get
from leadwright.ports.storage import Receiver, Storage, StoragePlace, Storages, StoredObject

MOST_LISTED = 20_000
LOCKED = (
    "The program may not open this folder, so nothing in it is looked at. Allow it to read there."
)
MOST_A_LOOK = 50
"""Files taken by one look; the next one goes on, so that no job runs for hours."""
MOST_UNREAD = 20
"""Files that cannot be read before a look gives up until the next one."""

log = get("sources")


@dataclass(frozen=True)
class Dependencies:
    """What a look needs."""

    database: Database
    storages: Storages
    receive: Receiver


def jobs(deps: Dependencies) -> tuple[Job, ...]:
    """Payload: `workspace_id`, `source_id`."""
    return (Job(LOOK, partial(_look, deps), timeout=900.0, max_attempts=3),)


async def _look(deps: Dependencies, payload: Payload) -> None:
    workspace_id = workspace_of(payload)
    await look(deps, workspace_id, UUID(payload["source_id"]))


async def look(deps: Dependencies, workspace_id: WorkspaceId, source_id: UUID) -> None:
    """List the place and take each new version once. What goes wrong is said on the screen."""
    async with deps.database.read(workspace_id) as session:
        source = await queries.one(session, source_id)
        known = await queries.known(session, source_id)
    if source is None or source.is_paused or source.kind == "mail":
        return
    try:
        storage = await deps.storages.open(
            workspace_id, StoragePlace(source.folder, source.connection_id)
        )
        try:
            found = await storage.listed(MOST_LISTED)
            new = [one for one in found if (one.key, one.version) not in known]
            told = await _take_new(Look(deps, workspace_id, source, storage), new)
        finally:
            await storage.close()
    except ProviderError as problem:
        log.warning("source.broken", source=str(source_id), why=problem.message)
        async with deps.database.tenant(workspace_id) as session:
            await actions.note_problem(session, source_id, problem)
        return
    async with deps.database.tenant(workspace_id) as session:
        await actions.note_look(session, source_id, _said(len(found), told))


@dataclass(frozen=True)
class Look:
    """One look into one place."""

    deps: Dependencies
    workspace_id: WorkspaceId
    source: Source
    storage: Storage


@dataclass
class LookResult:
    """What a look did. `unread`: why a file could not be read, by its key; the next look tries again."""

    taken: int = 0
    unread: dict[str, str] = field(default_factory=dict)


def _said(there: int, told: LookResult) -> str:
    files = "1 file" if there == 1 else f"{there} files"
    said = f"{files} there, {told.taken} of them new."
    if there == MOST_LISTED:
        said += " Only these are looked at: move old files away, or name a folder further down."
    if told.unread:
        key, why = next(iter(told.unread.items()))
        further = f" So it is with {len(told.unread) - 1} more." if len(told.unread) > 1 else ""
        said += f" {key} could not be read and is tried again: {why}{further}"
    return said


async def _take_new(look: Look, new: Sequence[StoredObject]) -> LookResult:
    """Each file in a transaction of its own, so that a crash repeats at most one.

    One that cannot be read does not keep the others out: it may be locked, or gone by now. Where
    nothing at all can be read it is the place that is broken, and that is raised.
    """
    told, last = LookResult(), None
    waiting = await _matching(look, new)
    for one in waiting:
        if told.taken >= MOST_A_LOOK or len(told.unread) >= MOST_UNREAD:
            async with look.deps.database.tenant(look.workspace_id) as session:
                await actions.plan_again(session, look.source.id)
            break
        try:
            content = await look.storage.read(one.key, rules.MOST_BYTES)
        except ProviderError as problem:
            log.warning("source.file_unread", source=str(look.source.id), why=problem.message)
            told.unread[one.key], last = problem.message, problem
            continue
        told.taken += await _take_one(look, one, content)
    if last is not None and last.connection_broken and len(told.unread) == len(waiting):
        raise last
    return told


async def _matching(look: Look, new: Sequence[StoredObject]) -> list[StoredObject]:
    """What is to be read; the rest is listed with the reason."""
    matching, mails = [], []
    async with look.deps.database.tenant(look.workspace_id) as session:
        for one in new:
            if one.is_locked:
                await actions.ignore(session, look.source.id, _seen(one), LOCKED)
            elif rules.is_mail(one.key, one.size):
                mails.append(one)
            elif reason := rules.why_ignored(look.source.pattern, one.key, one.size):
                await actions.ignore(session, look.source.id, _seen(one), reason)
            else:
                matching.append(one)
    return matching + mails


async def _take_one(look: Look, one: StoredObject, content: bytes) -> int:
    """How many files it brought: one, or a mail's attachments. None where it was emptied meanwhile."""
    if not content:
        return 0
    async with look.deps.database.tenant(look.workspace_id) as session:
        if rules.is_mail(one.key, one.size):
            return await mail.open_kept(
                session, look.deps.receive, look.source, _seen(one), content
            )
        if not await actions.take(session, look.deps.receive, look.source, _seen(one), content):
            return 0
    log.info("source.file_taken", source=str(look.source.id), size=len(content))
    return 1


def _seen(one: StoredObject) -> Seen:
    return Seen(one.key, one.version, one.size)
