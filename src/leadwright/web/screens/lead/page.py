"""Shows a lead as page or panel, also again after something was refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi.responses import HTMLResponse

from leadwright.domain.permission import Permission
from leadwright.features.messages.models import Message
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.web.middleware import CSP
from leadwright.web.screens.frame import Frame
from leadwright.web.screens.lead import rows as lead_rows
from leadwright.web.screens.lead.answer_form import AnswerForm
from leadwright.web.screens.lead.view import DraftForm, Looking, lead_context, undo_of
from leadwright.web.screens.mail_server import has_mail_server

# The page shows mails in frames; a mail may style itself inline and do nothing else.
PAGE_POLICY = {"Content-Security-Policy": f"{CSP}; frame-src 'self'"}
MAIL_POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox;"
        " frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}

# The form that was sent is gone from the page by the time its event would bubble.
CHANGED = {"HX-Trigger": '{"lead-changed": {"target": "body"}}'}


@dataclass(frozen=True)
class Refusal:
    """Why the last thing was not done, with what was typed if it was a form."""

    conflict: str = ""
    typed: DraftForm | None = None
    answer: AnswerForm | None = None
    status: int = 200


NONE = Refusal()


async def show(
    frame: Frame,
    session: ReadSession,
    lead_id: UUID,
    *,
    mark: str = "",
    panel: bool = False,
    refusal: Refusal = NONE,
) -> HTMLResponse:
    """The lead as it stands now. `mark` is the toast in the address."""
    rows = await lead_rows.read(session, lead_id)
    looking = Looking(
        url=f"{frame.shell.workspace_url}/leads/{lead_id}",
        person_id=frame.who.person_id,
        now=clock.now(),
        may_work=frame.who.may(Permission.WORK_LEADS),
        may_send=frame.who.may(Permission.SEND),
        mail_server=await _may_leave_now(frame, session, rows.messages),
        panel=panel,
        conflict=refusal.conflict,
        typed=refusal.typed,
        answer=refusal.answer,
    )
    context = lead_context(rows, looking)
    undo = undo_of(mark, looking.url, context.lead, panel=panel)
    context = replace(context, looking=replace(looking, undo=undo))
    template = "pages/lead/panel.html" if panel else "pages/lead/index.html"
    answer = frame.show(template, context, section="leads", status=refusal.status)
    if not panel:
        answer.headers.update(PAGE_POLICY)
    elif mark:
        answer.headers.update(CHANGED)
    return answer


async def _may_leave_now(frame: Frame, session: ReadSession, letters: Sequence[Message]) -> bool:
    """Asked only where a letter was kept for want of a mail server."""
    return any(letter.is_kept for letter in letters) and await has_mail_server(frame, session)
