"""Services that several features need. Each is owned by one feature and injected by bootstrap.

This is the price of features not importing each other. The sixth service, form guards, has its ADR
(0016); a seventh needs another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from leadwright.domain.business_hours import SHIPPED_HOURS, BusinessHours
from leadwright.domain.ids import LeadId, MessageId, PersonId, SubmissionId, WorkspaceId
from leadwright.domain.industry import Industry
from leadwright.domain.lead import LeadSnapshot, Owner
from leadwright.ports.channel import EMAIL, Button
from leadwright.ports.embedder import Embedder
from leadwright.ports.form_guard import FormGuards
from leadwright.ports.language_model import (
    AnswerT,
    Heard,
    ModelCall,
    Prompt,
    Question,
    Remembered,
)
from leadwright.ports.mail_domain import MailDomains

# A kernel session. Ports are on the kernel's floor and cannot name its types.
Session = Any


@dataclass(frozen=True)
class NewMessage:
    """A message to be queued. `reason_key` says why it exists and makes it unique.

    `built_in`: it never leaves the built-in outbox. `received_at`: of the submission it answers.
    `evidence`: (sentence, `lead` or `facts`, key) for each sentence that says something particular.
    `send_after`: it is not sent earlier. `mode`, `chosen_by`: what the reply rules decided, and which.
    `channel`: `email`, or a chat, with `buttons` below the text.
    `experiment_id`, `variant`: the wording of an A/B test.
    `references`: the mails of the thread, oldest first. `by`: the member who wrote it, if any.
    """

    reason_key: str
    kind: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    from_name: str
    language: str = "en"
    lead_id: LeadId | None = None
    submission_id: SubmissionId | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: str | None = None
    held: bool = False
    built_in: bool = False
    received_at: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)
    evidence: tuple[tuple[str, str, str], ...] = ()
    send_after: datetime | None = None
    mode: str | None = None
    chosen_by: str | None = None
    channel: str = EMAIL
    buttons: tuple[Button, ...] = ()
    experiment_id: UUID | None = None
    variant: str | None = None
    by: PersonId | None = None


class Outbox(Protocol):
    """The only path for outgoing messages; owned by `features/messages`.

    `put` is idempotent by the reason key and returns the id of the stored message.
    """

    async def put(self, session: Session, message: NewMessage) -> MessageId: ...

    async def waiting(self, session: Session, message_id: MessageId) -> "Waiting | None":
        """The message, if it can still be decided about: a draft, or one that is not due yet."""
        ...


@dataclass(frozen=True)
class Waiting:
    """A reply that a member can decide about. `revision` identifies the text they saw."""

    subject: str
    text: str
    revision: int
    send_after: datetime | None


@dataclass(frozen=True)
class Colleague:
    """A member as a recipient of notifications. `mailed`: wants a mail for each new lead."""

    person_id: PersonId
    name: str
    email: str
    mailed: bool


class Members(Protocol):
    """The members of a workspace; owned by `features/workspaces`."""

    async def takers(self, session: Session) -> tuple[Owner, ...]:
        """Members to whom leads can be assigned, in a stable order."""
        ...

    async def everybody(self, session: Session) -> tuple[Colleague, ...]:
        """All members, in a stable order."""
        ...

    async def zone(self, session: Session) -> ZoneInfo:
        """The workspace's time zone."""
        ...

    async def wants_mail(self, session: Session, person_id: PersonId) -> bool:
        """Whether this member wants alerts by email."""
        ...


@dataclass(frozen=True)
class ModelRules:
    """How a workspace wants its language models used.

    `budget_micro`: millionths of a US dollar per day; None is no limit. `redacts`: personal names,
    addresses and numbers are replaced before anything is sent. `discloses`: a reply written by a model
    says so. `remembers`: answers are cached and reused for repeated questions.
    """

    budget_micro: int | None = 5_000_000
    redacts: bool = False
    discloses: bool = True
    remembers: bool = True


@dataclass(frozen=True)
class Company:
    """The fact sheet: what replies may say about the workspace's own business.

    `lines` are the only claims a reply may make beyond what the lead said. `hours`: working hours.
    `answers_to`: the Reply-To mailbox; None: that of the lead's owner. Messages are searched for the names
    in `products` (what it sells) and `competitors`.
    """

    workspace_id: WorkspaceId
    name: str
    sender_name: str
    booking_url: str | None
    website: str | None
    lines: tuple[str, ...]
    industry: Industry = Industry.GENERAL
    hours: BusinessHours = SHIPPED_HOURS
    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    models: ModelRules = ModelRules()
    answers_to: str | None = None


class FactSheets(Protocol):
    """The workspace's fact sheet; owned by `features/workspaces`."""

    async def read(self, workspace_id: WorkspaceId) -> Company:
        """The fact sheet, from a short transaction of its own; a few seconds old at most."""
        ...


@dataclass(frozen=True)
class OwnTemplate:
    """A workspace's own reply template, which replaces the shipped one.

    `template` is an intent's identifier or `acknowledgement`; a trade's text takes precedence over the
    general one. `subject` and `body` are in the notation of `features/replies/notation`.
    """

    id: UUID
    template: str
    language: str
    industry: Industry
    subject: str
    body: str


@dataclass(frozen=True)
class Trial:
    """The A/B-test wording with which a lead is answered. Fields that are None stay as shipped.

    `shipped` names one of the shipped wordings by its letter; `subject` and `body` are custom texts.
    """

    experiment_id: UUID
    variant: str
    shipped: str | None = None
    subject: str | None = None
    body: str | None = None


class Templates(Protocol):
    """The workspace's own reply templates; owned by `features/replies`.

    `features/experiments` knows which of them are under test. `warm` fills the cache, in a short
    transaction of its own; the other methods answer from it, a few seconds old at most.
    """

    async def warm(self, workspace_id: WorkspaceId) -> None: ...

    async def read(self, workspace_id: WorkspaceId) -> tuple[OwnTemplate, ...]:
        """The templates in use."""
        ...

    async def trial(
        self, lead: LeadSnapshot, template: str, language: str, industry: Industry
    ) -> Trial | None:
        """The A/B-test wording for this lead, if any; stable for the lead."""
        ...

    async def tried(
        self, session: Session, lead: LeadSnapshot, trial: Trial, message_id: MessageId
    ) -> None:
        """Record that the lead was answered with it; at most once per lead."""
        ...


class LanguageModels(Protocol):
    """A workspace's language models; owned by `features/language_models`.

    `warm` fills the cache for the other methods, a few seconds old at most. `ask` tries the connected
    models in order within the time limit and does not raise. `record` stores the attempts with the lead.
    """

    async def warm(self, workspace_id: WorkspaceId) -> None: ...

    def connected(self, workspace_id: WorkspaceId) -> bool: ...

    async def ask(
        self, company: Company, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Heard[AnswerT]: ...

    async def recall(self, company: Company, question: Question) -> Remembered | None:
        """The cached answer to the same question with the same facts."""
        ...

    async def remember(
        self, session: Session, company: Company, question: Question, answer: Remembered
    ) -> None:
        """Cache an answer for the next equal question."""
        ...

    async def record(
        self, session: Session, lead: LeadSnapshot, heard: Sequence[ModelCall], *, over_budget: bool
    ) -> None: ...


@dataclass(frozen=True)
class Services:
    """The services of pipeline steps. Built once per process in bootstrap."""

    outbox: Outbox
    members: Members
    fact_sheets: FactSheets
    templates: Templates
    embedder: Embedder
    models: LanguageModels
    mail_domains: MailDomains
    guards: FormGuards
    address: str = "http://127.0.0.1:8000"

    async def warm(self, workspace_id: WorkspaceId) -> None:
        """Fill the caches that steps read inside a transaction, so that they need not open a second one."""
        await self.fact_sheets.read(workspace_id)
        await self.templates.warm(workspace_id)
        await self.models.warm(workspace_id)

    def lead_address(self, workspace_id: WorkspaceId, lead_id: LeadId | None) -> str:
        """The URL at which a member opens the lead."""
        return f"{self.address}/go/{workspace_id}/leads/{lead_id}"
