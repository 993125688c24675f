"""Looks for duplicates among leads created in bulk, or before blocking keys were stored, batch by batch.

Nothing is merged here: a file's leads were matched by exact keys, and likely duplicates become questions
to a member. A stopped job resumes where it was: a processed lead is not processed again.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.duplicates import questions
from leadwright.features.identity import records
from leadwright.features.identity.index import loading
from leadwright.features.identity.index.loading import KeptIndex
from leadwright.features.identity.record_fields import KEPT
from leadwright.features.identity.records import Candidates, LeadRecord, Record
from leadwright.features.identity.rules import Band, Verdict
from leadwright.kernel import process
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue, workspace_of
from leadwright.pipeline.dedupe import possible

REMEMBER_LEADS = "remember_leads"
PIECE = 100
"""Leads looked up per statement."""
PIECES_AT_ONCE = 4
"""Leads per transaction: while some are compared here, the database looks up the next ones."""
SECONDS_A_JOB = 200.0
_YIELD_EVERY = 4
_NOBODY = UUID(int=0)

# Asked lead by lead from where it stopped. Joined, all leads would be gone through for each piece, and
# while the tables' figures are young the join is planned as one of each with each.
_UNREAD = text("""
select l.id, l.name, l.email, l.phone, l.company, l.country,
    coalesce((select v.text_folded from lead_value v where v.workspace_id = l.workspace_id
            and v.lead_id = l.id and v.key = 'job_title'),
        (select f.value #>> '{}' from known_fact f where f.workspace_id = l.workspace_id
            and f.lead_id = l.id and f.key = 'job_title'
            order by f.observed_at desc, f.id desc limit 1)) as job_title
from lead l
where l.workspace_id = :workspace_id and l.id > :after
    and (select true from known_record r where r.workspace_id = l.workspace_id
        and r.lead_id = l.id limit 1) is null
order by l.id limit :piece for update of l skip locked
""")


def jobs(database: Database) -> tuple[Job, ...]:
    """Payload: `workspace_id`."""
    passes = _Passes()
    return (Job(REMEMBER_LEADS, partial(remember_leads, database, passes), timeout=600),)


@dataclass
class _Passes:
    """Workspaces being processed in this process, and those of them to which more leads came meanwhile."""

    running: set[WorkspaceId] = field(default_factory=set)
    asked_again: set[WorkspaceId] = field(default_factory=set)


async def remember_leads(database: Database, passes: _Passes, payload: Payload) -> None:
    """Process all unprocessed leads. One pass serves several files that arrived together."""
    place = workspace_of(payload)
    if place in passes.running:
        passes.asked_again.add(place)
        return
    passes.running.add(place)
    try:
        await _pass(database, place)
    finally:
        passes.running.discard(place)
        missed = place in passes.asked_again
        passes.asked_again.discard(place)
    if missed:
        await _hand_on(database, place)


async def _hand_on(database: Database, place: WorkspaceId) -> None:
    async with database.tenant(place) as session:
        await enqueue(session, REMEMBER_LEADS, {"workspace_id": str(place)}, priority=BULK)


async def _pass(database: Database, place: WorkspaceId) -> None:
    """Process some leads, and enqueue a next job while there are more."""
    until = time.monotonic() + SECONDS_A_JOB
    with process.seldom_tidied():
        async with database.read(place) as session:
            reading = _Reading(await loading.load(session))
        try:
            while time.monotonic() < until and not reading.is_full:
                async with database.tenant(place) as session:
                    if not await _some(session, reading):
                        return
        finally:
            await reading.close()
    await _hand_on(database, place)


@dataclass
class _Reading:
    """The progress of a job: the lead after which it resumes, and the in-memory index for large sets.

    Leads that were locked are processed when it starts over after the last one.
    """

    index: KeptIndex | None
    after: UUID = _NOBODY

    @property
    def is_full(self) -> bool:
        """Whether the index is at its size limit; the next job may continue without one."""
        return self.index is not None and self.index.is_full

    async def next(self, session: TenantSession) -> Sequence[Any]:
        found = await self._unread(session)
        if not found and self.after != _NOBODY:
            self.after = _NOBODY
            found = await self._unread(session)
        if found:
            self.after = found[-1].id
        return found

    async def _unread(self, session: TenantSession) -> Sequence[Any]:
        given = {"workspace_id": session.info["workspace_id"], "piece": PIECE}
        return (await session.execute(_UNREAD, {**given, "after": self.after})).all()

    async def candidates(self, session: TenantSession, known: Sequence[LeadRecord]) -> Candidates:
        """The candidates of each lead; with an index, they are found while comparing."""
        if self.index is None:
            return await records.candidates_of(session, known)
        await self.index.catch_up(session, known)
        return {}

    async def compared(self, piece: "_Piece") -> Sequence[tuple[LeadId, Verdict]]:
        if self.index is None:
            return await _compared(piece)
        verdicts = await self.index.judged(piece.known)
        return [(one.lead_id, found) for one, found in zip(piece.known, verdicts, strict=True)]

    async def close(self) -> None:
        if self.index is not None:
            await self.index.close()


@dataclass(frozen=True)
class _Piece:
    known: Sequence[LeadRecord] = ()
    candidates: Candidates = field(default_factory=dict)


async def _some(session: TenantSession, reading: _Reading) -> bool:
    """Process a few batches; returns whether there are more."""
    piece = await _next(session, reading)
    for left in range(PIECES_AT_ONCE - 1, -1, -1):
        if not piece.known:
            return False
        async with asyncio.TaskGroup() as both:
            coming = both.create_task(_next(session, reading)) if left else None
            looked = both.create_task(reading.compared(piece))
        await _ask(session, looked.result())
        piece = coming.result() if coming else _Piece()
    return True


async def _next(session: TenantSession, reading: _Reading) -> _Piece:
    """The next unprocessed leads, with their records now stored, and their candidates."""
    fresh: list[tuple[LeadId, Record]] = []
    for row in await reading.next(session):
        told = {"first_name": row.name, **{field: getattr(row, field, None) for field in KEPT[2:]}}
        record = {field: (told.get(field) or "")[:200] for field in KEPT}
        fresh.append((LeadId(UUID(str(row.id))), record))
    known = await records.remember_many(session, fresh)
    return _Piece(known, await reading.candidates(session, known))


async def _compared(piece: _Piece) -> list[tuple[LeadId, Verdict]]:
    looked = []
    for number, one in enumerate(piece.known):
        if number % _YIELD_EVERY == 0:
            await asyncio.sleep(0)  # let other tasks of this process go first
        looked.append((one.lead_id, records.judged(one, piece.candidates)))
    return looked


async def look_at(session: TenantSession, fresh: Sequence[tuple[LeadId, Record]]) -> set[LeadId]:
    """Store the records of new leads, and ask about likely duplicates; returns those leads."""
    known = await records.remember_many(session, fresh)
    candidates = await records.candidates_of(session, known)
    return await _ask(session, await _compared(_Piece(known, candidates)))


async def _ask(session: TenantSession, looked: Sequence[tuple[LeadId, Verdict]]) -> set[LeadId]:
    asked = [(lead_id, verdict) for lead_id, verdict in looked if verdict.band is not Band.NEW]
    await questions.ask_all(session, [(lead_id, possible(verdict)) for lead_id, verdict in asked])
    return {lead_id for lead_id, _ in asked}
