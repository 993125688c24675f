"""Attaches a submission to its lead, new or known. Identity was decided before."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.events import LeadCreated, LeadReturned
from leadwright.domain.ids import LeadId, new_id
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.leads import custom_fields, queries
from leadwright.features.leads.matching import email_key, fold, phone_key
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit

# The keys are unique, so two workers that look at the same time cannot create one person twice.
_MADE = DeferredWrite(
    "new lead",
    (
        (
            "made",
            """
insert into lead (workspace_id, id, created_at, updated_at, last_submission_at,
    last_submission_id, name, name_folded, email, email_key, phone, phone_key, company,
    company_folded, source, country, intent, intent_confidence, language, quality_band,
    score, grade, owner_id, reply_status, stop_reason)
select :workspace_id, id, at, coalesce(updated_at, at), at, submission_id, name, name_folded, email,
    email_key, phone, phone_key, company, company_folded, source, country, intent,
    intent_confidence, language, quality_band, score, grade, owner_id,
    coalesce(reply_status, 'pending'), stop_reason
from jsonb_to_recordset(:rows) as r (id uuid, at timestamptz, updated_at timestamptz,
    submission_id uuid, name text, name_folded text, email text, email_key text, phone text,
    phone_key text, company text, company_folded text, source text, country text,
    intent text, intent_confidence float8, language text, quality_band text, score int, grade text,
    owner_id uuid, reply_status text, stop_reason text)
on conflict do nothing returning 1""",
        ),
    ),
)
_RETURN = text("""
update lead l set
    updated_at = :at,
    last_submission_at = greatest(l.last_submission_at, :at),
    last_submission_id = case when :at >= l.last_submission_at
        then :submission_id else l.last_submission_id end,
    submissions = l.submissions + 1, version = l.version + 1,
    name = case when l.name = '' then :name else l.name end,
    name_folded = case when l.name = '' then :name_folded else l.name_folded end,
    email = coalesce(l.email, :email),
    email_key = case when l.email is null and not exists (select from lead o
            where o.workspace_id = :workspace_id and o.email_key = :email_key)
        then :email_key else l.email_key end,
    phone = coalesce(l.phone, :phone),
    company = case when l.company = '' then :company else l.company end,
    company_folded = case when l.company = '' then :company_folded else l.company_folded end,
    reply_status = 'pending', stop_reason = null
where l.workspace_id = :workspace_id and l.id = :lead_id returning l.id
""")
_HOLDER = text("""
select id, name from lead where workspace_id = :workspace_id
    and (email_key = :email_key or (email_key is null and phone_key = :phone_key)) limit 1
""")


@dataclass(frozen=True)
class Holder:
    """The lead that has a submission's address, or its number if there is no address."""

    lead_id: LeadId
    name: str


async def make(session: TenantSession, lead: LeadSnapshot, *, is_apart: bool) -> LeadId | None:
    """Create a lead for this submission; None if a lead already has its key.

    `is_apart`: another person has the same address or number, so the key includes the name.
    """
    made = LeadId(new_id())
    row = _values(lead, is_apart=is_apart) | {"id": made}
    return made if await unit_of_work.row(session, _MADE, row) else None


def unwritten(session: TenantSession, lead_id: LeadId) -> dict[str, Any] | None:
    """The row of a lead that this transaction created but has not written yet, and can still change."""
    rows = unit_of_work.still_off(session, _MADE)
    return next((row for row in rows if row["id"] == lead_id), None)


async def come_back(session: TenantSession, lead: LeadSnapshot, lead_id: LeadId) -> bool:
    """Attach the submission to a known lead; False if that lead was deleted."""
    values = _values(lead, is_apart=False) | {"lead_id": lead_id}
    del values["phone_key"], values["source"]
    return (await session.execute(_RETURN, values)).first() is not None


async def holder(session: TenantSession, lead: LeadSnapshot, *, is_apart: bool) -> Holder | None:
    """The lead that has the key a new lead would get."""
    values = _values(lead, is_apart=is_apart)
    keys = {key: values[key] for key in ("workspace_id", "email_key", "phone_key")}
    row = (await session.execute(_HOLDER, keys)).first()
    return None if row is None else Holder(LeadId(UUID(str(row.id))), row.name)


def _values(lead: LeadSnapshot, *, is_apart: bool) -> dict[str, Any]:
    form = lead.form
    mailbox, number = email_key(form.email, form.name), phone_key(form.phone)
    name = fold(form.name or "")
    if is_apart:
        mailbox = mailbox if not mailbox or "|" in mailbox else f"{mailbox}|{name}"
        number = number and f"{number}|{name}"
    return {
        "workspace_id": lead.workspace_id,
        "at": lead.received_at,
        "submission_id": lead.submission_id,
        "name": form.name or "",
        "name_folded": name,
        "email": form.email,
        "email_key": mailbox,
        "phone": form.phone,
        "phone_key": number,
        "company": form.company or "",
        "company_folded": fold(form.company or ""),
        "source": lead.source,
    }


async def opened(
    session: TenantSession, lead: LeadSnapshot, lead_id: LeadId, *, is_new: bool
) -> LeadSnapshot:
    """The snapshot with its lead and what is known about it; emits that the lead was created or returned."""
    known = {} if is_new else await queries.best_facts(session, lead_id)
    await custom_fields.keep(session, lead_id, lead.form.extra)
    kind = LeadCreated if is_new else LeadReturned
    emit(session, kind(lead_id=lead_id, submission_id=lead.submission_id, source=lead.source))
    changes = {"lead_id": lead_id, "is_returning": not is_new, "facts": known}
    return lead.model_copy(update=changes)
