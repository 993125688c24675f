"""The reply step: drafts the answer, and queues it to be sent or held for approval."""

import asyncio
from dataclasses import replace

from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.replies import proposals, rule_book, rules
from leadwright.features.replies.composing.filling import Draft, answered_by, compose
from leadwright.features.replies.modes import Choice, ReplyMode, choose
from leadwright.features.replies.validation import names
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.logging import get
from leadwright.ports.directory import Company, NewMessage, Services

log = get("replies")


def asks_outside(lead: LeadSnapshot, services: Services) -> bool:
    """No: a model's proposal came with the reading, and templates ask nobody."""
    del lead, services
    return False


async def draft(lead: LeadSnapshot, services: Services) -> tuple[Draft, Company]:
    """The language model's proposal if every sentence of it holds, else the written template.

    What is a matter for a person is acknowledged in our own words, and no model's.
    """
    company = await services.fact_sheets.read(lead.workspace_id)
    reading = lead.reading
    if lead.proposal is None or reading is None or reading.unsure or reading.matter is not None:
        return await draft_from_template(lead, services)
    problems = await asyncio.to_thread(
        proposals.refusals, lead.proposal, lead, company, services.embedder
    )
    if not problems:
        return proposals.draft(lead.proposal, lead, company), company
    log.info("reply.proposal_refused", problems=[p.kind for p in problems])
    written, _ = await draft_from_template(lead, services)
    return replace(written, aside=proposals.refused(problems)), company


async def draft_from_template(lead: LeadSnapshot, services: Services) -> tuple[Draft, Company]:
    """The answer when nobody can be asked."""
    company = await services.fact_sheets.read(lead.workspace_id)
    own = await services.templates.read(lead.workspace_id)
    trial = await services.templates.trial(lead, *answered_by(lead), company.industry)
    return compose(lead, company, own, trial), company


async def queue(
    session: TenantSession,
    lead: LeadSnapshot,
    services: Services,
    drafted: tuple[Draft, Company],
) -> Outcome:
    """One reply per submission, whatever crashes; a lead without an address is left to its owner."""
    if lead.form.email is None:
        return Continue(lead, note="no e-mail address: a person calls")
    reply, company = drafted
    choice = choose(await rule_book.rules(session), lead, company.hours)
    changed = lead.model_copy(update={"reply_mode": choice.mode.value})
    if choice.mode is ReplyMode.NONE:
        return Continue(changed, note=f"no reply, by rule: {choice.by}")
    message = _message(lead, reply, company, choice)
    message_id = await services.outbox.put(session, message)
    kept = {
        "reply_id": message_id,
        "reply_held": message.held,
        "reply_after": message.send_after,
    }
    if reply.template_id.startswith("model:") and choice.mode is ReplyMode.SEND:
        await _remember(session, lead, services, company)
    if reply.trial is not None:
        await services.templates.tried(session, lead, reply.trial, message_id)
    aside = f"{reply.aside}; " if reply.aside else ""
    note = f"{aside}{reply.template_id} in {reply.language}, {_fate(choice)}, by rule: {choice.by}"
    return Continue(changed.model_copy(update=kept), note=note)


async def _remember(
    session: TenantSession, lead: LeadSnapshot, services: Services, company: Company
) -> None:
    """A model's answer that leaves at once is good enough for the next one who asks the same.

    One that waits for minutes waits for somebody to look, who may cancel or change it.
    """
    question = proposals.repeatable(lead, company)
    if question is not None:
        await services.models.remember(session, company, *question)


def _message(lead: LeadSnapshot, reply: Draft, company: Company, choice: Choice) -> NewMessage:
    return NewMessage(
        reason_key=f"reply:{lead.submission_id}",
        kind="reply",
        to_address=lead.form.email or "",
        to_name=names.person(lead.form.name) or "",
        subject=reply.subject,
        text=reply.text,
        html=reply.html,
        from_name=lead.owner.name if lead.owner else company.sender_name,
        language=reply.language,
        lead_id=lead.lead_id,
        submission_id=lead.submission_id,
        in_reply_to=rules.their_mail(lead.headers),
        reply_to=company.answers_to or (lead.owner.email if lead.owner else None),
        held=choice.is_held,
        built_in=lead.is_demo,
        received_at=lead.received_at,
        evidence=tuple((sentence, origin, key) for sentence, origin, key in reply.evidence),
        send_after=choice.send_after(clock.now()),
        mode=choice.mode.value,
        chosen_by=choice.by,
        experiment_id=reply.trial.experiment_id if reply.trial else None,
        variant=reply.trial.variant if reply.trial else None,
    )


def _fate(choice: Choice) -> str:
    if choice.mode is ReplyMode.DELAY:
        return f"leaves after {choice.minutes} min"
    return "waits for approval" if choice.is_held else "queued"
