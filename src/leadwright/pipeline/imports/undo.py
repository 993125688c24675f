"""Takes an import back: leads it made go, leads it changed are put back, and what people worked on stays.

A lead that changed since (its version is another one) is never removed; of what this import wrote
to it, a field goes back where its value is still the import's. One that another list names in the very
same words is that list's from then on. What was to be sent for this import is not sent in any case.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId, MessageId, PersonId, SubmissionId
from leadwright.domain.import_events import ImportUndone
from leadwright.features.imports import actions, jobs, queries, taking
from leadwright.features.leads import restoring
from leadwright.features.leads.actions import Reply, mark_reply
from leadwright.features.messages import actions as messages
from leadwright.features.scoring.computing import Cause
from leadwright.kernel import live
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import Job, Payload
from leadwright.pipeline import runs
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.imports.backfill import follow
from leadwright.pipeline.scoring.rescore import score_leads

PART = 200
PARTS_A_JOB = 50
SHOWN = 200
"""Of those who stay, beforehand."""
SENT = "our reply went out to them"
WORKED_ON = "somebody worked on it since"
WROTE = "wrote to us since, or stands in a later list"
LISTED = "another list names them too"
MERGED = "was made one with somebody else since"
UNDONE = "import_undone"
"""Why somebody who stays was not answered."""

# A lead's rows in this import in their order; the last one's version is what the import left.
_TOUCHED = text("""
with mine as (
    select lead_id, bool_or(created) as created, array_agg(submission_id) as submissions,
        coalesce(max(cast(after ->> 'version' as int)), 1) as version_left,
        coalesce(max(cast(after ->> 'submissions' as int)), 1) as submissions_left,
        jsonb_agg(jsonb_build_object('before', before, 'after', after) order by row_index)
            filter (where cast(:leads as uuid[]) is not null) as changes
    from import_row where workspace_id = :workspace_id and import_id = :import_id
        and state = 'taken' and lead_id is not null
        and (cast(:leads as uuid[]) is null or lead_id = any(:leads))
    group by lead_id)
select m.*, l.id is null as is_gone, l.version, l.name, l.email,
    exists (select from message g where g.workspace_id = :workspace_id and g.lead_id = m.lead_id
        and g.submission_id = any(m.submissions) and g.kind = 'reply'
        and g.status in ('sent', 'handing_over', 'unconfirmed')) as was_sent,
    l.submissions > m.submissions_left as wrote,
    exists (select from import_row k where k.workspace_id = :workspace_id and k.lead_id = m.lead_id
        and k.import_id <> :import_id and k.state = 'known') as is_listed,
    exists (select from lead_merge g, jsonb_array_elements(g.moved -> 'import_row') r
        where g.workspace_id = :workspace_id and g.lead_id = m.lead_id and g.undone_at is null
        and cast(r ->> 'import_id' as uuid) = :import_id) as is_merged
from mine m left join lead l on l.workspace_id = :workspace_id and l.id = m.lead_id
order by m.lead_id
""")
# Whoever is about to be undone is held, and what may be on its way to them: nobody works on them meanwhile.
_NEXT = text("""
select lead_id, array_remove(array_agg(submission_id), null) as submissions from import_row
where workspace_id = :workspace_id and import_id = :import_id and state = 'taken' and lead_id is not null
group by lead_id order by lead_id limit :limit
""")
_ALL = text("""
select submission_id from import_row where workspace_id = :workspace_id and import_id = :import_id
    and state = 'taken' and submission_id is not null
""")
_HOLD = (
    "select from lead where workspace_id = :workspace_id and id = any(:ids) order by id for update",
    """select from message where workspace_id = :workspace_id and lead_id = any(:ids) and unfinished
    order by id for update""",
)
# The first of the other lists takes what this one wrote as its own: it can be taken back with that one.
_HAND_ON = text("""
update import_row o set state = 'taken', created = heir.created, submission_id = heir.submission_id,
    before = heir.before, after = heir.after
from (select distinct on (m.lead_id, m.row_index) k.import_id, k.row_index, m.created, m.submission_id,
        m.before, m.after
    from import_row m join import_row k on k.workspace_id = :workspace_id and k.key = m.key
        and k.lead_id = m.lead_id and k.import_id <> :import_id and k.state = 'known'
    where m.workspace_id = :workspace_id and m.import_id = :import_id and m.state = 'taken'
        and m.lead_id = any(:ids)
    order by m.lead_id, m.row_index, k.import_id, k.row_index) heir
where o.workspace_id = :workspace_id and o.import_id = heir.import_id and o.row_index = heir.row_index
""")
_UNSENT = text("""
select id from message where workspace_id = :workspace_id and submission_id = any(:ids)
    and kind = 'reply' and status in ('queued', 'held') order by id
""")
_UNWRITTEN = text("""
select lead_id, submission_id from run where workspace_id = :workspace_id and submission_id = any(:ids)
    and stop_reason = :reason
""")
_MARK = text("""
update import_row set state = case when lead_id = any(:kept) then 'kept' else 'undone' end
where workspace_id = :workspace_id and import_id = :import_id and state = 'taken'
    and lead_id = any(:leads)
returning true
""")
_FORGET = text("""
update import_row set state = 'undone', lead_id = null
where workspace_id = :workspace_id and import_id = :import_id and state in ('known', 'waiting')
""")
_COUNT = text("""
select count(distinct lead_id) filter (where state = 'kept') as kept,
    count(distinct lead_id) filter (where state = 'undone' and created) as removed,
    count(distinct lead_id) filter (where state = 'undone' and not created) as restored
from import_row where workspace_id = :workspace_id and import_id = :import_id
""")


# What hangs on a lead without a foreign key goes with it. A lead that was written to is kept, and
# what members were told of it stays in the outbox.
_REMOVE = (
    """delete from message where workspace_id = :workspace_id and lead_id = any(:ids)
    and status in ('queued', 'held', 'cancelled', 'suppressed')""",
    "delete from task where workspace_id = :workspace_id and lead_id = any(:ids)",
    "delete from notification where workspace_id = :workspace_id and lead_id = any(:ids)",
    "delete from lead where workspace_id = :workspace_id and id = any(:ids)",
)
_FORGET_SUBMISSIONS = (
    """delete from message where workspace_id = :workspace_id and submission_id = any(:ids)
    and status in ('queued', 'held', 'cancelled', 'suppressed')""",
    """delete from fact where workspace_id = :workspace_id and lead_id = any(:leads)
    and submission_id = any(:ids)""",
    """delete from fact_set where workspace_id = :workspace_id and lead_id = any(:leads)
    and submission_id = any(:ids)""",
    "delete from submission where workspace_id = :workspace_id and id = any(:ids)",
)


@dataclass(frozen=True)
class Fate:
    """What an undo does with one lead: `remove`, `restore`, or `keep` (`why`)."""

    lead_id: UUID
    name: str
    fate: str
    why: str
    submissions: Sequence[UUID]
    changes: Sequence[Mapping[str, Any]]
    is_whole: bool


@dataclass(frozen=True)
class Outlook:
    """What an undo would do in all; `kept` are the first of those who stay."""

    removed: int
    restored: int
    kept_in_all: int
    kept: Sequence[Fate]


def tasks(engine: Engine) -> tuple[Job, ...]:
    """The job that takes back."""
    return (
        Job(
            actions.UNDO,
            partial(undo, engine),
            timeout=300,
            gave_up=partial(jobs.gave_up, engine.database),
        ),
    )


async def outlook(session: ReadSession, import_id: UUID) -> Outlook:
    """What an undo would do with all its leads, of which there may be some hundred thousand. Reads only."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    fates = Counter[str]()
    kept: list[Fate] = []
    async for row in await session.stream(_TOUCHED, {**where, "leads": None}):
        if not row.is_gone:
            one = _fate(row)
            fates[one.fate] += 1
            if one.fate == "keep" and len(kept) < SHOWN:
                kept.append(one)
    return Outlook(fates["remove"], fates["restore"], fates["keep"], kept)


async def _foresee(session: ReadSession, import_id: UUID, leads: Sequence[UUID]) -> list[Fate]:
    """What an undo does with these leads."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    rows = await session.execute(_TOUCHED, {**where, "leads": leads})
    return [_fate(row) for row in rows if not row.is_gone]


def _fate(row: Any) -> Fate:
    untouched = row.version == row.version_left
    fate, why = ("remove" if row.created else "restore"), ""
    if row.was_sent:
        fate, why = "keep", SENT
    elif row.is_merged:
        fate, why = "keep", MERGED
    elif row.is_listed:
        fate, why = "keep", LISTED
    elif row.created and not untouched:
        fate, why = "keep", WROTE if row.wrote else WORKED_ON
    return Fate(
        lead_id=row.lead_id,
        name=row.name or row.email or "",
        fate=fate,
        why=why,
        submissions=[one for one in row.submissions if one],
        changes=row.changes or (),
        is_whole=untouched,
    )


async def undo(engine: Engine, payload: Payload) -> None:
    """Go on with an undo from where it stopped, for a while; another job goes on after that."""
    place, import_id = jobs.ids(payload)
    async with engine.database.tenant(place) as session:
        await _answer_no_more(session, import_id)
    await follow(engine, payload)  # leads that stay are found as any others
    for _ in range(PARTS_A_JOB):
        async with engine.turns, engine.database.tenant(place) as session:
            if not await _part(session, import_id):
                return
    async with engine.database.tenant(place) as session:
        await actions.queue(session, actions.UNDO, import_id)


async def _answer_no_more(session: TenantSession, import_id: UUID) -> None:
    """Before the first lead is taken back: else the last ones would be answered until it is their turn."""
    about = await taking.in_state(session, import_id, "undoing")
    if about is None or about.answer == "none":
        return
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    submissions = (await session.execute(_ALL, where)).scalars().all()
    await runs.stop(session, submissions, UNDONE, idle=True)
    await messages.hold_back(session, submissions)


async def _part(session: TenantSession, import_id: UUID) -> bool:
    if await taking.in_state(session, import_id, "undoing", lock=True) is None:
        return False
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    found = (await session.execute(_NEXT, {**where, "limit": PART})).all()
    leads = [row.lead_id for row in found]
    if not leads:
        await _finish(session, import_id)
        return False
    # Runs first, as whoever carries them on does: they hold their run before its lead.
    await runs.stop(session, [one for row in found for one in row.submissions], UNDONE)
    await _run(session, _HOLD, leads)
    fates = await _foresee(session, import_id, leads)
    await _carry_out(session, import_id, fates)
    kept = [one.lead_id for one in fates if one.fate == "keep"]
    marked = await session.execute(_MARK, {**where, "leads": leads, "kept": kept})
    await taking.was_undone(session, import_id, len(marked.all()))
    await live.nudge(session)
    return True


async def _carry_out(session: TenantSession, import_id: UUID, fates: Sequence[Fate]) -> None:
    gone = [one for one in fates if one.fate == "remove"]
    await _remove(session, [one.lead_id for one in gone])
    back = [one for one in fates if one.fate == "restore"]
    for one in back:
        await restoring.restore(session, one.lead_id, one.changes, whole=one.is_whole)
    submissions = [submission for one in (*gone, *back) for submission in one.submissions]
    await _forget_submissions(session, submissions, [one.lead_id for one in (*gone, *back)])
    await score_leads(session, [LeadId(one.lead_id) for one in back], Cause.SCORECARD)
    await _keep(session, import_id, [one for one in fates if one.fate == "keep"])


async def _keep(session: TenantSession, import_id: UUID, fates: Sequence[Fate]) -> None:
    """Those who stay: what was not yet sent to them for this import is not sent."""
    where = {"workspace_id": session.info["workspace_id"]}
    listed = [one.lead_id for one in fates if one.why == LISTED]
    if listed:
        await session.execute(_HAND_ON, {**where, "import_id": import_id, "ids": listed})
    submissions = [submission for one in fates for submission in one.submissions]
    found = await queries.one(session, import_id)
    by = PersonId(found.finished_by) if found and found.finished_by else None
    for message in (await session.execute(_UNSENT, {**where, "ids": submissions})).scalars().all():
        await messages.cancel(session, MessageId(message), by=by)
    unwritten = {**where, "ids": submissions, "reason": UNDONE}
    for row in (await session.execute(_UNWRITTEN, unwritten)).all():
        stopped = Reply("stopped", stop_reason=UNDONE)
        await mark_reply(session, LeadId(row.lead_id), SubmissionId(row.submission_id), stopped)


async def _remove(session: TenantSession, lead_ids: Sequence[UUID]) -> None:
    """Remove leads with all that hangs on them; what was to be sent to them is not sent."""
    await _run(session, _REMOVE, lead_ids)


async def _forget_submissions(
    session: TenantSession, submission_ids: Sequence[UUID], lead_ids: Sequence[UUID]
) -> None:
    """Remove these leads' submissions, their runs, what they told, and what was to be sent for them."""
    await _run(session, _FORGET_SUBMISSIONS, submission_ids, leads=list(lead_ids))


async def _run(
    session: TenantSession, scripts: Sequence[str], ids: Sequence[UUID], **more: Sequence[UUID]
) -> None:
    if ids:
        which = {"workspace_id": session.info["workspace_id"], "ids": list(ids), **more}
        for script in scripts:
            await session.execute(text(script), which)


async def _finish(session: TenantSession, import_id: UUID) -> None:
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    await session.execute(_FORGET, where)
    done = (await session.execute(_COUNT, where)).one()
    counts = {"removed": done.removed, "restored": done.restored, "kept": done.kept}
    await taking.finish(session, import_id, "undone", counts)
    emit(session, ImportUndone(import_id=import_id, **counts))
