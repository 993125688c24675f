"""Takes the rows of a file in: in sets, by the same rules that one lead is taken by.

A part is a thousand rows in one transaction, with the place where it stopped; a restart goes on
from there. While the database writes one part, the next one is read and put into words. Rows whose
people are answered go on through the pipeline, each on its own.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.domain.import_events import ImportFinished
from leadwright.features.imports import actions, jobs, queries, taking
from leadwright.features.imports.taking import Outcome, Staged, Taking
from leadwright.features.notifications.actions import News, tell
from leadwright.kernel import process
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue
from leadwright.pipeline import batch
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.import_ahead import Ahead, read_ahead
from leadwright.pipeline.lookalikes import REMEMBER_LEADS

PART = 1000
"""Rows in one transaction: replies do not wait longer than that takes."""
PARTS_A_JOB = 40


def tasks(engine: Engine) -> tuple[Job, ...]:
    """The jobs that take in and take back."""
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
    pending: asyncio.Task[Ahead] | None = None
    try:
        for _ in range(PARTS_A_JOB):
            async with engine.turns, engine.database.tenant(place) as session:
                about = await taking.in_state(session, import_id, "taking")
                if about is None:
                    return
                ahead = await (pending or _ahead(engine, place, about))
                if not ahead.rows:
                    await _finish(session, about)
                    return
                after = replace(about, at_row=ahead.rows[-1].row_index + 1)
                pending = asyncio.create_task(_ahead(engine, place, after))
                await _part(engine, session, after, ahead)
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)
    async with engine.database.tenant(place) as session:
        await actions.queue(session, actions.TAKE, import_id)


def _ahead(engine: Engine, place: WorkspaceId, about: Taking) -> Coroutine[Any, Any, Ahead]:
    return read_ahead(engine.database, place, about, PART)


async def _part(engine: Engine, session: TenantSession, after: Taking, ahead: Ahead) -> None:
    """Take these rows in; the import stands behind them then, as `after` says."""
    part = await _sort(session, [row for row in ahead.rows if row.state == "waiting"])
    made = await batch.take(engine, session, ahead, part.fresh)
    leads = {row.key: one.lead_id for row, one in zip(part.fresh, made, strict=True)}
    twins = [_known_row(row, leads[key]) for row, key in part.twins]
    outcomes = [*made, *part.known, *twins]
    await taking.note(session, after.id, outcomes, at_row=after.at_row)


@dataclass
class _Part:
    """Rows of one transaction. `twins`: rows that say the same as one among the fresh."""

    fresh: list[Staged] = field(default_factory=list)
    known: list[Outcome] = field(default_factory=list)
    twins: list[tuple[Staged, str]] = field(default_factory=list)


async def _sort(session: TenantSession, rows: Sequence[Staged]) -> _Part:
    """A row that was taken in before, from this file or another one, makes nothing new."""
    before = await queries.known_keys(session, {row.key for row in rows})
    part, seen = _Part(), set[str]()
    for row in rows:
        if row.key in before:
            part.known.append(_known_row(row, before[row.key]))
        elif row.key in seen:
            part.twins.append((row, row.key))
        else:
            seen.add(row.key)
            part.fresh.append(row)
    return part


def _known_row(row: Staged, lead_id: UUID | None) -> Outcome:
    return Outcome(row.row_index, "known", batch.merged(row.verdict), lead_id)


async def _finish(session: TenantSession, about: Taking) -> None:
    counts = await taking.finish(session, about.id, "done", {})
    emit(session, ImportFinished(import_id=about.id, counts=counts))
    place = {"workspace_id": str(session.info["workspace_id"])}
    await enqueue(session, REMEMBER_LEADS, place, priority=BULK)
    waiting = counts.get("review", 0)
    taken = sum(counts.get(name, 0) for name in ("new", "merged", "review"))
    news = News(
        reason_key=f"import:{about.id}",
        kind="import",
        title=f"{about.file_name}: {taken:,} leads taken in",
        detail=f"{waiting:,} wait for a person to look." if waiting else "",
        person_id=about.created_by,
    )
    await tell(session, news)
