"""Takes the rows of a file in: in sets, by the same rules that one lead is taken by.

A part is some hundred rows in one transaction, with the place where it stopped; a restart goes on
from there. Rows whose people are answered go on through the pipeline, each on its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from leadwright.domain.import_events import ImportFinished
from leadwright.features.imports import actions, jobs, queries, taking
from leadwright.features.imports.taking import Outcome, Staged, Taking
from leadwright.features.notifications.actions import News, tell
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue
from leadwright.pipeline import batch
from leadwright.pipeline.engine import Engine
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
    place, import_id = jobs.ids(payload)
    for _ in range(PARTS_A_JOB):
        async with engine.turns, engine.database.tenant(place) as session:
            if not await _part(engine, session, import_id):
                return
    async with engine.database.tenant(place) as session:
        await actions.queue(session, actions.TAKE, import_id)


async def _part(engine: Engine, session: TenantSession, import_id: UUID) -> bool:
    """Take the next rows in; False when there is nothing more to do."""
    about = await taking.in_state(session, import_id, "taking")
    if about is None:
        return False
    rows = await taking.next_rows(session, about, PART)
    if not rows:
        await _finish(session, about)
        return False
    part = await _sort(session, [row for row in rows if row.state == "waiting"])
    made = await batch.take(engine, session, about, part.fresh)
    leads = {row.key: one.lead_id for row, one in zip(part.fresh, made, strict=True)}
    twins = [_known_row(row, leads[key]) for row, key in part.twins]
    outcomes = [*made, *part.known, *twins]
    await taking.note(session, import_id, outcomes, at_row=rows[-1].row_index + 1)
    return True


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
