"""What a language model is asked: our words and the facts, the same for every lead, then the lead as data."""

import json

from pydantic import BaseModel, Field

from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.model_words import INSTRUCTIONS
from leadwright.domain.reading import Entities, Intent, QualityBand, Sentiment, Urgency
from leadwright.features.understanding.redaction import Redaction
from leadwright.ports.directory import Company
from leadwright.ports.language_model import Prompt

LONGEST_MESSAGE = 8_000
LONGEST_FIELD = 200


class Understood(BaseModel):
    """What a language model is asked for, in one call."""

    intent: Intent
    confidence: float = Field(ge=0, le=1)
    language: str = Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$", max_length=20)
    quality_band: QualityBand
    expect_auto_reply: bool
    urgency: Urgency = Urgency.NORMAL
    sentiment: Sentiment = Sentiment.NEUTRAL
    entities: Entities = Entities()
    reply_subject: str = Field(default="", max_length=300)
    reply_text: str = Field(default="", max_length=6_000)


def prompt(lead: LeadSnapshot, company: Company, redaction: Redaction) -> Prompt:
    """The facts stand with the instructions, so that a vendor may cache both; the lead stands alone."""
    form = lead.form
    said = {
        "received": f"{lead.received_at:%Y-%m-%d}",
        "name": redaction.hide(form.name or "")[:LONGEST_FIELD],
        "company": redaction.hide(form.company or "")[:LONGEST_FIELD],
        "message": redaction.hide((form.message or "")[: 4 * LONGEST_MESSAGE])[:LONGEST_MESSAGE],
    }
    data = json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False)
    return Prompt(f"{INSTRUCTIONS}\n\n{facts(company)}{_placeholders(redaction)}", data)


def restored(said: Understood, redaction: Redaction) -> Understood:
    """The answer with people's own names, addresses and numbers back in it."""
    timeline = said.entities.timeline
    entities = said.entities.model_copy(
        update={"timeline": redaction.restore(timeline) if timeline else timeline}
    )
    return said.model_copy(
        update={
            "reply_subject": redaction.restore(said.reply_subject),
            "reply_text": redaction.restore(said.reply_text),
            "entities": entities,
        }
    )


def facts(company: Company) -> str:
    """The fact sheet as the model reads it."""
    known = [
        f"Company: {company.name}",
        f"Website: {company.website}" if company.website else "",
        f"Booking link: {company.booking_url}" if company.booking_url else "No booking link.",
        f"Products: {', '.join(company.products)}" if company.products else "",
        *(f"- {line}" for line in company.lines),
    ]
    return "Facts:\n" + "\n".join(line for line in known if line)


def _placeholders(redaction: Redaction) -> str:
    if not redaction.is_on:
        return ""
    return (
        "\n\nNames, addresses and numbers of people are replaced by words such as PERSON_1, EMAIL_1"
        " and PHONE_1. Use them as they stand. PERSON_1 PERSON_2 as one name is one person: its first and"
        " last name."
    )
