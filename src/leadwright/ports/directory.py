"""Services that several features need. Each is owned by one feature; bootstrap hands them out.

Features may not import each other, and this is the price. The sixth service, form guards, has its ADR
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

# A kernel session. Ports stand beside the kernel and cannot name its types.
Session = Any


@dataclass(frozen=True)
class NewMessage:
    """A message to be queued. `reason_key` says why it exists; the same key makes no second one.

    `built_in`: it never leaves the built-in outbox. `received_at`: of the submission it answers.
    `evidence`: (sentence, `lead` or `facts`, key) for each sentence that says something particular.
    `send_after`: it does not leave before. `mode`, `chosen_by`: what the reply rules decided, and which.
    `channel`: `email`, or the chat it goes by, with `buttons` under it.
    `experiment_id`, `variant`: which wording of a test it is.
    `references`: the mails of the thread, oldest first. `by`: who wrote it, if a person did.
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
    """The one way out for messages; owned by `features/messages`.

    `put` is idempotent by the reason key and returns the id of the message that stands.
    """

    async def put(self, session: Session, message: NewMessage) -> MessageId: ...

    async def waiting(self, session: Session, message_id: MessageId) -> "Waiting | None":
        """The message, if it waits for somebody's word: a draft, or one whose time has not come."""
        ...


@dataclass(frozen=True)
class Waiting:
    """A reply that a member can decide about. `revision` names the words that were seen."""

    subject: str
    text: str
    revision: int
    send_after: datetime | None


@dataclass(frozen=True)
class Colleague:
    """A member, as somebody who can be told something. `mailed`: wants a mail for each new lead."""

    person_id: PersonId
    name: str
    email: str
    mailed: bool


class Members(Protocol):
    """Who works in a workspace; owned by `features/workspaces`."""

    async def takers(self, session: Session) -> tuple[Owner, ...]:
        """Members who take leads, in a stable order."""
        ...

    async def everybody(self, session: Session) -> tuple[Colleague, ...]:
        """All members, in a stable order."""
        ...

    async def zone(self, session: Session) -> ZoneInfo:
        """The workspace's time zone."""
        ...

    async def wants_mail(self, session: Session, person_id: PersonId) -> bool:
        """Whether this member wants alerts by e-mail."""
        ...


@dataclass(frozen=True)
class ModelRules:
    """How a workspace wants its language models used.

    `budget_micro`: millionths of a US dollar a day; None is no limit. `redacts`: names, addresses and
    numbers of people are replaced before anything is sent. `discloses`: a reply that a model wrote
    says so. `remembers`: answers to repeated questions are used again.
    """

    budget_micro: int | None = 5_000_000
    redacts: bool = False
    discloses: bool = True
    remembers: bool = True


@dataclass(frozen=True)
class Company:
    """The workspace's own business, as its replies may speak of it: the fact sheet.

    `lines` are the only claims a reply may make beyond what the lead said. `hours`: when people work.
    `answers_to`: the mailbox for what leads write back; None: that of the lead's owner.
    `products` are its names for what it sells, `competitors` those of others: messages are searched for them.
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
        """The sheet, in a short transaction of its own; a few seconds old at most."""
        ...


@dataclass(frozen=True)
class OwnTemplate:
    """A reply in the workspace's own words, in place of the shipped one.

    `template` is an intent's identifier or `acknowledgement`; a trade's text stands before the
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
    """The wording under test with which a lead is answered. What is None stays as shipped.

    `shipped` names one of the shipped wordings by its letter; `subject` and `body` are own texts.
    """

    experiment_id: UUID
    variant: str
    shipped: str | None = None
    subject: str | None = None
    body: str | None = None


class Templates(Protocol):
    """The workspace's own reply templates; owned by `features/replies`.

    Which of them are under test is answered by `features/experiments`. `warm` reads, in a short
    transaction of its own, what the rest answers from memory, a few seconds old at most.
    """

    async def warm(self, workspace_id: WorkspaceId) -> None: ...

    async def read(self, workspace_id: WorkspaceId) -> tuple[OwnTemplate, ...]:
        """Those in use."""
        ...

    async def trial(
        self, lead: LeadSnapshot, template: str, language: str, industry: Industry
    ) -> Trial | None:
        """The wording under test for this lead, if there is any: always the same one."""
        ...

    async def tried(
        self, session: Session, lead: LeadSnapshot, trial: Trial, message_id: MessageId
    ) -> None:
        """Keep that the lead was answered with it; once for each lead, whatever happens."""
        ...


class LanguageModels(Protocol):
    """A workspace's language models; owned by `features/language_models`.

    `warm` reads what the rest answers from memory, a few seconds old at most. `ask` tries the
    connected ones in their order within the seconds given and does not raise. `record` keeps what
    was tried with the lead.
    """

    async def warm(self, workspace_id: WorkspaceId) -> None: ...

    def connected(self, workspace_id: WorkspaceId) -> bool: ...

    async def ask(
        self, company: Company, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Heard[AnswerT]: ...

    async def recall(self, company: Company, question: Question) -> Remembered | None:
        """The answer given before to the same question from the same facts."""
        ...

    async def remember(
        self, session: Session, company: Company, question: Question, answer: Remembered
    ) -> None:
        """Keep an answer for the next one who asks."""
        ...

    async def record(
        self, session: Session, lead: LeadSnapshot, heard: Sequence[ModelCall], *, over_budget: bool
    ) -> None: ...


@dataclass(frozen=True)
class Services:
    """What pipeline steps may ask for. Built once per process in bootstrap."""

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
        """Read what steps ask inside a transaction, so that they need not open a second one."""
        await self.fact_sheets.read(workspace_id)
        await self.templates.warm(workspace_id)
        await self.models.warm(workspace_id)

    def lead_address(self, workspace_id: WorkspaceId, lead_id: LeadId | None) -> str:
        """Where a member opens the lead."""
        return f"{self.address}/go/{workspace_id}/leads/{lead_id}"
