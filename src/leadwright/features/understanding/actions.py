"""The understanding step: a language model where one is connected, else the embedded engine."""

from dataclasses import dataclass, replace

from leadwright.domain.events import LeadUnderstood, SubmissionStopped
from leadwright.domain.lead import Fact, LeadSnapshot, Proposal
from leadwright.domain.outcome import Continue, Outcome, Stop, StopReason
from leadwright.domain.personal import filled
from leadwright.domain.reading import Intent, Matter, Reading
from leadwright.features.understanding import commands
from leadwright.features.understanding.batching import read_with_others
from leadwright.features.understanding.grounding import grounded
from leadwright.features.understanding.language import SPOKEN
from leadwright.features.understanding.prompting import Understood, prompt, restored
from leadwright.features.understanding.reader import MessageIn, MessageToRead, Names
from leadwright.features.understanding.redaction import Redaction
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.directory import Company, Services
from leadwright.ports.language_model import ModelCall, Question

STOPS = {Intent.SPAM: StopReason.SPAM, Intent.SOLICITATION: StopReason.SOLICITATION}
REPEATED = frozenset({Intent.PRODUCT_QUESTION, Intent.GENERAL_INQUIRY})
MODEL_SECONDS = 5.0
MODEL_UNSURE_BELOW = 0.5
# So many letters tell their language by themselves: a model that says another one is not believed.
_TELL_LANGUAGE = 80


@dataclass(frozen=True)
class ReadMessage:
    """The reading, the reply a model proposed with it, and what was asked on the way."""

    reading: Reading
    proposal: Proposal | None = None
    calls: tuple[ModelCall, ...] = ()
    note: str = ""
    over_budget: bool = False


def asks_outside(lead: LeadSnapshot, services: Services) -> bool:
    """Whether the workspace has a language model to ask; the embedded engine asks nobody."""
    return services.models.connected(lead.workspace_id) and _is_for_a_model(lead)


async def read(lead: LeadSnapshot, services: Services) -> ReadMessage:
    """Ask the workspace's models, once each and all within five seconds; else the embedded engine.

    The embedded engine reads first, in milliseconds: it answers if no model does, and what a model
    says of the message is held against it.
    """
    embedded = await read_without_help(lead, services)
    if not asks_outside(lead, services):
        return embedded
    company = await services.fact_sheets.read(lead.workspace_id)
    again = await _given_before(lead, company, embedded.reading, services)
    if again is not None:
        return replace(embedded, proposal=again, note="the question was answered before")
    redaction = Redaction(lead.form, company.models.redacts)
    asked = prompt(lead, company, redaction)
    heard = await services.models.ask(company, asked, Understood, within=MODEL_SECONDS)
    if heard.answer is None:
        return replace(embedded, calls=heard.calls, note=heard.note, over_budget=heard.over_budget)
    said = restored(heard.answer.value, redaction)
    reading = _reading(said, heard.answer.model, embedded.reading, lead)
    return ReadMessage(reading, _proposal(said, heard.answer.model), heard.calls, heard.note)


async def _given_before(
    lead: LeadSnapshot, company: Company, reading: Reading, services: Services
) -> Proposal | None:
    """The answer that the same question got before, for this person; only where the facts answer it."""
    if not company.models.remembers or reading.unsure or reading.intent not in REPEATED:
        return None
    question = Question(lead.form.message or "", reading.language, reading.intent)
    kept = await services.models.recall(company, question)
    if kept is None:
        return None
    subject, text = (filled(part, lead.form) for part in (kept.subject, kept.text))
    if subject is None or text is None:
        return None
    return Proposal(subject=subject, text=text, model=kept.model, is_remembered=True)


def _is_for_a_model(lead: LeadSnapshot) -> bool:
    """Whether it says anything, and nothing in it speaks to a machine."""
    form = lead.form
    extras = (value for value in form.extra.values() if isinstance(value, str))
    says = bool((form.message or "").strip())
    return says and not commands.found((form.message, form.name, form.company, *extras))


def _reading(said: Understood, model: str, embedded: Reading, lead: LeadSnapshot) -> Reading:
    """The model's reading. Where it and an embedded engine that is sure differ about junk, nobody is sure.

    So a model alone neither lets junk through nor stops what reads as an enquiry: a person looks. Nor does
    it talk away that a person has to answer.
    """
    differ = (embedded.intent in STOPS) != (said.intent in STOPS) and not embedded.unsure
    return Reading(
        intent=said.intent,
        confidence=said.confidence,
        unsure=said.confidence < MODEL_UNSURE_BELOW or differ,
        language=_language(said.language, embedded.language, lead.form.message or ""),
        quality_band=said.quality_band,
        expect_auto_reply=said.expect_auto_reply and embedded.matter is not Matter.GRAVE,
        urgency=said.urgency,
        sentiment=said.sentiment,
        matter=embedded.matter,
        entities=grounded(said.entities, embedded.entities, lead.form.message or ""),
        by=model,
    )


def _language(said: str, found: str, message: str) -> str:
    """The model's word, unless the message itself tells otherwise: the reply is held to what comes of it."""
    # A sign of Japanese says as much as three letters do.
    told = sum(3 if letter >= "\u3040" else 1 for letter in message if letter.isalpha())
    is_told = found in SPOKEN and told >= _TELL_LANGUAGE
    return found if is_told and said.partition("-")[0] != found else said


def _proposal(said: Understood, model: str) -> Proposal | None:
    subject, text = said.reply_subject.strip(), said.reply_text.strip()
    return Proposal(subject=subject, text=text, model=model) if subject and text else None


async def read_without_help(lead: LeadSnapshot, services: Services) -> ReadMessage:
    """The embedded engine's reading. It asks nobody and always answers."""
    form = lead.form
    message = MessageIn(
        name=form.name,
        email=form.email,
        company=form.company,
        message=form.message,
        phone=form.phone,
    )
    company = await services.fact_sheets.read(lead.workspace_id)
    names = Names(products=company.products, competitors=company.competitors)
    asked = MessageToRead(message, lead.received_at.date(), names)
    return ReadMessage(await read_with_others(asked, services.embedder))


async def record(
    session: TenantSession, lead: LeadSnapshot, services: Services, read: ReadMessage
) -> Outcome:
    """Keep the reading as facts; spam and solicitation end here, shown and never answered."""
    await services.models.record(session, lead, read.calls, over_budget=read.over_budget)
    reading = read.reading
    must_be_seen = lead.is_trusted or reading.matter is not None
    if must_be_seen and reading.intent in STOPS:
        reading = reading.model_copy(update={"unsure": True})
    emit(
        session,
        LeadUnderstood(
            lead_id=lead.lead_id,
            submission_id=lead.submission_id,
            intent=reading.intent,
            confidence=reading.confidence,
            unsure=reading.unsure,
            language=reading.language,
            by=reading.by,
        ),
    )
    facts = facts_of(reading, lead)
    known = lead.with_facts(*facts).model_copy(
        update={"reading": reading, "proposal": read.proposal}
    )
    reason = STOPS.get(reading.intent)
    if reason is not None and not reading.unsure:
        emit(
            session,
            SubmissionStopped(
                lead_id=lead.lead_id, submission_id=lead.submission_id, reason=reason
            ),
        )
        return Stop(reason, known, facts)
    return Continue(known, facts=facts, note=_note(read))


def _note(read: ReadMessage) -> str:
    """The reading, who read, and what it cost, in the words that stand at the step."""
    reading = read.reading
    said = f"{reading.intent.value.replace('_', ' ')} {reading.confidence:.2f}, {reading.language}"
    parts = [said]
    if reading.by != "embedded":
        parts.append(f"by {reading.by}")
    if read.calls:
        costs = [call.spent.micro for call in read.calls if call.spent.micro is not None]
        tokens = sum(call.spent.tokens_in + call.spent.tokens_out for call in read.calls)
        price = f", ${sum(costs) / 1_000_000:.5f}" if costs else ""
        if tokens:
            guessed = "about " if any(call.spent.is_estimate for call in read.calls) else ""
            parts.append(f"{guessed}{tokens} tokens{price}")
    if read.note:
        why = "embedded engine, since" if reading.by == "embedded" else "before it:"
        parts.append(f"{why} {read.note}")
    return "; ".join(parts)


def facts_of(reading: Reading, lead: LeadSnapshot) -> tuple[Fact, ...]:
    """The reading as facts, each from the message, as sure as the reading is."""
    found = reading.entities
    method = "rule" if reading.by == "embedded" else "model"
    budget = found.budget
    values: dict[str, object] = {
        "intent": reading.intent.value,
        "intent_confidence": round(reading.confidence, 4),
        "language": None if reading.language == "und" else reading.language,
        "quality_band": reading.quality_band.value,
        "urgency": reading.urgency.value,
        "sentiment": reading.sentiment.value,
        "matter": reading.matter.value if reading.matter else None,
        "budget": budget.amount if budget else None,
        "budget_currency": budget.currency if budget else None,
        "budget_period": budget.period if budget else None,
        "timeline": found.timeline,
        "timeline_from": found.timeline_from,
        "timeline_to": found.timeline_to,
        "team_size": found.team_size,
        "products": list(found.products) if found.products else None,
        "competitors": list(found.competitors) if found.competitors else None,
        "phone": found.phone if lead.value("phone") is None else None,
    }
    judged = {"intent", "intent_confidence", "quality_band", "urgency", "sentiment", "matter"}
    return tuple(
        Fact.model_validate(
            {
                "key": key,
                "value": value,
                "source": "message",
                "method": "model" if key in judged else method,
                "confidence": reading.confidence if key in judged else 0.9,
                "observed_at": clock.now(),
            }
        )
        for key, value in values.items()
        if value is not None
    )
