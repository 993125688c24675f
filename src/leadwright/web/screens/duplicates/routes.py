"""Duplicates: the queue of questions with one in front, a person's answers, and the way back."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi import Form as FormField
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Conflict, Invalid
from leadwright.domain.permission import Permission
from leadwright.features.duplicates import queries
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.pipeline import merges
from leadwright.web.auth import csrf
from leadwright.web.screens import undo_token
from leadwright.web.screens.duplicates import answers, view
from leadwright.web.screens.duplicates.answers import Answered, Verb
from leadwright.web.screens.frame import Frame, Framed

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/duplicates")

SECTION = "duplicates"
SHOWN = 50
Reads = Depends(require(Permission.READ_LEADS))
WORKS = [Depends(require(Permission.WORK_LEADS)), Depends(csrf)]


@router.get("", dependencies=[Reads])
async def index(
    frame: Framed,
    session: Read,
    ask: UUID | None = None,
    done: Annotated[str, Query(max_length=20_000)] = "",
) -> HTMLResponse:
    """The queue with one question in front. `done` tells what was answered, and how to take it back."""
    waiting = await queries.open_questions(session, SHOWN)
    current = next((each for each in waiting if each.id == ask), None)
    if ask is not None and current is None:
        current = await queries.question(session, ask)
    context = view.context(
        current or next(iter(waiting), None),
        waiting,
        await queries.count(session),
        may_work=frame.who.may(Permission.WORK_LEADS),
        done=_done(frame, done),
    )
    return frame.show("pages/duplicates/index.html", context, section=SECTION)


@router.post("/selected/{verb}", dependencies=WORKS)
async def answer_many(
    frame: Framed,
    session: Tx,
    verb: Verb,
    question: Annotated[list[UUID], FormField()] = [],  # noqa: B006 -- FastAPI copies it
) -> RedirectResponse:
    """The same answer to all that are selected; of two that merge, the older one stays."""
    if not 0 < len(question) <= answers.MOST:
        raise Invalid(f"Select from 1 to {answers.MOST} questions.")
    return _told(frame, await answers.give(session, verb, question, actor=frame.who.person_id))


@router.post("/{question_id:uuid}/{verb}", dependencies=WORKS)
async def answer(
    frame: Framed,
    session: Tx,
    question_id: UUID,
    verb: Verb,
    keep: Annotated[str, FormField()] = "one",
) -> RedirectResponse:
    """`keep` says whose lead stays of two that merge: `one`, the older, or `other`."""
    await queries.to_answer(session, question_id)  # not found, where it is none any more
    given = await answers.give(
        session, verb, [question_id], actor=frame.who.person_id, keeps_other=keep == "other"
    )
    if not given.ids:
        return frame.to(f"/duplicates?ask={question_id}", toast="busy")
    return _told(frame, given)


@router.post("/undo", dependencies=WORKS)
async def undo(
    frame: Framed, session: Tx, token: Annotated[str, Query(max_length=20_000)]
) -> Response:
    """As before the answer, but for what somebody decided or wrote since."""
    given = _unsealed(frame, token)
    if given is None:
        raise Invalid("This undo is not one of ours.")
    back = await _taken_back(session, frame, given)
    answer = frame.to("/duplicates", toast="undone" if back == len(given.ids) else "undone_some")
    if "hx-request" in frame.request.headers:  # the toast's button waits for no page
        return Response(status_code=200, headers={"HX-Redirect": answer.headers["location"]})
    return answer


@router.post("/merges/{merge_id:uuid}/undo", dependencies=WORKS)
async def undo_merge(frame: Framed, session: Tx, merge_id: UUID) -> RedirectResponse:
    """From the page of the lead that stayed, however long ago they were merged."""
    stayed = await merges.undo(session, merge_id, actor=frame.who.person_id)
    return frame.to(f"/leads/{stayed}", toast="parted")


async def _taken_back(session: TenantSession, frame: Frame, given: Answered) -> int:
    back = await answers.take_back(session, given, actor=frame.who.person_id)
    if not back:
        raise Conflict("This was taken back already, or somebody decided otherwise since.")
    return back


def _told(frame: Frame, given: Answered) -> RedirectResponse:
    data = [given.verb, given.left, [each.hex for each in given.ids]]
    token = undo_token.seal(frame.request.app.state.keyring, _purpose(frame), data)
    return frame.to(f"/duplicates?{urlencode({'done': token})}")


def _unsealed(frame: Frame, token: str) -> Answered | None:
    found: Any = undo_token.unseal(frame.request.app.state.keyring, _purpose(frame), token)
    if found is None:
        return None
    verb, left, ids = found
    return Answered(verb, tuple(UUID(each) for each in ids), left)


def _done(frame: Frame, token: str) -> tuple[str, str] | None:
    given = _unsealed(frame, token) if token else None
    if given is None:
        return None
    undo = f"{frame.shell.workspace_url}/duplicates/undo?{urlencode({'token': token})}"
    may_undo = given.ids and frame.who.may(Permission.WORK_LEADS)
    return given.words, undo if may_undo else ""


def _purpose(frame: Frame) -> str:
    return f"duplicates-undo:{frame.who.workspace_id}"
