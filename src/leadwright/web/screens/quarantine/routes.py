"""Quarantine: what was stopped, why, and a person's verdict on it, one by one or together."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi import Form as FormField
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Invalid, NotFound
from leadwright.domain.permission import Permission
from leadwright.features.capture import lists, quarantine
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.pipeline import releases
from leadwright.web.auth import csrf
from leadwright.web.screens import lead_names
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.quarantine import view

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/quarantine")

SECTION = "quarantine"
MOST_AT_ONCE = 200
Reads = Depends(require(Permission.READ_LEADS))
WORKS = [Depends(require(Permission.WORK_LEADS)), Depends(csrf)]
Picked = Annotated[list[UUID], FormField()]
Reason = Annotated[str, FormField()]


@router.get("", dependencies=[Reads])
async def index(
    frame: Framed,
    session: Read,
    state: str = "waiting",
    reason: str = "",
    before: str = "",
    spam: str = "",
) -> HTMLResponse:
    """The list. `spam` is the moment of the confirmation that the toast takes back."""
    state = state if state in quarantine.STATES else "waiting"
    caught = await quarantine.page(
        session, state=state, reason=reason, before=view.read_mark(before), limit=view.PAGE
    )
    url = f"{frame.shell.workspace_url}/quarantine"
    context = view.listing(
        caught,
        view.ListFilters(state, reason, url, is_first=not before),
        await quarantine.counts(session, state),
        (await lists.rules(session)).keep_days,
        may_work=frame.who.may(Permission.WORK_LEADS),
    )
    undo = (
        f"{url}/take-back?{urlencode({'at': spam, 'reason': reason})}"
        if spam and context.may_work
        else ""
    )
    return frame.show("pages/quarantine/index.html", context, section=SECTION, undo=undo)


@router.get("/{submission_id:uuid}", dependencies=[Reads])
async def show(frame: Framed, session: Read, submission_id: UUID, reason: str = "") -> HTMLResponse:
    """One on a page of its own. `reason`: what the list that led here was filtered by."""
    context = await _one(frame, session, submission_id, reason)
    return frame.show("pages/quarantine/show.html", context, section=SECTION)


@router.get("/{submission_id:uuid}/panel", dependencies=[Reads])
async def panel(
    frame: Framed, session: Read, submission_id: UUID, reason: str = ""
) -> HTMLResponse:
    """The same beside the list."""
    context = await _one(frame, session, submission_id, reason)
    return frame.show("pages/quarantine/panel.html", context, section=SECTION)


async def _one(
    frame: Frame, session: ReadSession, submission_id: UUID, reason: str
) -> view.OneContext:
    caught = await quarantine.one(session, submission_id)
    if caught is None:
        raise NotFound("This is not in quarantine here.")
    fates = await lead_names.of_submissions(session, [submission_id])
    members = await workspaces.members(session) if caught.decided_by else ()
    by = next((each.name for each in members if each.person_id == caught.decided_by), "")
    may_work = frame.who.may(Permission.WORK_LEADS)
    return view.one(caught, fates.get(submission_id), view.Decided(by, reason), may_work=may_work)


@router.post("/release", dependencies=WORKS)
async def release_all(
    frame: Framed, session: Tx, submission: Picked, reason: Reason = ""
) -> RedirectResponse:
    """The ticked ones run on."""
    moved = await releases.release(session, _bounded(submission), frame.who.person_id)
    return frame.to(_list(reason), toast="released" if moved else "too_late")


@router.post("/spam", dependencies=WORKS)
async def confirm_all(
    frame: Framed, session: Tx, submission: Picked, reason: Reason = ""
) -> RedirectResponse:
    """The ticked ones are spam: each sender's own address, since nobody looked at the firms one by one."""
    ids = _bounded(submission)
    at = await quarantine.confirm(session, ids, frame.who.person_id)
    return _confirmed(frame, at, reason, "blocked" if len(ids) == 1 else "blocked_all")


def _confirmed(frame: Frame, at: datetime | None, reason: str, toast: str) -> RedirectResponse:
    if at is None:
        return frame.to(_list(reason), toast="too_late")
    return frame.to(_list(reason, spam=at.isoformat()), toast=toast)


def _list(reason: str, **further: str) -> str:
    """The list that was decided in, filtered as it was."""
    query = {"reason": reason if reason in view.REASONS else "", **further}
    kept = {name: value for name, value in query.items() if value}
    return f"/quarantine?{urlencode(kept)}" if kept else "/quarantine"


@router.post("/take-back", dependencies=WORKS)
async def take_all_back(frame: Framed, session: Tx, at: datetime, reason: str = "") -> Response:
    """What was confirmed at that moment waits again."""
    ids = await quarantine.confirmed_at(session, at, frame.who.person_id)
    return await _take_back(frame, session, ids, reason)


def _bounded(submission_ids: Collection[UUID]) -> Collection[UUID]:
    if len(submission_ids) > MOST_AT_ONCE:
        raise Invalid(f"At most {MOST_AT_ONCE} can be decided at once.")
    return submission_ids


@router.post("/{submission_id:uuid}/release", dependencies=WORKS)
async def release(
    frame: Framed, session: Tx, submission_id: UUID, reason: Reason = ""
) -> RedirectResponse:
    """A real lead. Its answer leaves, so that this has no way back."""
    await _known(session, submission_id)
    moved = await releases.release(session, [submission_id], frame.who.person_id)
    return frame.to(_list(reason), toast="released" if moved else "too_late")


@router.post("/{submission_id:uuid}/spam", dependencies=WORKS)
async def confirm(
    frame: Framed,
    session: Tx,
    submission_id: UUID,
    reason: Reason = "",
    whole_firm: Annotated[bool, FormField()] = False,
) -> RedirectResponse:
    """Spam indeed. `whole_firm`: everybody at the sender's own domain is stopped as well."""
    await _known(session, submission_id)
    by = frame.who.person_id
    at = await quarantine.confirm(session, [submission_id], by, whole_firm=whole_firm)
    return _confirmed(frame, at, reason, "blocked_firm" if whole_firm else "blocked")


@router.post("/{submission_id:uuid}/take-back", dependencies=WORKS)
async def take_back(frame: Framed, session: Tx, submission_id: UUID) -> Response:
    """It waits again."""
    await _known(session, submission_id)
    return await _take_back(frame, session, [submission_id], "")


async def _take_back(frame: Frame, session: Tx, ids: Collection[UUID], reason: str) -> Response:
    """Asked by the toast, the page then loads itself again."""
    moved = await quarantine.take_back(session, ids)
    if "hx-request" in frame.request.headers:
        return Response(status_code=200, headers={"HX-Refresh": "true"})
    return frame.to(_list(reason), toast="undone" if moved else "too_late")


async def _known(session: ReadSession, submission_id: UUID) -> None:
    if await quarantine.one(session, submission_id) is None:
        raise NotFound("This is not in quarantine here.")
