"""Takes the rows of a file in: in sets, by the same rules that one lead is taken by.

A part is some hundred rows in one transaction, with the place where it stopped; a restart goes on
from there. Rows whose people are answered go on through the pipeline, each on its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.domain.import_events import ImportFinished, LeadImported
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.capture import bulk as submissions
from leadwright.features.capture.actions import ADVANCE
from leadwright.features.imports import actions, jobs, queries, taking
from leadwright.features.imports.taking import Outcome, Staged, Taking
from leadwright.features.leads import bulk as leads
from leadwright.features.notifications.actions import News, tell
from leadwright.features.routing import actions as routing
from leadwright.features.routing import queries as teams
from leadwright.features.routing.rules import RoutingTable, choose
from leadwright.features.scoring.reckoning import Cause
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue
from leadwright.pipeline import import_rows, routes, runs
from leadwright.pipeline.dedupe import ask_about, names_fit
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.lead import LEAD_PIPELINE
from leadwright.pipeline.lookalikes import REMEMBER_LEADS
from leadwright.pipeline.rescore import score_leads

PART = 250
"""Rows in one transaction: replies do not wait longer than that takes."""
PARTS_A_JOB = 40
# Where an answered row goes on: after its lead was found or made.
_AFTER_DEDUPE = [step.name for step in LEAD_PIPELINE].index("dedupe") + 1


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
    outcomes = await _write(engine, session, about, part)
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
    return Outcome(row.row_index, "known", _merged(row.verdict), lead_id)


def _merged(verdict: str) -> str:
    return "merged" if verdict == "new" else verdict


async def _write(
    engine: Engine, session: TenantSession, about: Taking, part: _Part
) -> list[Outcome]:
    now = clock.now()
    place = WorkspaceId(session.info["workspace_id"])
    read = [import_rows.snapshot(place, about, row, now) for row in part.fresh]
    cells = [row.cells for row in part.fresh]
    await submissions.keep(session, list(zip(read, cells, strict=True)))
    placed = await leads.place(session, [_person(lead) for lead in read], names_fit)
    known = [_known(lead, where) for lead, where in zip(read, placed, strict=True)]
    custom = await leads.tell(session, [import_rows.told(lead) for lead in known])
    table = await teams.table(session)
    outcomes = {}
    for row, lead, where in zip(part.fresh, known, placed, strict=True):
        outcomes[row.key] = _outcome(row, lead, where, custom.pop(where.lead_id, []), table)
        _tell(session, about, row, lead)
        if where.apart:
            await ask_about(session, where.lead_id, lead)
    await _go_on(engine, session, about, known, table)
    twins = [_known_row(row, outcomes[key].lead_id) for row, key in part.twins]
    return [*outcomes.values(), *part.known, *twins]


def _tell(session: TenantSession, about: Taking, row: Staged, lead: LeadSnapshot) -> None:
    told = LeadImported(
        lead_id=lead.lead_id,
        submission_id=lead.submission_id,
        import_id=about.id,
        source_row=row.source_row,
        created=not lead.is_returning,
    )
    emit(session, told)


def _person(lead: LeadSnapshot) -> leads.Person:
    form = lead.form
    return leads.Person(
        submission_id=lead.submission_id,
        at=lead.received_at,
        name=form.name,
        email=form.email,
        phone=form.phone,
        company=form.company,
        country=lead.value("country"),
        source=lead.source,
    )


def _known(lead: LeadSnapshot, where: leads.Placed) -> LeadSnapshot:
    return lead.model_copy(update={"lead_id": where.lead_id, "is_returning": not where.created})


def _outcome(
    row: Staged,
    lead: LeadSnapshot,
    where: leads.Placed,
    custom: Sequence[str],
    table: RoutingTable,
) -> Outcome:
    verdict = _verdict(row, lead, where, table)
    return Outcome(
        row_index=row.row_index,
        state="taken",
        verdict=verdict if where.created else _merged(verdict),
        lead_id=where.lead_id,
        submission_id=lead.submission_id,
        created=where.created,
        before=import_rows.as_json(where.before),
        after=import_rows.as_json(where.after) | {"custom": list(custom)},
    )


def _verdict(row: Staged, lead: LeadSnapshot, where: leads.Placed, table: RoutingTable) -> str:
    """A row whose only doubt is a product waits as long as its lead waits for a team."""
    if row.verdict != "review" or row.needs_person:
        return row.verdict
    waits = where.created and choose(_interests(lead), table).strangers
    return "review" if waits else "new"


def _interests(lead: LeadSnapshot) -> tuple[str, ...]:
    """The products of a row: they were told apart when the file was read."""
    return routes.asked_for(lead.form.extra)


async def _go_on(
    engine: Engine,
    session: TenantSession,
    about: Taking,
    known: Sequence[LeadSnapshot],
    table: RoutingTable,
) -> None:
    """Answered rows go on through the pipeline; the others are scored and get their owner here."""
    answered = [lead for lead in known if import_rows.is_answered(about, lead)]
    asked = {lead.submission_id for lead in answered}
    others = [lead for lead in known if lead.submission_id not in asked]
    marked = [import_rows.marked(about, lead) for lead in answered]
    await runs.begin_many(session, marked, checkpoint=_AFTER_DEDUPE, going_on=True)
    await runs.begin_many(session, others, checkpoint=len(LEAD_PIPELINE), going_on=False)
    for lead in answered:
        payload = {
            "workspace_id": str(lead.workspace_id),
            "submission_id": str(lead.submission_id),
        }
        await enqueue(session, ADVANCE, payload, priority=BULK)
    new = [lead for lead in others if lead.lead_id and not lead.is_returning]
    staff = await teams.staff(session, engine.services.members, table)
    wanted = {lead.lead_id: _interests(lead) for lead in new if lead.lead_id}
    await routes.ring(session, await routing.assign_many(session, wanted, table, staff))
    ids = list(dict.fromkeys(lead.lead_id for lead in others if lead.lead_id))
    await score_leads(session, ids, Cause.SCORECARD)


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
