"""The life of many leads at once: the steps of `lead.py` in sets, by the same rules, for rows of a file.

Everything about a new lead is settled before it is written, so that its row is written once. Rows
whose people are answered go on through the pipeline behind `dedupe`, each on its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.capture.actions import ADVANCE
from leadwright.features.identity.records import record_of
from leadwright.features.imports.taking import Outcome, Taking
from leadwright.features.leads import bulk as leads
from leadwright.features.leads import bulk_fields
from leadwright.features.leads.bulk import Candidates, Placed
from leadwright.features.routing import actions as routing
from leadwright.features.routing import queries as teams
from leadwright.features.routing import waiting
from leadwright.features.routing.round_robin import TurnAllocator
from leadwright.features.routing.rules import RoutingTable, Staff, choose
from leadwright.features.routing.waiting import Waiter
from leadwright.features.scoring import first
from leadwright.features.scoring.computing import Cause, ComputedScore
from leadwright.features.scoring.first import FirstScores
from leadwright.features.scoring.in_force import InForce, in_force
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import BULK, enqueue
from leadwright.pipeline import routes, runs
from leadwright.pipeline.dedupe import ask_about, names_fit
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.imports import rows as import_rows
from leadwright.pipeline.imports import writing as import_writing
from leadwright.pipeline.imports.lanes import Lane
from leadwright.pipeline.imports.read_ahead import Ahead, slowly
from leadwright.pipeline.imports.rows import Read
from leadwright.pipeline.lead import LEAD_PIPELINE
from leadwright.pipeline.lookalikes import PIECE, look_at
from leadwright.pipeline.scoring.rescore import score_leads

# Where an answered row goes on: after its lead was found or made.
_AFTER_DEDUPE = [step.name for step in LEAD_PIPELINE].index("dedupe") + 1


@dataclass(frozen=True)
class Rules:
    """By what the workspace routes and scores new leads, read once for a transaction."""

    table: RoutingTable
    staff: Staff
    cards: InForce


async def rules(engine: Engine, session: TenantSession) -> Rules:
    """As they stand."""
    table = await teams.table(session)
    staff = await teams.staff(session, engine.services.members, table)
    return Rules(table, staff, await in_force(session))


@dataclass(frozen=True)
class _Part:
    """Rows of one transaction with their leads."""

    about: Taking
    at: datetime
    read: Sequence[Read]
    placed: Sequence[Placed]
    books: Candidates

    @cached_property
    def known(self) -> set[LeadId]:
        """The leads that stood before: what is new about them can be taken back."""
        return {one.lead for one in self.read if one.lead not in self.books.made}

    @cached_property
    def answered(self) -> list[Read]:
        return [one for one in self.read if import_rows.is_answered(self.about, one, self.at)]

    @cached_property
    def others(self) -> list[Read]:
        """Those that nobody writes to: they are settled here."""
        asked = {one.submission_id for one in self.answered}
        return [one for one in self.read if one.submission_id not in asked]


@dataclass(frozen=True)
class BatchResult:
    """Rows that became leads. `outcomes`: what became of each, in their order."""

    part: _Part
    outcomes: Sequence[Outcome]
    waiters: Sequence[Waiter]


async def take(session: TenantSession, lane: Lane, by: Rules, rows: Sequence[Read]) -> BatchResult:
    """Make leads of these rows, no two of which say the same; `finish` is told afterwards."""
    ahead = lane.ahead
    part = await _placed(session, ahead, rows)
    where = (ahead.about.id, ahead.part, rows, part.at)
    await import_writing.keep_submissions(session, *where)
    waiters = await _allotted(session, part, by, lane.turns)
    scored = await _scored(part, by.cards)
    await leads.write(session, part.books)
    await import_writing.keep_facts(session, *where)
    told = [(one.lead, one.row.custom) for one in rows]
    custom = await bulk_fields.tell(session, told, part.known)
    await first.keep(session, scored, part.at)
    if left := dict.fromkeys(one.lead for one in part.others if not scored.get(one.lead)):
        await score_leads(session, [*left], Cause.SCORECARD)
    replies = await leads.replies(session, [one.lead for one in part.answered if not one.created])
    outcomes = [
        _outcome(
            one,
            _with_reply(where, replies),
            custom.pop(where.lead_id, []),
            by.table,
        )
        for one, where in zip(part.read, part.placed, strict=True)
    ]
    return BatchResult(part, outcomes, waiters)


async def finish(session: TenantSession, lane: Lane, some: Sequence[BatchResult]) -> None:
    """What must stand behind the parts before: turns, who waits for a team, questions, answers."""
    await lane.turns.write(session)
    for taken in some:
        await routes.ring(session, await waiting.wait(session, taken.waiters))
        await _begin_runs(session, taken.part)
        await _ask(session, taken.part)


async def _placed(session: TenantSession, ahead: Ahead, rows: Sequence[Read]) -> _Part:
    books = await leads.candidates(session, [one.person for one in rows], ahead.at, names_fit)
    placed: list[Placed] = []
    async for one in slowly(rows):
        where = books.place(one.person, one.submission_id)
        one.lead_id, one.created = where.lead_id, where.created
        placed.append(where)
    return _Part(ahead.about, ahead.at, rows, placed, books)


async def _allotted(
    session: TenantSession, part: _Part, by: Rules, turns: TurnAllocator
) -> Sequence[Waiter]:
    """New leads get their owner and team, by turns; those that wait for a team."""
    wanted = {one.lead: one.interests for one in part.others if one.created}
    allotted = await routing.allot(session, wanted, by.table, by.staff, turns)
    for lead_id, owner in allotted.owners.items():
        part.books.settle(lead_id, owner_id=owner, team_id=allotted.teams.get(lead_id))
    return allotted.waiters


async def _scored(part: _Part, cards: InForce) -> dict[LeadId, Sequence[ComputedScore]]:
    """First scores of the new leads of whom one row tells; the others are read back for it.

    All are, where a model takes part: it asks for what is written about a lead.
    """
    if cards.asks_model:
        return {}
    scores, fresh = FirstScores(cards, part.at), part.books.fresh()
    found: dict[LeadId, Sequence[ComputedScore]] = {}
    async for one in slowly([one for one in part.others if one.lead in fresh]):
        found[one.lead] = of_lead = scores.of(one.values())
        if of_lead and (ledger := of_lead[0].ledger).scorecard == cards.primary.name:
            part.books.settle(one.lead, score=ledger.total, grade=ledger.grade.value)
    return found


async def _begin_runs(session: TenantSession, part: _Part) -> None:
    place = WorkspaceId(session.info["workspace_id"])
    begun: list[LeadSnapshot] = []
    in_doubt = await _in_doubt(session, part.answered)
    for one in part.answered:
        doubt = one.lead in in_doubt
        lead = import_rows.snapshot(place, part.about, one, part.at, in_doubt=doubt)
        begun.append(lead)
        payload = {"workspace_id": str(place), "submission_id": str(one.submission_id)}
        await enqueue(session, ADVANCE, payload, priority=BULK)
    await runs.begin_many(session, begun, _AFTER_DEDUPE, part.at)


async def _in_doubt(session: TenantSession, answered: Sequence[Read]) -> set[LeadId]:
    """Nobody is answered before it was looked who they are: new leads that may be known already."""
    new = {one.lead: record_of(one.form()) for one in answered if one.created}
    fresh, asked = list(new.items()), set[LeadId]()
    for at in range(0, len(fresh), PIECE):
        asked |= await look_at(session, fresh[at : at + PIECE])
    return asked


async def _ask(session: TenantSession, part: _Part) -> None:
    for one, where in zip(part.read, part.placed, strict=True):
        if where.apart:
            await ask_about(session, one.lead, one.form())


def _with_reply(where: Placed, replies: Mapping[LeadId, Mapping[str, Any]]) -> Placed:
    """What became of the lead's last answer goes back with an undo: this row's answer takes its place."""
    reply = replies.get(where.lead_id)
    return where if reply is None else where._replace(before={**where.before, **reply})


def _outcome(read: Read, where: Placed, custom: Sequence[str], table: RoutingTable) -> Outcome:
    verdict = _verdict(read, table)
    return Outcome(
        row_index=read.row.row_index,
        state="taken",
        verdict=verdict if where.created else merged(verdict),
        lead_id=where.lead_id,
        submission_id=read.submission_id,
        created=where.created,
        before=import_rows.as_json(where.before),
        after=import_rows.as_json(where.after) | ({"custom": list(custom)} if custom else {}),
    )


def merged(verdict: str) -> str:
    """The verdict of a row that made no new lead."""
    return "merged" if verdict == "new" else verdict


def _verdict(read: Read, table: RoutingTable) -> str:
    """A row whose only doubt is a product waits as long as its lead waits for a team."""
    row = read.row
    if row.verdict != "review" or row.needs_person:
        return row.verdict
    waits = read.created and choose(read.interests, table).strangers
    return "review" if waits else "new"
