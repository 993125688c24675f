"""The classification of an inbound message. Its identifiers are fixed by contract."""

from enum import StrEnum

from pydantic import Field

from leadwright.domain.values import Frozen


class Intent(StrEnum):
    """The main thing the sender wants."""

    DEMO_REQUEST = "demo_request"
    PRICING_INQUIRY = "pricing_inquiry"
    PURCHASE_INTENT = "purchase_intent"
    PRODUCT_QUESTION = "product_question"
    SUPPORT_QUESTION = "support_question"
    PARTNERSHIP = "partnership"
    JOB_SEEKER = "job_seeker"
    PRESS_OR_INVESTOR = "press_or_investor"
    SOLICITATION = "solicitation"
    SPAM = "spam"
    GENERAL_INQUIRY = "general_inquiry"


class QualityBand(StrEnum):
    """How much of a buying case the message states."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Urgency(StrEnum):
    """How soon the sender needs an answer, in their own words."""

    NOW = "now"
    SOON = "soon"
    NORMAL = "normal"


class Sentiment(StrEnum):
    """The tone of the message towards us and the matter; a trouble told calmly is neutral."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Matter(StrEnum):
    """Why a person has to answer, whatever the sender wants."""

    GRAVE = "grave"
    """Grief, injury, despair, a threat, a lawyer against us, insult, fraud, a child."""
    OWN_DATA = "own_data"
    """Access to what we hold about the sender, its erasure or correction, no more mail."""


class Budget(Frozen):
    """What the sender can spend; `amount` is the upper end. Others' prices do not count."""

    amount: float
    amount_min: float | None = None
    currency: str | None = None
    period: str | None = Field(default=None, description="month, year, once, or null when unsaid")


class Entities(Frozen):
    """What the message names. None or empty means: not there."""

    budget: Budget | None = None
    timeline: str | None = Field(default=None, description="the deadline, verbatim")
    timeline_from: str | None = Field(default=None, description="ISO date")
    timeline_to: str | None = Field(default=None, description="ISO date")
    team_size: int | None = None
    phone: str | None = Field(default=None, description="E.164")
    products: tuple[str, ...] | None = None
    competitors: tuple[str, ...] | None = None


class Reading(Frozen):
    """The whole understanding of one message.

    `confidence` is the calibrated probability of `intent`; `unsure` says it lies below the
    threshold, so that a person is asked. `language` is BCP 47, `und` when unknown.
    `matter` is why a person has to answer, if there is a reason.
    `by` names the engine that read: `embedded` or a model's name.
    """

    intent: Intent
    confidence: float = Field(ge=0, le=1)
    unsure: bool
    language: str
    quality_band: QualityBand
    expect_auto_reply: bool
    urgency: Urgency = Urgency.NORMAL
    sentiment: Sentiment = Sentiment.NEUTRAL
    matter: Matter | None = None
    entities: Entities = Entities()
    by: str = "embedded"
