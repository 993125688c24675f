"""A person's word about a row that was kept for review, carried out on the row and on its lead."""

from dataclasses import asdict

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.ids import LeadId, PersonId
from leadwright.domain.lead import LeadStatus, RejectReason
from leadwright.features.imports import review
from leadwright.features.imports.cleaning.emails import read_email
from leadwright.features.imports.review import RowDecision
from leadwright.features.leads import actions as leads
from leadwright.features.leads import queries
from leadwright.features.leads.correcting import Contact, correct
from leadwright.kernel.db.session import TenantSession

_LEAST_DIGITS = 6


async def accept(session: TenantSession, row: RowDecision, *, by: PersonId) -> bool:
    """The row is right as it stands; False where somebody decided before."""
    return await review.decide(session, row, "accepted", by=by)


async def mend(session: TenantSession, row: RowDecision, contact: Contact, *, by: PersonId) -> bool:
    """Correct name, address and number on the lead. Invalid where they cannot be."""
    checked = _checked(contact)
    before = None
    if row.lead_id is not None:
        before = asdict(await correct(session, LeadId(row.lead_id), checked))
    undo = {"before": before, "after": asdict(checked)}
    return await review.decide(session, row, "mended", by=by, undo=undo)


def _checked(contact: Contact) -> Contact:
    problems = []
    email = contact.email
    if email:
        email = read_email(email).value
        if not email:
            remedy = "This is no complete address. Write it like ada@example.com."
            problems.append(FieldProblem("email", "malformed", remedy))
    digits = sum(char.isdigit() for char in contact.phone or "")
    if contact.phone and digits < _LEAST_DIGITS:
        remedy = (
            "This is no complete number. Write it with its country code, like +44 20 7946 0000."
        )
        problems.append(FieldProblem("phone", "malformed", remedy))
    if not email and not contact.phone and not problems:
        remedy = "Give an address or a number: nobody could be answered."
        problems.append(FieldProblem("email", "missing", remedy))
    if problems:
        raise Invalid("This cannot be kept yet.", problems=tuple(problems))
    return Contact(contact.name, email, contact.phone or None)


async def reject(session: TenantSession, row: RowDecision, *, by: PersonId) -> bool:
    """The row stands for nobody. A lead that it made, and nobody has begun to work on, is rejected."""
    undo = {}
    lead = await queries.one(session, LeadId(row.lead_id)) if row.lead_id and row.created else None
    if lead is not None and lead.status == LeadStatus.NEW.value:
        undo["status"] = lead.status
    if not await review.decide(session, row, "rejected", by=by, undo=undo):
        return False
    if lead is not None and undo:
        await leads.change_status(
            session,
            LeadId(lead.id),
            LeadStatus.REJECTED,
            actor=by,
            version=lead.version,
            reason=RejectReason.NOT_A_BUYER,
        )
    return True


async def take_back(session: TenantSession, row: RowDecision, *, by: PersonId) -> bool:
    """The row waits again, and its lead is as before, unless somebody changed that since."""
    if row.decided is None:
        return False
    undo = row.undo or {}
    lead = await queries.one(session, LeadId(row.lead_id)) if row.lead_id else None
    if lead is not None and undo.get("before"):
        if Contact(lead.name, lead.email, lead.phone) == Contact(**undo["after"]):
            await correct(session, LeadId(lead.id), Contact(**undo["before"]))
    elif lead is not None and undo.get("status") and lead.status == LeadStatus.REJECTED.value:
        status = LeadStatus(undo["status"])
        await leads.change_status(session, LeadId(lead.id), status, actor=by, version=lead.version)
    await review.reopen(session, row)
    return True
