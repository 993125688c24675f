"""Answering a lead by hand: the form with greeting and signature, and the letter that comes of it."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from leadwright.bootstrap.mail import mail_setup
from leadwright.domain.errors import Conflict, FieldProblem, Invalid, NotFound
from leadwright.domain.ids import LeadId, PersonId, SubmissionId, new_id
from leadwright.domain.permission import Permission
from leadwright.features.capture import queries as submissions
from leadwright.features.leads import queries as leads
from leadwright.features.leads.models import Lead
from leadwright.features.messages import by_hand
from leadwright.features.messages import queries as messages
from leadwright.features.messages.actions import MessageOutbox
from leadwright.features.messages.by_hand import Answered, Letter
from leadwright.features.replies.composing import by_hand as wordings
from leadwright.features.replies.composing.by_hand import Opening
from leadwright.features.replies.rules import their_mail
from leadwright.features.replies.validation import names
from leadwright.features.tasks import actions as tasks
from leadwright.features.workspaces import directory
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Tx, require
from leadwright.ports.directory import Company
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.lead.answer_form import AnswerForm
from leadwright.web.screens.lead.messages import addressed
from leadwright.web.screens.lead.page import Refusal, show
from leadwright.web.wording import language_name

ANSWER = "/w/{workspace}/leads/{lead_id:uuid}/answer"
_EMPTY = "Write something between the greeting and the signature."

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Typed:
    """The letter as it was left; with `then=keep` it becomes a draft."""

    key: Annotated[UUID, Form()]
    subject: Annotated[str, Form()] = ""
    text: Annotated[str, Form()] = ""
    then: Annotated[str, Form()] = "send"


@dataclass(frozen=True)
class Writing:
    """One letter: to whom, in whose name, and what it begins with."""

    to: Answered
    company: Company
    person_id: PersonId
    person_name: str
    person_email: str
    opening: Opening

    @property
    def reply_to(self) -> str:
        return self.company.answers_to or self.person_email

    def letter(self, typed: Typed) -> Letter:
        return Letter(
            key=typed.key,
            subject=typed.subject,
            text=typed.text,
            from_name=self.person_name,
            reply_to=self.reply_to,
            links=tuple(filter(None, (self.company.booking_url, self.company.website))),
            held=typed.then == "keep",
        )


@router.post(ANSWER, dependencies=[Depends(require(Permission.SEND)), Depends(csrf)])
async def send(
    frame: Framed, session: Tx, lead_id: UUID, typed: Annotated[Typed, Depends()]
) -> Response:
    """Send a letter written by hand, or keep it as a draft."""
    writing = await _writing(frame, session, lead_id)
    if writing is None:
        raise NotFound("There is no address to write to here.")
    outbox = MessageOutbox(mail_setup(frame.request.app.state.settings).from_address)
    try:
        _check(writing.opening, typed.text)
        await by_hand.write(
            session, outbox, writing.to, writing.letter(typed), by=writing.person_id
        )
    except (Invalid, Conflict) as wrong:
        form = replace(_form(writing, typed.subject, typed.key), text=typed.text, caret=None)
        return await show(frame, session, lead_id, refusal=_refused(form, wrong))
    if typed.then != "keep":
        submission_id, person_id = writing.to.submission_id, writing.person_id
        await tasks.settle_reading(session, submission_id, done=True, actor=person_id)
    toast = "saved" if typed.then == "keep" else "sent"
    return frame.to(f"/leads/{lead_id}?toast={toast}#by-hand")


def _check(opening: Opening, text: str) -> None:
    if opening.is_all_of(text):
        problem = FieldProblem("text", "missing", _EMPTY)
        raise Invalid("There is nothing to send yet.", problems=(problem,))


def _refused(form: AnswerForm, wrong: Invalid | Conflict) -> Refusal:
    """The form as it was left, with what is wrong with it."""
    errors = {problem.field: problem.remedy for problem in wrong.problems}
    return Refusal(answer=replace(form, errors=errors or {"text": wrong.message}), status=422)


async def blank(frame: Frame, session: ReadSession, lead_id: UUID) -> AnswerForm | None:
    """The form as it is opened; None where nobody can be written to, or not by this member."""
    if not frame.who.may(Permission.SEND):
        return None
    writing = await _writing(frame, session, lead_id)
    if writing is None:
        return None
    before = await by_hand.last_subject(session, writing.to)
    subject = _again(before) if before else writing.opening.subject
    is_shut = await messages.is_suppressed(session, writing.to.address)
    return replace(_form(writing, subject, new_id()), stopped=by_hand.NO_MAIL if is_shut else "")


def _form(writing: Writing, subject: str, key: UUID) -> AnswerForm:
    to = writing.to
    return AnswerForm(
        key=key,
        sender=writing.person_name,
        reply_to=writing.reply_to,
        to=addressed(to.name, to.address),
        language_word=language_name(to.language),
        subject=subject,
        text=writing.opening.text,
        caret=len(writing.opening.greeting) + 2,
    )


def _again(subject: str) -> str:
    """The subject of a thread that goes on."""
    return subject if subject.casefold().startswith("re:") else f"Re: {subject}"


async def _writing(frame: Frame, session: ReadSession, lead_id: UUID) -> Writing | None:
    lead = await leads.one(session, LeadId(lead_id))
    if lead is None:
        raise NotFound("There is no such lead here.")
    who = frame.who
    if not lead.email or who.person_id is None:
        return None
    company = await directory.company(session)
    start = wordings.opening(lead.name, lead.company, lead.language, company, who.person_name)
    return Writing(
        to=await _answered(session, lead, start.language),
        company=company,
        person_id=who.person_id,
        person_name=who.person_name,
        person_email=who.person_email,
        opening=start,
    )


async def _answered(session: ReadSession, lead: Lead, language: str) -> Answered:
    to = Answered(LeadId(lead.id), lead.email or "", names.person(lead.name) or "", language)
    newest = SubmissionId(lead.last_submission_id)
    asked = await submissions.submission(session, newest)
    if asked is None:
        return to
    return replace(
        to,
        submission_id=newest,
        received_at=asked.received_at,
        asked_by=their_mail(asked.headers),
        built_in=asked.is_demo,
    )
