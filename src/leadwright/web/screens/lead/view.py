"""What the lead page and the panel draw: rows in, frozen words out, without asking anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.domain.ids import PersonId
from leadwright.domain.numbering import grouped
from leadwright.features.leads.models import Lead
from leadwright.features.tasks.models import Task
from leadwright.features.workspaces.queries import Member
from leadwright.pipeline.runs import Run
from leadwright.web.screens import durations
from leadwright.web.screens.lead.answer_form import AnswerForm
from leadwright.web.screens.lead.facts import FactView, fact_views
from leadwright.web.screens.lead.fields import FieldView, field_views
from leadwright.web.screens.lead.messages import About, MessageView, message_views
from leadwright.web.screens.lead.outcomes_view import OutcomeView, outcome_views
from leadwright.web.screens.lead.predicted import PredictedView, predicted_view
from leadwright.web.screens.lead.rows import LeadRows
from leadwright.web.screens.lead.runs import SubmissionView, submission_views
from leadwright.web.screens.lead.score import ScoreView, score_view
from leadwright.web.screens.lead.timeline import Names, timeline
from leadwright.web.screens.lead.words import (
    PERHAPS,
    REJECT_REASONS,
    STATUSES,
    country_name,
    read_as,
    stop_words,
)
from leadwright.web.screens.source_names import source_name
from leadwright.web.view import TimelineEntry
from leadwright.web.wording import language_name, said

NAMELESS = "Unnamed lead"
_NO_LONGER_OPEN = frozenset({"accepted", "working", "qualified", "converted"})

_SELLING = frozenset({"solicitation", "spam"})

_REPLIES: Mapping[str, tuple[str, str]] = {
    "pending": ("live", "Being worked on"),
    "delayed": ("live", "Leaves later"),
    "answered": ("good", "Answered"),
    "held": ("look", "Draft waits for approval"),
    "stopped": ("", "Not answered"),
    "failed": ("bad", "Failed"),
    "unconfirmed": ("look", "Unconfirmed"),
    "none": ("", "Not asked for"),
}


@dataclass(frozen=True)
class LeadHead:
    """Who it is and where they stand."""

    id: UUID
    version: int
    title: str
    company: str
    email: str
    phone: str
    country: str
    language: str
    source: str
    status: str
    status_word: str
    intent: str
    is_selling: bool
    confidence: float | None
    is_unsure: bool
    owner_id: UUID | None
    owner: str
    reply_tone: str
    reply: str
    answered: str
    stopped: str
    created_at: datetime
    submissions: int

    @property
    def can_accept(self) -> bool:
        return self.status not in _NO_LONGER_OPEN

    @property
    def can_reject(self) -> bool:
        return self.status != "rejected"


@dataclass(frozen=True)
class TaskView:
    """Something to do about the lead."""

    id: UUID
    title: str
    due_at: datetime
    owner: str
    is_overdue: bool


@dataclass(frozen=True)
class Colleague:
    """Another lead of the same company."""

    id: UUID
    name: str
    intent: str
    status: str
    status_word: str
    score: int | None
    grade: str


@dataclass(frozen=True)
class MergeView:
    """Somebody who was made one with the lead. `by` is empty where a program did it."""

    id: UUID
    name: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Undo:
    """What was just done, and the address that takes it back."""

    sentence: str
    url: str


@dataclass(frozen=True)
class DraftForm:
    """A draft that is being changed, with what was typed and what is wrong with it."""

    subject: str
    text: str
    errors: Mapping[str, str]

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"draft-{field}", words) for field, words in self.errors.items())


@dataclass(frozen=True)
class Looking:
    """Who looks, from where, and what there is to say about the last thing they did."""

    url: str
    person_id: PersonId | None
    now: datetime
    may_work: bool
    may_send: bool
    mail_server: bool = False
    panel: bool = False
    conflict: str = ""
    undo: Undo | None = None
    typed: DraftForm | None = None
    answer: AnswerForm | None = None


@dataclass(frozen=True)
class LeadContext:
    """One lead, as the page and the panel show it."""

    lead: LeadHead
    looking: Looking
    team: str
    facts: tuple[FactView, ...]
    fields: tuple[FieldView, ...]
    score: ScoreView | None
    submissions: tuple[SubmissionView, ...]
    unseen_submissions: int
    messages: tuple[MessageView, ...]
    reply: MessageView | None
    by_hand: MessageView | None
    answer_at: str
    timeline: tuple[TimelineEntry, ...]
    tasks: tuple[TaskView, ...]
    colleagues: tuple[Colleague, ...]
    merges: tuple[MergeView, ...]
    statuses: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    owners: tuple[tuple[str, str], ...]
    outcomes: tuple[OutcomeView, ...]
    predicted: PredictedView | None

    @property
    def url(self) -> str:
        return self.looking.url


def lead_context(rows: LeadRows, looking: Looking) -> LeadContext:
    """Everything in words. Pure: the same rows give the same page."""
    names = {str(member.person_id): member.name for member in rows.members}
    letters = message_views(rows.messages, About(looking.now, names, rows.edits))
    submissions = submission_views(rows.submissions, rows.runs, rows.messages, rows.quarantined)
    reply = _reply(letters, submissions)
    return LeadContext(
        lead=lead_head(rows.lead, rows.runs, names),
        looking=looking,
        team=rows.team,
        facts=fact_views(rows.facts),
        fields=field_views(rows.fields, rows.submissions),
        score=None
        if rows.score is None
        else score_view(rows.score, rows.lead.score, rows.predicted),
        submissions=submissions,
        unseen_submissions=max(0, rows.lead.submissions - len(submissions)),
        messages=letters,
        reply=reply,
        by_hand=next((m for m in letters if m.is_by_hand), None),
        answer_at=_answer_at(rows.lead, reply, looking),
        timeline=timeline(rows.happenings, Names(names)),
        tasks=_open_tasks(rows.tasks, names, looking.now),
        colleagues=tuple(_colleague(lead) for lead in rows.colleagues),
        merges=tuple(
            MergeView(one.id, one.name or NAMELESS, one.made_at, names.get(str(one.made_by), ""))
            for one in rows.merges
        ),
        statuses=tuple(STATUSES.items()),
        reasons=tuple(REJECT_REASONS.items()),
        owners=_owners(rows.members, looking.person_id),
        outcomes=outcome_views(rows.outcomes, names),
        predicted=predicted_view(rows.predicted, _share(rows)),
    )


def _share(rows: LeadRows) -> int:
    return 0 if rows.score is None else rows.score.ledger.model_share


def lead_head(lead: Lead, runs: Sequence[Run], names: Mapping[str, str]) -> LeadHead:
    tone, reply = _REPLIES.get(lead.reply_status, ("", said(lead.reply_status)))
    return LeadHead(
        id=lead.id,
        version=lead.version,
        title=title_of(lead),
        company=lead.company,
        email=lead.email or "",
        phone=lead.phone or "",
        country=country_name(lead.country),
        language=language_name(lead.language),
        source=source_name(lead.source) if lead.source else "",
        status=lead.status,
        status_word=STATUSES.get(lead.status, said(lead.status)),
        intent=read_as(lead.intent, lead.stop_reason),
        is_selling=lead.intent in _SELLING,
        confidence=lead.intent_confidence,
        is_unsure=_unsure(runs) and lead.intent not in PERHAPS,
        owner_id=lead.owner_id,
        owner=names.get(str(lead.owner_id), "A former member") if lead.owner_id else "",
        reply_tone=tone,
        reply=reply,
        answered=durations.exact(lead.reply_ms),
        stopped=stop_words(lead.stop_reason),
        created_at=lead.created_at,
        submissions=lead.submissions,
    )


def title_of(lead: Lead) -> str:
    """The best name there is."""
    return lead.name.strip() or lead.email or grouped(lead.phone) or NAMELESS


def undo_of(mark: str, url: str, lead: LeadHead, *, panel: bool) -> Undo | None:
    """The toast after a change, from the mark in the address: `status.new`, `owner.<id>`."""
    what, _, before = mark.partition(".")
    beside = "&panel=1" if panel else ""
    back = f"{url}/undo?what={what}&to={before}&version={lead.version}{beside}"
    if what == "status" and before in STATUSES:
        return Undo(f"{lead.status_word}.", back)
    if what == "owner" and (before == "" or _is_id(before)):
        return Undo(f"Assigned to {lead.owner}." if lead.owner else "Without an owner.", back)
    return None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _unsure(runs: Sequence[Run]) -> bool:
    reading = next((run.snapshot.get("reading") for run in runs if run.snapshot), None)
    return bool(reading and reading.get("unsure"))


def _reply(
    letters: Sequence[MessageView], submissions: Sequence[SubmissionView]
) -> MessageView | None:
    """Our answer to the newest submission."""
    newest = submissions[0].id if submissions else None
    return next((m for m in letters if m.kind == "Reply" and m.submission_id == newest), None)


def _answer_at(lead: Lead, reply: MessageView | None, looking: Looking) -> str:
    """Where a member writes to them: in the draft, if one waits, else in a letter of their own."""
    if not lead.email or not looking.may_send:
        return ""
    if reply is not None and reply.can_edit:
        return f"{looking.url}#draft-text"
    return f"{looking.url}?write=true#answer-text"


def _open_tasks(
    tasks: Sequence[Task], names: Mapping[str, str], now: datetime
) -> tuple[TaskView, ...]:
    return tuple(
        TaskView(
            id=task.id,
            title=task.title,
            due_at=task.due_at,
            owner=names.get(str(task.owner_id), ""),
            is_overdue=task.due_at < now,
        )
        for task in tasks
        if task.done_at is None
    )


def _colleague(lead: Lead) -> Colleague:
    return Colleague(
        id=lead.id,
        name=title_of(lead),
        intent=read_as(lead.intent, lead.stop_reason),
        status=lead.status,
        status_word=STATUSES.get(lead.status, said(lead.status)),
        score=lead.score,
        grade=lead.grade or "",
    )


def _owners(members: Sequence[Member], me: PersonId | None) -> tuple[tuple[str, str], ...]:
    """Me first, then the others by name."""
    others = sorted((m for m in members if m.person_id != me), key=lambda m: m.name.casefold())
    mine = [("me", "Me")] if any(m.person_id == me for m in members) else []
    return (*mine, *((str(m.person_id), m.name) for m in others))
