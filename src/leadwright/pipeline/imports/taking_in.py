"""Takes the rows of a file in: in sets, by the same rules that one lead is taken by.

A part is a thousand rows in one transaction, with the place where it stopped; a restart goes on
from there. While the database writes some parts, the next one is read. Rows whose people are
answered go on through the pipeline, each on its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.domain.import_events import ImportFinished
from leadwright.features.imports import actions, jobs, queries, taking
from leadwright.features.imports.taking import Outcome, Staged, Taking
from leadwright.kernel import process
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.imports import batch
from leadwright.pipeline.imports import notices as import_news
from leadwright.pipeline.imports import words as import_words
from leadwright.pipeline.imports.lanes import Lane, Line
from leadwright.pipeline.imports.read_ahead import read_ahead
from leadwright.pipeline.imports.rows import Read
from leadwright.pipeline.lookalikes import REMEMBER_LEADS

PART = 1000
"""Rows in one transaction: replies do not wait longer than that takes."""
PARTS_A_JOB = 40


def tasks(engine: Engine) -> tuple[Job, ...]:
    """The job that takes in."""
    return (
        Job(
            actions.TAKE,
            partial(take, engine),
            timeout=300,
            gave_up=partial(jobs.gave_up, engine.database),
        ),
    )


async def take(engine: Engine, payload: Payload) -> None:
    """Go on with an import from where it stopped, for a while; another job goes on after that."""
    with process.seldom_tidied():
        await _take(engine, *jobs.ids(payload))


async def _take(engine: Engine, place: WorkspaceId, import_id: UUID) -> None:
    async with engine.database.tenant(place) as session:
        about = await taking.in_state(session, import_id, "taking")
        if about is None:
            return
        await taking.since_now(session, import_id)
    await _put_into_words(engine, place, about)
    line = Line(engine.turns)
    try:
        for _ in range(PARTS_A_JOB):
            ahead = await read_ahead(engine.database, place, about, PART)
            if ahead is None:
                await line.over()
                await _finish(engine, place, import_id)
                return
            await line.add(ahead, partial(_write, engine, place))
            about = replace(about, at_row=ahead.part.next_row)
        await line.over()
    except Overtaken:
        return
    finally:
        await line.stop()
    async with engine.database.tenant(place) as session:
        await actions.queue(session, actions.TAKE, import_id)


async def _put_into_words(engine: Engine, place: WorkspaceId, about: Taking) -> None:
    says = import_words.of_file(about.source_name, about.file_name)
    more = True
    while more:
        async with engine.database.tenant(place) as session:
            more = await taking.put_into_words(session, about, says)


class Overtaken(RuntimeError):
    """Somebody else goes on with the import; nothing of this part is kept."""


async def _write(engine: Engine, place: WorkspaceId, lane: Lane) -> None:
    """Take these rows in; the import stands behind them then.

    All that nobody else waits for is written before the parts before are committed.
    """
    about, part = lane.ahead.about, lane.ahead.part
    apart, shared = lane.parted()
    held = {one.row.row_index for one in shared}
    async with engine.database.tenant(place) as session:
        by = await batch.rules(engine, session)
        some = [await _some(session, lane, by, apart)]
        await taking.note(session, about.id, part, some[0].outcomes, held)
        await lane.behind()
        if not await taking.move_on(session, about, part.next_row):
            raise Overtaken
        if shared:
            some.append(await _some(session, lane, by, shared))
            others = {row.row_index for row in part.rows} - held
            await taking.note(session, about.id, part, some[1].outcomes, others)
        await batch.finish(session, lane, [one.taken for one in some if one.taken is not None])


@dataclass(frozen=True)
class _Written:
    """Some rows of a part with what became of each. `taken`: those that became leads."""

    outcomes: Sequence[Outcome]
    taken: batch.BatchResult | None = None


async def _some(
    session: TenantSession, lane: Lane, by: batch.Rules, rows: Sequence[Read]
) -> _Written:
    some = await _sort(session, rows)
    if not some.fresh:
        return _Written(some.known)
    taken = await batch.take(session, lane, by, some.fresh)
    leads = {one.row.key: one.lead_id for one in some.fresh}
    twins = [_known_row(one.row, leads[one.row.key]) for one in some.twins]
    return _Written([*taken.outcomes, *some.known, *twins], taken)


@dataclass
class _Sorted:
    """Rows of one transaction. `twins`: rows that say the same as one among the fresh."""

    fresh: list[Read] = field(default_factory=list)
    known: list[Outcome] = field(default_factory=list)
    twins: list[Read] = field(default_factory=list)


async def _sort(session: TenantSession, rows: Sequence[Read]) -> _Sorted:
    """A row that was taken in before, from this file or another one, makes nothing new."""
    before = await queries.known_keys(session, {one.row.key for one in rows})
    found, seen = _Sorted(), set[str]()
    for one in rows:
        key = one.row.key
        if key in before:
            found.known.append(_known_row(one.row, before[key]))
        elif key in seen:
            found.twins.append(one)
        else:
            seen.add(key)
            found.fresh.append(one)
    return found


def _known_row(row: Staged, lead_id: UUID | None) -> Outcome:
    return Outcome(row.row_index, "known", batch.merged(row.verdict), lead_id)


async def _finish(engine: Engine, place: WorkspaceId, import_id: UUID) -> None:
    async with engine.database.tenant(place) as session:
        about = await taking.in_state(session, import_id, "taking", lock=True)
        if about is not None:
            await _tell(session, about)


async def _tell(session: TenantSession, about: Taking) -> None:
    counts = await taking.finish(session, about.id, "done", {})
    emit(session, ImportFinished(import_id=about.id, counts=counts))
    place = {"workspace_id": str(session.info["workspace_id"])}
    await actions.queue(session, actions.FOLLOW, about.id)
    await enqueue(session, REMEMBER_LEADS, place, priority=BULK)
    await import_news.settled(session, about.id)
