"""Step `dedupe`: finds the lead that a submission belongs to, in the same way for forms and files."""

from uuid import UUID

from leadwright.domain.ids import LeadId
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.duplicates import questions
from leadwright.features.duplicates.questions import Possible
from leadwright.features.identity import records
from leadwright.features.identity.name_comparison import compare_names
from leadwright.features.identity.names import read_name
from leadwright.features.identity.records import Found
from leadwright.features.identity.rules import Band, Verdict
from leadwright.features.leads import opening
from leadwright.kernel.db.session import TenantSession
from leadwright.ports.directory import Services


async def find_lead(
    session: TenantSession, lead: LeadSnapshot, services: Services, _: None
) -> Outcome:
    """The lead of this submission: a known one, or a new one, possibly with a question to a member."""
    del services
    found = await records.find(session, records.record_of(lead.form))
    lead_id, is_new = await _placed(session, lead, found)
    await records.remember(session, lead_id, found)
    if is_new and found.verdict.band is Band.REVIEW:
        await questions.ask(session, lead_id, possible(found.verdict))
    note = "known person"
    if is_new:
        note = "perhaps known" if found.verdict.band is Band.REVIEW else "new"
    return Continue(await opening.opened(session, lead, lead_id, is_new=is_new), note=note)


async def _placed(session: TenantSession, lead: LeadSnapshot, found: Found) -> tuple[LeadId, bool]:
    best = found.verdict.best
    if found.verdict.band is Band.MERGE and best is not None:
        known = LeadId(UUID(best.comparison.other.id))
        if await opening.come_back(session, lead, known):
            return known, False
    is_apart = found.shares_a_contact
    while True:
        made = await opening.make(session, lead, is_apart=is_apart)
        if made is not None:
            return made, True
        holder = await opening.holder(session, lead, is_apart=is_apart)
        if holder is None:
            continue
        if (is_apart or _fits(lead, holder.name)) and await opening.come_back(
            session, lead, holder.lead_id
        ):
            return holder.lead_id, False
        is_apart = True


def _fits(lead: LeadSnapshot, name: str) -> bool:
    """Somebody came first, in this moment or before keys were kept: whether the names fit."""
    return names_fit(lead.form.name or "", name)


def names_fit(one: str, other: str) -> bool:
    """Whether two names may belong to one person; a missing name fits any other."""
    if not one or not other:
        return True
    return compare_names(read_name(one, ""), read_name(other, "")).fits


async def ask_about(session: TenantSession, lead_id: LeadId, form: FormValues) -> None:
    """Ask a member whether this lead is the same as a known one, if it may be."""
    found = await records.find(session, records.record_of(form))
    if found.verdict.band is not Band.NEW:
        await questions.ask(session, lead_id, possible(found.verdict))


def possible(verdict: Verdict) -> list[Possible]:
    """The leads to ask about, likeliest first."""
    pairs = [] if verdict.best is None else [verdict.best, *verdict.others]
    return [
        Possible(
            LeadId(UUID(pair.comparison.other.id)),
            pair.weight,
            tuple((one.field, one.level, one.bits, one.words) for one in pair.comparison.findings),
        )
        for pair in pairs
    ]
