"""Every event, in the order of a lead's story."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from leadwright.domain.event import Event
from leadwright.domain.ids import MessageId, PersonId
from leadwright.domain.lead import RejectReason
from leadwright.domain.outcome import StopReason
from leadwright.domain.reading import Intent
from leadwright.domain.values import Grade


class SubmissionReceived(Event):
    """A message came in and is kept as received. Written by the capture function in SQL."""

    name: ClassVar[str] = "submission.received"
    source: str


class SubmissionStopped(Event):
    """The run ended without an answer, for a reason that is shown."""

    name: ClassVar[str] = "submission.stopped"
    reason: StopReason


class LeadCreated(Event):
    """Somebody wrote for the first time."""

    name: ClassVar[str] = "lead.created"
    source: str


class LeadReturned(Event):
    """Somebody we knew wrote again."""

    name: ClassVar[str] = "lead.returned"
    source: str


class LeadEnriched(Event):
    """Facts were found in what was at hand; `keys` says which."""

    name: ClassVar[str] = "lead.enriched"
    keys: tuple[str, ...]


class LeadFieldSet(Event):
    """An automation (`by`) set a custom field of the lead; what it held before, if anything."""

    name: ClassVar[str] = "lead.field_set"
    key: str
    value: str
    before: str | None
    by: str


class LeadUnderstood(Event):
    """The message was read."""

    name: ClassVar[str] = "lead.understood"
    intent: Intent
    confidence: float
    unsure: bool
    language: str
    by: str


class LeadScored(Event):
    """The lead has a score; the ledger explains it."""

    name: ClassVar[str] = "lead.scored"
    total: int
    grade: Grade
    previous: int | None


class ScoreCrossed(Event):
    """A score rose to a threshold of its scorecard, or fell clear of it. Told once a crossing.

    `cause`: message, event, time (decay alone) or scorecard (another version of it).
    """

    name: ClassVar[str] = "score.crossed"
    scorecard: str
    threshold: str
    label: str
    at: int
    hysteresis: int
    direction: Literal["up", "down"]
    total: int
    previous: int | None
    cause: str


class ScorecardPublished(Event):
    """A version of a scorecard is in force; the base is computed anew. `copy_of`: rolled back to it."""

    name: ClassVar[str] = "scorecard.published"
    scorecard: str
    number: int
    copy_of: int | None = None
    by: PersonId | None = None


class ScorecardRescored(Event):
    """Every lead has its score by the version in force. `changed`: totals that are others now."""

    name: ClassVar[str] = "scorecard.rescored"
    scorecard: str
    number: int
    leads: int
    changed: int
    crossed: int


class LeadAssigned(Event):
    """The lead has an owner, or (`person_id` null) nobody could take it."""

    name: ClassVar[str] = "lead.assigned"
    person_id: PersonId | None
    why: str
    by: PersonId | None = None


class LeadStatusChanged(Event):
    """A person moved the lead."""

    name: ClassVar[str] = "lead.status_changed"
    before: str
    after: str
    by: PersonId
    reason: RejectReason | None = None


class LeadReplied(Event):
    """The lead answered us: a person, a mailbox tool or the status says so."""

    name: ClassVar[str] = "lead.replied"
    outcome_id: UUID
    source: str
    by: PersonId | None = None


class MeetingBooked(Event):
    """The lead agreed on a meeting, says a person or a calendar tool."""

    name: ClassVar[str] = "meeting.booked"
    outcome_id: UUID
    source: str
    by: PersonId | None = None


class OutcomeUndone(Event):
    """An answer or a meeting that was told was taken back."""

    name: ClassVar[str] = "lead.outcome_undone"
    outcome_id: UUID
    kind: str
    by: PersonId | None = None


class ExperimentAssigned(Event):
    """The lead is answered with one wording of a test, and counts for it."""

    name: ClassVar[str] = "experiment.assigned"
    experiment_id: UUID
    variant: str
    message_id: MessageId


class ExperimentStarted(Event):
    """A test of wordings began, or goes on after a pause."""

    name: ClassVar[str] = "experiment.started"
    experiment_id: UUID
    by: PersonId | None = None


class ExperimentPaused(Event):
    """A test of wordings rests: the standing template answers."""

    name: ClassVar[str] = "experiment.paused"
    experiment_id: UUID
    by: PersonId | None = None


class ExperimentStopped(Event):
    """A test of wordings is over. With a `winner` its words become the workspace's own template.

    `decided`: `rule`, `hand`, or `stopped` where nobody won.
    """

    name: ClassVar[str] = "experiment.stopped"
    experiment_id: UUID
    winner: str | None
    decided: str
    by: PersonId | None = None


class MessageQueued(Event):
    """A message stands in the outbox and will be sent, not before `send_after` (`held`: when approved).

    `by`: the person who wrote it, where no rule did.
    """

    name: ClassVar[str] = "message.queued"
    message_id: MessageId
    kind: str
    held: bool
    send_after: datetime | None = None
    by: PersonId | None = None


class MessageEdited(Event):
    """A person changed a draft; what was drafted first is kept beside it."""

    name: ClassVar[str] = "message.edited"
    message_id: MessageId
    kind: str
    by: PersonId


class MessageReleased(Event):
    """A person had a held, delayed, failed or unconfirmed message sent now."""

    name: ClassVar[str] = "message.released"
    message_id: MessageId
    kind: str
    before: str
    by: PersonId


class MessageCancelled(Event):
    """A person decided that a message will not be sent."""

    name: ClassVar[str] = "message.cancelled"
    message_id: MessageId
    kind: str
    by: PersonId


class MessageRestored(Event):
    """A person took a cancellation back: the message is a draft that waits for approval."""

    name: ClassVar[str] = "message.restored"
    message_id: MessageId
    kind: str
    by: PersonId


class MessageSent(Event):
    """The mail server said 250, or the message stands in the built-in outbox."""

    name: ClassVar[str] = "message.sent"
    message_id: MessageId
    kind: str
    provider: str
    ms_since_received: int | None


class MessageFailed(Event):
    """The message will not go out by itself any more. `gone`: the recipient takes none from us."""

    name: ClassVar[str] = "message.failed"
    message_id: MessageId
    kind: str
    error: str
    channel: str = "email"
    gone: bool = False


class MessageUnconfirmed(Event):
    """The connection died after DATA: it may or may not have arrived, and is not sent again by itself."""

    name: ClassVar[str] = "message.unconfirmed"
    message_id: MessageId
    kind: str
    channel: str = "email"


class MessageStalled(Event):
    """Several tries brought it no further: it waits, is tried on by itself, and somebody should know."""

    name: ClassVar[str] = "message.stalled"
    message_id: MessageId
    kind: str
    error: str
    channel: str = "email"


class MessageRecovered(Event):
    """It was told of as stalled or unconfirmed (`before`), and is known to be out now."""

    name: ClassVar[str] = "message.recovered"
    message_id: MessageId
    kind: str
    before: str


class MessageSuppressed(Event):
    """The address asked for no mail, so none was sent."""

    name: ClassVar[str] = "message.suppressed"
    message_id: MessageId
    kind: str


class MessageDelivered(Event):
    """The provider reports that the recipient's server took the message."""

    name: ClassVar[str] = "message.delivered"
    message_id: MessageId
    kind: str


class MessageDelayed(Event):
    """The provider reports that the recipient's server did not take it yet; the provider tries on."""

    name: ClassVar[str] = "message.delayed"
    message_id: MessageId
    kind: str
    error: str


class MessageBounced(Event):
    """The letter was not delivered and is not tried any more; an address that is gone is suppressed."""

    name: ClassVar[str] = "message.bounced"
    message_id: MessageId
    kind: str
    error: str


class MessageComplained(Event):
    """The recipient called the message spam; the address is suppressed from now on."""

    name: ClassVar[str] = "message.complained"
    message_id: MessageId
    kind: str


class ModelBudgetReached(Event):
    """The day's money for language models is spent; the embedded engine answers until midnight."""

    name: ClassVar[str] = "model_budget.reached"
    day: str


class TaskCreated(Event):
    """Somebody has something to do about the lead."""

    name: ClassVar[str] = "task.created"
    title: str


class TaskDone(Event):
    """It was done."""

    name: ClassVar[str] = "task.done"
    title: str
    by: PersonId
