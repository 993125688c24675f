"""Ingests behaviour events: stores each once, matches it to its lead, judges it, writes it to the log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.ids import EventId, LeadId, PersonId, new_id
from leadwright.features.behaviour import judging, kinds, people
from leadwright.features.behaviour.models import Behaviour, TrackingRules
from leadwright.features.behaviour.reading import ParsedEvent
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit_past
from leadwright.kernel.jobs import INTERACTIVE, enqueue

RESCORE = "rescore_leads"


@dataclass(frozen=True)
class Row:
    """An event that is about to be kept."""

    id: UUID
    given: ParsedEvent
    lead_id: LeadId | None
    answer: dict[str, Any]


Answer = dict[str, Any] | Invalid


async def take(session: TenantSession, origin: str, givens: Sequence[ParsedEvent]) -> list[Answer]:
    """Keep a batch. The answer to each in its place; one that cannot be taken holds up no other."""
    known = await people.known(session, givens)
    read = [_row(given, known, origin) for given in givens]
    rows = [row for row in read if isinstance(row, Row)]
    new = await _keep(session, origin, rows)
    standing = await _standing(session, origin, [row for row in rows if row.id not in new])
    fresh = [row for row in rows if row.id in new]
    await _learn(session, origin, fresh)
    await _tell(session, [_kept(row, origin) for row in fresh])
    return [
        row
        if isinstance(row, Invalid)
        else row.answer
        if row.id in new
        else _repeated(row, standing)
        for row in read
    ]


def _row(given: ParsedEvent, known: people.KnownPeople, origin: str) -> Row | Invalid:
    if given.lead_id is not None and given.lead_id not in known.leads:
        problem = FieldProblem("lead_id", "unknown", "Send the id of a lead of this workspace.")
        return Invalid("There is no such lead here.", problems=(problem,))
    lead_id = known.lead_of(given)
    answer: dict[str, Any] = {
        "status": "taken",
        "id": str(id_ := new_id()),
        "kind": given.name,
        "occurred_at": given.occurred_at.isoformat(),
        "notes": list(given.notes),
    }
    if origin == "api":
        shared = "shared" if known.is_shared(given) else "waiting"
        answer["lead"] = shared if lead_id is None else "known"
        answer["lead_id"] = None if lead_id is None else str(lead_id)
    return Row(id_, given, lead_id, answer)


_KEEP = text(
    "insert into behaviour (workspace_id, id, name, occurred_at, received_at, origin, sender_id,"
    " body_hash, answer, lead_id, visitor, email_key, external_id, message_id, about, properties,"
    " address, agent, signs) select :workspace_id, id, name, occurred_at, :now, :origin, sender_id,"
    " body_hash, answer, lead_id, visitor, email_key, external_id, message_id, about, properties,"
    " address, agent, signs from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, name text,"
    " occurred_at timestamptz, sender_id text, body_hash text, answer jsonb, lead_id uuid,"
    " visitor text, email_key text, external_id text, message_id uuid, about text,"
    " properties jsonb, address text, agent text, signs text[])"
    " on conflict (workspace_id, origin, sender_id) where sender_id is not null do nothing"
    " returning id"
)


async def _keep(session: TenantSession, origin: str, rows: Sequence[Row]) -> set[UUID]:
    """The ids of those that were not there yet."""
    if not rows:
        return set()
    values = [
        {
            "id": row.id,
            "answer": row.answer,
            **row.given.__dict__,
            "lead_id": row.lead_id,
            "occurred_at": row.given.occurred_at.isoformat(),
            "signs": sorted(row.given.signs),
        }
        for row in rows
    ]
    arguments = {
        "workspace_id": session.info["workspace_id"],
        "now": clock.now(),
        "origin": origin,
        "rows": json.dumps(values, default=str),
    }
    return set((await session.execute(_KEEP, arguments)).scalars())


async def _standing(
    session: TenantSession, origin: str, rows: Sequence[Row]
) -> dict[str, tuple[str | None, dict[str, Any]]]:
    names = sorted({row.given.sender_id for row in rows if row.given.sender_id})
    if not names:
        return {}
    query = select(Behaviour.sender_id, Behaviour.body_hash, Behaviour.answer).where(
        Behaviour.workspace_id == session.info["workspace_id"],
        Behaviour.origin == origin,
        Behaviour.sender_id.in_(names),
    )
    rows_found = await session.execute(query)
    return {str(name): (body_hash, answer) for name, body_hash, answer in rows_found}


def _repeated(row: Row, standing: dict[str, tuple[str | None, dict[str, Any]]]) -> Answer:
    body_hash, answer = standing.get(row.given.sender_id or "", (None, {}))
    if body_hash == row.given.body_hash:
        return answer
    problem = FieldProblem("id", "reused", "Use a new id for a new event.")
    return Invalid(
        "This id was used for another event.", code="event_id_reused", problems=(problem,)
    )


async def _learn(session: TenantSession, origin: str, rows: Sequence[Row]) -> None:
    """What an event says of one person's names, told by who must know: only with a secret key."""
    if origin != "api":
        return
    named: set[tuple[LeadId, str, str]] = set()
    for row in rows:
        for way, value in (
            (people.EXTERNAL, row.given.external_id),
            (people.VISITOR, row.given.visitor),
        ):
            if row.lead_id and value and (row.given.lead_id or row.given.email_key):
                named.add((row.lead_id, way, value))
    for lead_id, way, value in sorted(named):
        if await people.learn(session, lead_id, way, value):
            await join(session, lead_id, way, value)


@dataclass(frozen=True)
class StoredEvent:
    """An event that is kept, as far as the log and the rules want to know it."""

    deed: kinds.LoggedBehaviour
    occurred_at: datetime
    is_judged: bool
    machine: str | None = None


def _kept(row: Row, origin: str) -> StoredEvent:
    given = row.given
    deed = kinds.LoggedBehaviour(
        row.id, given.name, row.lead_id, _source(origin), given.about, given.message_id
    )
    return StoredEvent(deed, given.occurred_at, given.agent is not None or bool(given.signs))


def _source(origin: str) -> str:
    return origin if origin in {"api", "page", "mail"} else "provider"


_WAITED = {
    people.VISITOR: "visitor = :value and email_key is null and external_id is null",
    people.EXTERNAL: "external_id = :value and email_key is null",
    "email": "email_key = :value",
}
_JOIN = {
    way: text(
        "update behaviour set lead_id = :lead_id where workspace_id = :workspace_id"
        f" and lead_id is null and {which}"
        " returning id, name, occurred_at, origin, about, message_id, machine"
    )
    for way, which in _WAITED.items()
}


async def join(session: TenantSession, lead_id: LeadId, way: str, value: str) -> int:
    """What waited under this name belongs to the lead now. How many; each joins once."""
    which = {
        "workspace_id": session.info["workspace_id"],
        "lead_id": lead_id,
        "value": value,
    }
    kept = [
        StoredEvent(
            kinds.LoggedBehaviour(r.id, r.name, lead_id, _source(r.origin), r.about, r.message_id),
            r.occurred_at,
            is_judged=False,  # it was, when it came
            machine=r.machine,
        )
        for r in await session.execute(_JOIN[way], which)
    ]
    await _tell(session, kept)
    return len(kept)


async def _tell(session: TenantSession, kept: Sequence[StoredEvent]) -> None:
    """Judge what is new, tell the log those whose lead is known, and have scores renewed."""
    judged = await judging.judge(session, [one.deed.id for one in kept if one.is_judged])
    due = set(judged.corrected)
    for one in sorted(kept, key=lambda one: (one.occurred_at, one.deed.id)):
        if one.deed.lead_id is None:
            continue
        machine = one.machine or judged.labels.get(one.deed.id)
        emit_past(
            session,
            kinds.event_of(one.deed),
            id_=EventId(one.deed.id),
            occurred_at=one.occurred_at,
            machine=machine,
        )
        if machine is None:
            due.add(one.deed.lead_id)
    await renew_scores(session, sorted(due))


_DUE = text(
    "insert into score_due (workspace_id, id, lead_id) select :workspace_id, id, lead_id"
    " from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, lead_id uuid)"
)


async def renew_scores(session: TenantSession, lead_ids: Sequence[LeadId]) -> None:
    """Have these scored anew at once; several reasons for one lead are one piece of work."""
    if not lead_ids:
        return
    rows = json.dumps([{"id": new_id(), "lead_id": one} for one in lead_ids], default=str)
    workspace_id = session.info["workspace_id"]
    await session.execute(_DUE, {"workspace_id": workspace_id, "rows": rows})
    await enqueue(session, RESCORE, {"workspace_id": str(workspace_id)}, priority=INTERACTIVE)


_TAKE_DUE = text(
    "delete from score_due where workspace_id = :workspace_id and id in"
    " (select id from score_due where workspace_id = :workspace_id order by id limit :most"
    " for update skip locked) returning lead_id"
)


async def take_due(session: TenantSession, most: int) -> tuple[list[LeadId], bool]:
    """Leads to score now, each once, and whether more wait. What is asked for meanwhile waits apart."""
    arguments = {"workspace_id": session.info["workspace_id"], "most": most}
    found = list((await session.execute(_TAKE_DUE, arguments)).scalars())
    return sorted({LeadId(one) for one in found}), len(found) == most


async def change_tracking(
    session: TenantSession, *, opens: bool, clicks: bool, by: PersonId | None
) -> None:
    """Record opens and clicks of our own mail from now on, or not any more."""
    values = {"opens": opens, "clicks": clicks, "changed_at": clock.now(), "changed_by": by}
    await session.execute(
        insert(TrackingRules)
        .values(workspace_id=session.info["workspace_id"], **values)
        .on_conflict_do_update(index_elements=["workspace_id"], set_=values)
    )
