"""Writes to leads: facts, results of the pipeline, and changes by members."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.events import LeadAssigned, LeadStatusChanged
from leadwright.domain.ids import LeadId, PersonId, SubmissionId, new_id
from leadwright.domain.lead import Fact, KnownFields, LeadSnapshot, LeadStatus, RejectReason
from leadwright.features.leads import opening, queries
from leadwright.features.leads.matching import fold
from leadwright.features.leads.models import Lead
from leadwright.kernel import clock
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit

CHANGED = "Somebody changed this lead in the meantime. Look again, then decide."
_LEAD: Any = Lead.__table__
_FACTS = DeferredWrite(
    "facts",
    (
        (
            "learnt",
            """
insert into fact (workspace_id, id, lead_id, submission_id, key, value, source, method, confidence,
    observed_at)
select :workspace_id, id, lead_id, submission_id, key, coalesce(value, 'null'), source, method,
    confidence, observed_at
from jsonb_to_recordset(:rows) as r (id uuid, lead_id uuid, submission_id uuid, key text,
    value jsonb, source text, method text, confidence float8, observed_at timestamptz)
returning 1""",
        ),
    ),
)
# Columns that the row does not set stay as they are. Only the run of the newest submission writes.
_KEPT = DeferredWrite(
    "lead",
    (
        (
            "kept",
            """
update lead l set updated_at = r.updated_at, country = coalesce(r.country, l.country),
    phone = coalesce(r.phone, l.phone), company = coalesce(r.company, l.company),
    company_folded = coalesce(r.company_folded, l.company_folded),
    intent = coalesce(r.intent, l.intent),
    intent_confidence = coalesce(r.intent_confidence, l.intent_confidence),
    language = coalesce(r.language, l.language),
    quality_band = coalesce(r.quality_band, l.quality_band), score = coalesce(r.score, l.score),
    grade = coalesce(r.grade, l.grade), owner_id = coalesce(r.owner_id, l.owner_id),
    reply_status = coalesce(r.reply_status, l.reply_status),
    stop_reason = coalesce(r.stop_reason, l.stop_reason)
from jsonb_to_recordset(:rows) as r (id uuid, submission_id uuid, updated_at timestamptz,
    country text, phone text, company text, company_folded text, intent text,
    intent_confidence float8, language text, quality_band text, score int, grade text,
    owner_id uuid, reply_status text, stop_reason text)
where l.workspace_id = :workspace_id and l.last_submission_id = r.submission_id and l.id = r.id
    and l.id = any(array(select (o ->> 'id')::uuid from jsonb_array_elements(:rows) as o))
returning 1""",
        ),
    ),
    each=False,
)
# Only the run of the newest submission writes: a concurrent older one would restore old values.
_CHANGE_BY_NEWEST = update(_LEAD).where(
    _LEAD.c.workspace_id == bindparam("in_workspace"),
    _LEAD.c.id == bindparam("of_lead"),
    _LEAD.c.last_submission_id == bindparam("of_submission"),
)


async def record_facts(
    session: TenantSession, lead_id: LeadId, submission_id: SubmissionId, facts: Sequence[Fact]
) -> None:
    """Add facts about the lead, each with its provenance."""
    if facts:
        about = {"lead_id": lead_id, "submission_id": submission_id}
        rows = [{"id": new_id(), **about, **dict(fact)} for fact in facts]
        await unit_of_work.row(session, _FACTS, *rows)


async def keep(session: TenantSession, lead: LeadSnapshot) -> None:
    """Update the lead's row to what the pipeline knows now.

    Only the run of the newest submission may: a concurrent older one would restore old values.
    """
    if lead.lead_id is None:
        return
    values: dict[str, Any] = {"updated_at": clock.now()}
    for column in ("country", "phone"):
        if (value := lead.value(column)) is not None:
            values[column] = value
    if not lead.form.company and (company := lead.value("company")):
        values |= {"company": company, "company_folded": fold(company)}
    if lead.reading is not None:
        values |= {
            "intent": lead.reading.intent.value,
            "intent_confidence": lead.reading.confidence,
            "language": lead.reading.language,
            "quality_band": lead.reading.quality_band.value,
        }
    if lead.score is not None:
        values |= {"score": lead.score.total, "grade": lead.score.grade.value}
    values |= _reply_of(lead)
    if lead.owner is not None:
        values["owner_id"] = lead.owner.person_id
    unwritten = opening.unwritten(session, lead.lead_id)
    if unwritten is not None:
        unwritten.update(values)
        return
    which = {"id": lead.lead_id, "submission_id": lead.submission_id}
    await unit_of_work.row(session, _KEPT, {**which, **values})


async def _change_by_newest(
    session: TenantSession, lead_id: LeadId, submission_id: SubmissionId, values: dict[str, Any]
) -> None:
    which = {
        "in_workspace": session.info["workspace_id"],
        "of_lead": lead_id,
        "of_submission": submission_id,
    }
    await session.execute(_CHANGE_BY_NEWEST, {**values, **which})


def _reply_of(lead: LeadSnapshot) -> dict[str, str]:
    """What the reply rules decided about the reply, if it is not sent at once."""
    if lead.reply_held:
        return {"reply_status": "held"}
    if lead.reply_after is not None:
        return {"reply_status": "delayed"}
    if lead.reply_mode == "none":
        return {"reply_status": "stopped", "stop_reason": "reply_rule"}
    return {}


@dataclass(frozen=True)
class Reply:
    """The outcome of a reply; `ms` from the receipt of the submission to the mail server's 250."""

    status: str
    ms: int | None = None
    stop_reason: str | None = None


async def mark_reply(
    session: TenantSession, lead_id: LeadId, submission_id: SubmissionId, reply: Reply
) -> None:
    """Store the outcome of the reply to the lead's newest submission; older ones are ignored."""
    await unit_of_work.settle(session)
    values = {
        "reply_status": reply.status,
        "reply_ms": reply.ms,
        "stop_reason": reply.stop_reason,
    }
    await _change_by_newest(session, lead_id, submission_id, values)


async def change_status(
    session: TenantSession,
    lead_id: LeadId,
    status: LeadStatus,
    *,
    actor: PersonId,
    version: int,
    reason: RejectReason | None = None,
) -> None:
    """Set the sales status. Conflict if the lead has changed since the form was rendered."""
    lead = await _unchanged(session, lead_id, version)
    if lead.status == status.value:
        return
    before = lead.status
    await _change(session, lead_id, version, status=status.value)
    emit(
        session,
        LeadStatusChanged(
            lead_id=lead_id,
            before=before,
            after=status.value,
            by=actor,
            reason=reason if status is LeadStatus.REJECTED else None,
        ),
    )


async def hand_over(
    session: TenantSession,
    lead_id: LeadId,
    owner_id: PersonId | None,
    *,
    actor: PersonId,
    version: int,
) -> None:
    """A member assigns the lead to a member, or to nobody. Conflict as in `change_status`."""
    lead = await _unchanged(session, lead_id, version)
    if lead.owner_id == owner_id:
        return
    await _change(session, lead_id, version, owner_id=owner_id)
    emit(session, LeadAssigned(lead_id=lead_id, person_id=owner_id, why="by hand", by=actor))


async def _unchanged(session: TenantSession, lead_id: LeadId, version: int) -> Lead:
    """The lead, if it is still at the version the form showed."""
    lead = await queries.one(session, lead_id)
    if lead is None:
        raise NotFound("There is no such lead here.")
    if lead.version != version:
        raise Conflict(CHANGED)
    return lead


async def _change(
    session: TenantSession, lead_id: LeadId, version: int, **values: str | UUID | None
) -> None:
    """Write only if the version is unchanged: two people may have read the same one."""
    changed = await session.execute(
        _lead(session, lead_id)
        .where(Lead.version == version)
        .values(version=Lead.version + 1, updated_at=clock.now(), **values)
        .returning(Lead.id)
    )
    if changed.first() is None:
        raise Conflict(CHANGED)


async def give_by_rule(
    session: TenantSession, lead_id: LeadId, owner_id: PersonId, *, why: str
) -> None:
    """Assign the lead to a member by a rule; `why` names the rule."""
    await give_owner(session, lead_id, owner_id)
    emit(session, LeadAssigned(lead_id=lead_id, person_id=owner_id, why=why))


async def add_tag(session: TenantSession, known: KnownFields, tag: str, source: str) -> bool:
    """Add a tag to the lead; False if it already has it."""
    fact = known.facts.get("tags")
    held = fact.value if fact is not None else []
    tags = [str(one) for one in held] if isinstance(held, list) else [str(held)]
    if tag.casefold() in {one.casefold() for one in tags}:
        return False
    value = Fact(
        key="tags",
        value=[*tags, tag],
        source=source,
        method="rule",
        confidence=1.0,
        observed_at=clock.now(),
    )
    await record_facts(session, known.lead_id, known.submission_id, [value])
    return True


async def give_owner(session: TenantSession, lead_id: LeadId, owner_id: PersonId | None) -> None:
    """Assign the lead to a member, or to nobody."""
    await session.execute(
        _lead(session, lead_id).values(
            owner_id=owner_id, version=Lead.version + 1, updated_at=clock.now()
        )
    )


def _lead(session: TenantSession, lead_id: LeadId) -> Any:
    return update(Lead).where(Lead.workspace_id == session.info["workspace_id"], Lead.id == lead_id)
