"""Automations: the list, the editor with its dry run, one with its run log, one run."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from leadwright.domain.errors import Conflict, FieldProblem, Invalid
from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Permission
from leadwright.features.automation import actions, queries
from leadwright.features.automation.plan import MOST_ACTIONS, Plan
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.outbound.http import why_refused
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.automations import form as forms
from leadwright.web.screens.automations import page, recipes
from leadwright.web.screens.automations.form import Typed
from leadwright.web.screens.frame import Frame, Framed

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/automations"
ONE = PATH + "/{automation_id:uuid}"
SECTION = "automations"
READS = [Depends(require(Permission.READ_LEADS))]
OPENS = [Depends(require(Permission.MANAGE_WORKSPACE))]
CHANGES = [*OPENS, Depends(csrf)]


async def _sent(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=500)


Sent = Annotated[FormData, Depends(_sent)]


async def _refused(sent: Sent) -> dict[str, str]:
    """Why nothing would be posted to an address of the form, by address.

    Names are looked up, so this stands before the transaction among the route's dependencies. They
    are asked again at each post, for a name may come to mean another address.
    """
    urls = {str(sent.get(f"a-{number}-url", "")).strip() for number in range(MOST_ACTIONS)} - {""}
    reasons = await asyncio.gather(*(why_refused(url) for url in urls))
    return dict(zip(urls, reasons, strict=True))


Refused = Annotated[dict[str, str], Depends(_refused)]
KEEPS = [*CHANGES, Depends(_refused)]


@router.get(PATH, dependencies=READS)
async def index(frame: Framed, session: Read, undo: str = "") -> HTMLResponse:
    """Every automation, and how it did in the last 30 days."""
    context = await page.listed(frame, session)
    path = page.undo_path(frame, undo)
    return frame.show("pages/automations/index.html", context, section=SECTION, undo=path)


@router.get(PATH + "/new", dependencies=OPENS)
async def new(frame: Framed, session: Read, like: str = "") -> HTMLResponse:
    """The editor, begun with what most want first, or `like` a recipe."""
    begun = recipes.recipe(like)
    return await _form(frame, session, None, begun.typed() if begun else forms.begun())


@router.post(PATH + "/new", dependencies=KEEPS)
async def make(frame: Framed, session: Tx, sent: Sent, refused: Refused) -> Response:
    """One press of a button of the editor: `do` says which."""
    pressed = _Pressed(None, forms.typed_of(sent, None), str(sent.get("do", "")), refused)
    said = await _pressed(frame, session, pressed)
    if not isinstance(said, Plan):
        return said
    made = await actions.make(session, said, frame.request.app.state.keyring, by=_me(frame))
    return frame.to(f"/automations/{made}", toast="saved")


@router.get(ONE + "/edit", dependencies=OPENS)
async def edit(frame: Framed, session: Read, automation_id: UUID) -> HTMLResponse:
    row = await queries.one(session, automation_id)
    return await _form(frame, session, automation_id, forms.kept(row))


@router.post(ONE + "/edit", dependencies=KEEPS)
async def change(
    frame: Framed, session: Tx, automation_id: UUID, sent: Sent, refused: Refused
) -> Response:
    row = await queries.one(session, automation_id)
    typed = forms.typed_of(sent, forms.kept(row))
    pressed = _Pressed(automation_id, typed, str(sent.get("do", "")), refused)
    said = await _pressed(frame, session, pressed)
    if not isinstance(said, Plan):
        return said
    try:
        await actions.change(session, automation_id, said, by=_me(frame), version=typed.version)
    except Conflict as late:
        refusal = Invalid(late.message, problems=(FieldProblem("", "late", late.message),))
        return await _form(frame, session, automation_id, typed, refusal=refusal)
    return frame.to(f"/automations/{automation_id}", toast="saved")


@dataclass(frozen=True)
class _Pressed:
    """The form as it was sent, by the button `do`. `refused`: addresses nothing is posted to."""

    automation_id: UUID | None
    typed: Typed
    do: str
    refused: Mapping[str, str]


async def _pressed(frame: Frame, session: ReadSession, sent: _Pressed) -> Plan | Response:
    """The plan to be kept, or the page that the button asks for."""
    automation_id, typed = sent.automation_id, sent.typed
    changed = forms.pressed(typed, sent.do)
    if changed is not None:
        return await _form(frame, session, automation_id, changed)
    try:
        plan = forms.plan_said(typed)
        page.refuse_addresses(plan, sent.refused)
        await page.refuse_gone(session, plan)
    except Invalid as refusal:
        return await _form(frame, session, automation_id, typed, refusal=refusal)
    if sent.do == "trial":
        return await _form(frame, session, automation_id, typed, tried=plan)
    return plan


async def _form(
    frame: Frame,
    session: ReadSession,
    automation_id: UUID | None,
    typed: Typed,
    *,
    refusal: Invalid | None = None,
    tried: Plan | None = None,
) -> HTMLResponse:
    shown = await page.trial_of(session, tried) if tried else None
    context = await page.form(frame, session, (automation_id, typed), refusal, shown)
    status = 422 if refusal else 200
    return frame.show("pages/automations/edit.html", context, section=SECTION, status=status)


@router.get(ONE, dependencies=READS)
async def show(
    frame: Framed, session: Read, automation_id: UUID, outcome: str = "", tried: str = ""
) -> HTMLResponse:
    """One with its run log; with `tried` a dry run on the last 30 days."""
    row = await queries.one(session, automation_id)
    context = await page.shown(frame, session, row, outcome, dry=bool(tried))
    return frame.show("pages/automations/show.html", context, section=SECTION)


@router.get(ONE + "/runs/{run_id:uuid}", dependencies=READS)
async def run(frame: Framed, session: Read, automation_id: UUID, run_id: UUID) -> HTMLResponse:
    context = await page.run(frame, session, automation_id, run_id)
    return frame.show("pages/automations/run.html", context, section=SECTION)


@router.post(ONE + "/on", dependencies=CHANGES)
async def switch_on(frame: Framed, session: Tx, automation_id: UUID) -> Response:
    await actions.switch(session, automation_id, on=True, by=_me(frame))
    return frame.to(f"/automations/{automation_id}", toast="switched_on")


@router.post(ONE + "/pause", dependencies=CHANGES)
async def pause(frame: Framed, session: Tx, automation_id: UUID) -> Response:
    await actions.switch(session, automation_id, on=False, by=_me(frame))
    return frame.to(f"/automations/{automation_id}", toast="paused")


@router.post(ONE + "/delete", dependencies=CHANGES)
async def delete(frame: Framed, session: Tx, automation_id: UUID) -> Response:
    """Out of sight; the toast on the list takes it back."""
    await actions.delete(session, automation_id, by=_me(frame))
    return frame.to(f"/automations?undo={automation_id}", toast="deleted")


@router.post(ONE + "/restore", dependencies=CHANGES)
async def restore(frame: Framed, session: Tx, automation_id: UUID) -> Response:
    await actions.restore(session, automation_id, by=_me(frame))
    if "hx-request" in frame.request.headers:
        return Response(status_code=200, headers={"HX-Refresh": "true"})
    return frame.to(f"/automations/{automation_id}", toast="undone")


def _me(frame: Frame) -> PersonId:
    return PersonId(frame.who.person_id or UUID(int=0))
