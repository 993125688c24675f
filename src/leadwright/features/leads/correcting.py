"""A member corrects a lead's name, address or number."""

from dataclasses import asdict, dataclass

from sqlalchemy import or_, select

from leadwright.domain.errors import FieldProblem, Invalid, NotFound
from leadwright.domain.ids import LeadId
from leadwright.features.leads import queries
from leadwright.features.leads.matching import email_key, fold, phone_key
from leadwright.features.leads.models import Lead
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession


@dataclass(frozen=True)
class Contact:
    """A lead's name and contact details."""

    name: str
    email: str | None
    phone: str | None


async def correct(session: TenantSession, lead_id: LeadId, contact: Contact) -> Contact:
    """Write the correction; returns the previous values. Invalid if another lead has these details."""
    lead = await queries.one(session, lead_id)
    if lead is None:
        raise NotFound("There is no such lead here.")
    before = Contact(lead.name, lead.email, lead.phone)
    if contact == before:
        return before
    mail, number = _keys(lead, contact)
    await _unlike_others(session, lead_id, mail, number)
    for name, value in asdict(contact).items():
        setattr(lead, name, value)
    lead.name_folded = fold(contact.name)
    lead.email_key, lead.phone_key = mail, number
    lead.version += 1
    lead.updated_at = clock.now()
    await session.flush()
    return before


def _keys(lead: Lead, contact: Contact) -> tuple[str | None, str | None]:
    """A lead kept apart from another with the same address stays apart."""
    same = contact.email == lead.email
    mail = lead.email_key if same else email_key(contact.email, contact.name)
    number = lead.phone_key if contact.phone == lead.phone else phone_key(contact.phone)
    return mail, number


async def _unlike_others(
    session: TenantSession, lead_id: LeadId, mail: str | None, number: str | None
) -> None:
    by_mail = Lead.email_key == mail
    by_number = Lead.email_key.is_(None) & (Lead.phone_key == number)
    asked = select(Lead.name, Lead.email_key).where(
        Lead.workspace_id == session.info["workspace_id"], Lead.id != lead_id
    )
    asked = asked.where(or_(by_mail, by_number) if mail is None else by_mail)
    if mail is None and number is None:
        return
    other = (await session.execute(asked.limit(1))).first()
    if other is not None:
        field = "email" if mail else "phone"
        remedy = (
            f"{other.name or 'Another lead'} is reached like that already: see their lead first."
        )
        raise Invalid(remedy, problems=(FieldProblem(field, "taken", remedy),))
