"""What stands behind a file's leads: words to search, runs and events, once the leads are in.

Nobody who waits for a file's leads waits for these: they are made of the report's rows by statements,
some thousand rows in one transaction, with the row up to which they are there.
"""

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Integer, Select, Uuid, column, select, text, true

from leadwright.domain.import_events import LeadImported
from leadwright.features.imports import actions, jobs
from leadwright.kernel import bulk_events, clock, live
from leadwright.kernel.bulk_events import EmittedSet, Happened
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import Job, Payload
from leadwright.pipeline import runs
from leadwright.pipeline.engine import Engine

SET = 2_000
"""Rows in one transaction: a fifth of a second."""

_ROWS = """
from import_row r join submission s on s.workspace_id = :workspace_id and s.id = r.submission_id
where r.workspace_id = :workspace_id and r.import_id = :import_id and r.row_index >= :since
    and r.row_index < :until and r.state = 'taken'
"""
_NEW_LEADS = """
where r.workspace_id = :workspace_id and r.import_id = :import_id and r.row_index >= :since
    and r.row_index < :until and r.state = 'taken' and r.created
"""
_MOVE_ON = text("""
update import i set followed = least(i.rows, stands.followed + :most)
from (select followed from import
    where workspace_id = :workspace_id and id = :import_id and followed < rows for update) as stands
where i.workspace_id = :workspace_id and i.id = :import_id
returning stands.followed as since, i.followed as until
""")
_SEARCH = text(f"""
insert into lead_search (workspace_id, lead_id, at, words)
select l.workspace_id, l.id, l.last_submission_at,
    search_words(l.name_folded, l.email, l.company_folded, l.phone)
from import_row r join lead l on l.workspace_id = :workspace_id and l.id = r.lead_id {_NEW_LEADS}
on conflict do nothing
""")
# Those into whom another lead went meanwhile are found by its words too.
_SEARCH_MERGED = text(f"""
select search_lead_anew(m.workspace_id, m.lead_id)
from import_row r join lead_merge m on m.workspace_id = :workspace_id and m.lead_id = r.lead_id
    and m.undone_at is null {_NEW_LEADS}
""")
# Rows whose people are answered have a run that goes on.
_RUNS = text(f"""
insert into run (workspace_id, submission_id, lead_id, started_at, finished_at, status, checkpoint,
    snapshot, steps)
select s.workspace_id, s.id, r.lead_id, s.received_at, s.received_at, 'done', :steps_done, '{{}}',
    cast(:steps as jsonb) {_ROWS}
on conflict do nothing
""")


def _telling() -> Select[Any]:
    told = (
        text(f"select r.import_id, r.lead_id, s.id, r.source_row, r.created, s.received_at {_ROWS}")
        .columns(
            column("import_id", Uuid),
            column("lead_id", Uuid),
            column("id", Uuid),
            column("source_row", Integer),
            column("created", Boolean),
            column("received_at", DateTime(timezone=True)),
        )
        .cte("told")
    )
    fields = {name: told.c[name] for name in ("import_id", "source_row", "created")}
    what = Happened(told.c.received_at, told.c.lead_id, fields, told.c.id)
    return select(bulk_events.insertion(LeadImported, told, true(), what).c.id)


_EVENTS = _telling()


def tasks(engine: Engine) -> tuple[Job, ...]:
    """The job that writes it."""
    return (Job(actions.FOLLOW, partial(follow, engine), timeout=300),)


async def follow(engine: Engine, payload: Payload) -> None:
    """Go on from where it stopped, to the end."""
    place, import_id = jobs.ids(payload)
    while True:
        async with engine.turns, engine.database.tenant(place) as session:
            if not await _some(session, import_id, len(engine.steps)):
                return


async def _some(session: TenantSession, import_id: UUID, steps: int) -> bool:
    """Write it for the next rows; False where all have it."""
    here = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    moved = (await session.execute(_MOVE_ON, here | {"most": SET})).first()
    if moved is None:
        return False
    rows = {**here, "since": moved.since, "until": moved.until}
    await session.execute(_SEARCH, rows)
    await session.execute(_SEARCH_MERGED, rows)
    done = {"steps": runs.IMPORTED, "steps_done": steps}
    await session.execute(_RUNS, rows | done)
    recorded_at = clock.wall()
    told = await session.execute(_EVENTS, rows | {"recorded_at": recorded_at})
    bulk_events.deliver(session, EmittedSet(LeadImported, recorded_at, told.scalars().all()))
    await live.nudge(session)
    return True
