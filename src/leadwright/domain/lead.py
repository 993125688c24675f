"""The lead as the pipeline sees it: a frozen snapshot that each step reads, and returns anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field, JsonValue

from leadwright.domain.condition.typed import Value
from leadwright.domain.ids import FactId, LeadId, MessageId, PersonId, SubmissionId, WorkspaceId
from leadwright.domain.reading import Reading
from leadwright.domain.values import Frozen, Grade


class LeadStatus(StrEnum):
    """Where sales stands with a lead."""

    NEW = "new"
    ACCEPTED = "accepted"
    WORKING = "working"
    QUALIFIED = "qualified"
    REJECTED = "rejected"
    NURTURE = "nurture"
    CONVERTED = "converted"


class RejectReason(StrEnum):
    """Why sales does not go on with a lead. Closed, so that it can be counted and learned from."""

    NOT_A_FIT = "not_a_fit"
    NO_BUDGET = "no_budget"
    NO_NEED_NOW = "no_need_now"
    CHOSE_ANOTHER = "chose_another"
    NOT_REACHED = "not_reached"
    NOT_A_BUYER = "not_a_buyer"


OF_THE_MESSAGE = frozenset({"intent", "intent_confidence", "quality_band"})
"""What facts of these keys say holds of one message. Who asks for a demo now wants a demo, however
clearly they asked something else before."""


class Fact(Frozen):
    """A value with its provenance.

    `source` is where it was found (`form`, `message`, `email`, `phone`), `method` how
    (`given`, `rule`, `model`, `list`), `confidence` how sure we are (0 to 1).
    """

    key: str
    value: JsonValue
    source: str
    method: str
    confidence: float = Field(ge=0, le=1)
    observed_at: datetime


class FormValues(Frozen):
    """What the sender typed, cleaned of control characters and otherwise as it came."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    message: str | None = None
    extra: dict[str, JsonValue] = Field(default_factory=dict)


class Owner(Frozen):
    """The member a lead is assigned to."""

    person_id: PersonId
    name: str
    email: str


class ScoreSummary(Frozen):
    """The score at one moment; the ledger behind it is kept by the scoring feature."""

    total: int = Field(ge=0, le=100)
    grade: Grade
    reasons: tuple[tuple[str, float], ...] = Field(
        description="(label, points in total), weightiest first; they sum to `total`"
    )


class Proposal(Frozen):
    """A reply that a language model proposed with its reading; nothing is sent unchecked.

    `is_remembered`: it answered the same question before, and nobody was asked this time.
    """

    subject: str
    text: str
    model: str
    is_remembered: bool = False


@dataclass(frozen=True)
class KnownFields:
    """What is known of a lead at one moment: the best fact per key, and its custom fields."""

    lead_id: LeadId
    source: str
    is_returning: bool
    submission_id: SubmissionId
    submitted_at: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)
    fact_ids: Mapping[str, FactId] = field(default_factory=dict)
    custom: Mapping[str, Value] = field(default_factory=dict)

    def values(self) -> dict[str, Value]:
        """The fields that conditions ask for, by name; a fact goes before a custom field."""
        found: dict[str, Value] = dict(self.custom)
        found |= {key: fact.value for key, fact in self.facts.items()}
        return found | {"source": self.source, "is_returning": self.is_returning}


class LeadSnapshot(Frozen):
    """One submission and its lead, as known so far in this run of the pipeline."""

    workspace_id: WorkspaceId
    submission_id: SubmissionId
    received_at: datetime
    source: str
    form: FormValues
    headers: dict[str, str] = Field(default_factory=dict)
    lead_id: LeadId | None = None
    is_returning: bool = False
    is_demo: bool = False
    suspicion: str | None = Field(
        default=None, description="why the door already doubted it: honeypot, too_fast"
    )
    is_trusted: bool = Field(default=False, description="this workspace trusts the sender")
    facts: dict[str, Fact] = Field(default_factory=dict, description="the best fact per key")
    reading: Reading | None = None
    proposal: Proposal | None = None
    score: ScoreSummary | None = None
    owner: Owner | None = None
    reply_id: MessageId | None = None
    reply_held: bool = False
    reply_mode: str | None = Field(default=None, description="send, delay, draft or none")
    reply_after: datetime | None = Field(default=None, description="a delayed reply leaves then")

    def value(self, key: str) -> Any:
        """The best known value of a fact, or None."""
        fact = self.facts.get(key)
        return None if fact is None else fact.value

    def with_facts(self, *facts: Fact) -> "LeadSnapshot":
        """The same lead knowing more; a fact replaces a less certain one of the same key.

        What is said of a message replaces what was said of an earlier one, however sure that was.
        """
        known = dict(self.facts)
        for fact in facts:
            old = known.get(fact.key)
            if old is None or fact.key in OF_THE_MESSAGE or fact.confidence >= old.confidence:
                known[fact.key] = fact
        return self.model_copy(update={"facts": known})
