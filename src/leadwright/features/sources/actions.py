"""Adds, changes, pauses and removes sources; takes each of their files once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import NotFound, ProviderError
from leadwright.domain.ids import PersonId, new_id
from leadwright.domain.source_events import (
    SourceAdded,
    SourceBroken,
    SourceChanged,
    SourceRemoved,
    SourceWorked,
)
from leadwright.features.sources import queries, rules
from leadwright.features.sources.models import Source, SourceFile
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import BULK, enqueue
from leadwright.ports.storage import ArrivedFile, Receiver

LOOK = "look_into_source"
EVERY = timedelta(minutes=1)
PATIENCE = timedelta(minutes=10)
"""A place that does not answer for so long is broken: nobody need wait for that to pass by itself."""


@dataclass(frozen=True)
class Seen:
    """One version of a file at a source. `sender` is who mailed it."""

    key: str
    version: str
    size: int
    sender: str = ""


async def add(
    session: TenantSession, kind: str, typed: Mapping[str, str], *, by: PersonId | None
) -> UUID:
    """A new source; it is looked into with the next minute. Raises Invalid."""
    if kind not in rules.KINDS:
        raise NotFound("There is no such kind of source.")
    filled = rules.fill(kind, typed)
    new, now = new_id(), clock.now()
    session.add(
        Source(
            workspace_id=session.info["workspace_id"], id=new, kind=kind, is_paused=False,
            state="untested", created_by=by, created_at=now, updated_at=now, **vars(filled),
        )
    )  # fmt: skip
    await session.flush()
    emit(session, SourceAdded(source_id=new, kind=kind, by=by))
    return new


async def change(
    session: TenantSession, id_: UUID, typed: Mapping[str, str], *, by: PersonId | None
) -> None:
    """Keep what was typed. Files that were ignored for their names are looked at again."""
    source = await _standing(session, id_)
    filled = rules.fill(source.kind, typed)
    was = source.pattern
    for name, value in vars(filled).items():
        setattr(source, name, value)
    source.state, source.said, source.away_since = "untested", None, None
    source.next_look_at, source.updated_at = None, clock.now()
    if was != filled.pattern and source.kind != "mail":
        await session.execute(
            delete(SourceFile).where(
                SourceFile.workspace_id == session.info["workspace_id"],
                SourceFile.source_id == id_,
                SourceFile.outcome == "ignored",
            )
        )
    emit(session, SourceChanged(source_id=id_, kind=source.kind, by=by))


async def pause(session: TenantSession, id_: UUID, *, paused: bool, by: PersonId | None) -> None:
    source = await _standing(session, id_)
    source.is_paused, source.updated_at, source.next_look_at = paused, clock.now(), None
    emit(session, SourceChanged(source_id=id_, kind=source.kind, by=by))


async def remove(session: TenantSession, id_: UUID, *, by: PersonId | None) -> None:
    """Forget the source and what it showed; files that were taken stay where they went."""
    source = await _standing(session, id_)
    await session.delete(source)
    emit(session, SourceRemoved(source_id=id_, kind=source.kind, by=by))


async def plan_looks(session: TenantSession) -> None:
    """A job for each source that it is time to look into. Equal ones wait only once."""
    now = clock.now()
    for source in await queries.due(session, now):
        source.next_look_at = now + EVERY
        await ask_for_look(session, source.id)


async def ask_for_look(session: TenantSession, id_: UUID) -> None:
    payload = {"workspace_id": session.info["workspace_id"], "source_id": id_}
    await enqueue(session, LOOK, payload, priority=BULK, dedupe_key=f"{LOOK}:{id_}")


async def plan_again(session: TenantSession, id_: UUID) -> None:
    """Let the next minute look again, whatever the source's rhythm is."""
    source = await queries.one(session, id_)
    if source is not None:
        source.next_look_at = clock.now()


async def ignore(session: TenantSession, source_id: UUID, seen: Seen, reason: str) -> None:
    """Note why this version of a file was left where it is."""
    await session.execute(_note(session, source_id, seen, outcome="ignored", reason=reason))


async def take(
    session: TenantSession, receive: Receiver, source: Source, seen: Seen, content: bytes
) -> UUID | None:
    """Hand this version of a file over to be imported; None if it was taken before."""
    noted = await session.execute(_note(session, source.id, seen, outcome="taken"))
    row_id = noted.scalar_one_or_none()
    if row_id is None:
        return None
    import_id = await receive(
        session,
        ArrivedFile(
            name=seen.key.rpartition("/")[2],
            content=content,
            way=source.kind,
            source_name=source.label,
            is_event_leads=source.is_event_leads,
            consent=source.consent,
        ),
    )
    row = await session.get_one(SourceFile, (session.info["workspace_id"], row_id))
    row.import_id = import_id
    return import_id


async def note_look(session: TenantSession, id_: UUID, said: str) -> None:
    """The place was read, and this was found."""
    source = await queries.one(session, id_, lock=True)
    if source is None:  # removed meanwhile
        return
    if source.state != "working":
        emit(session, SourceWorked(source_id=id_))
    source.state, source.said, source.looked_at = "working", said[:500], clock.now()
    source.away_since = None


async def note_problem(session: TenantSession, id_: UUID, problem: ProviderError) -> None:
    """The place was not read. What may pass by itself is given some time to."""
    source = await queries.one(session, id_, lock=True)
    if source is None:
        return
    now = clock.now()
    source.said, source.looked_at = problem.message[:500], now
    source.away_since = source.away_since or now
    lasts = problem.connection_broken or now - source.away_since >= PATIENCE
    if lasts and source.state != "broken":
        source.state = "broken"
        emit(session, SourceBroken(source_id=id_, label=source.label, error=problem.message[:500]))


def _note(
    session: TenantSession, source_id: UUID, seen: Seen, *, outcome: str, reason: str = ""
) -> Any:
    """The row of this version, unless it stands already; gives its id if it is new."""
    return (
        insert(SourceFile)
        .values(
            workspace_id=session.info["workspace_id"], id=new_id(), source_id=source_id,
            key=seen.key, version=seen.version, size=seen.size, outcome=outcome, reason=reason,
            sender=seen.sender[:300], seen_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(SourceFile.id)
    )  # fmt: skip


async def _standing(session: TenantSession, id_: UUID) -> Source:
    found = await queries.one(session, id_)
    if found is None:
        raise NotFound("There is no such source here.")
    return found
