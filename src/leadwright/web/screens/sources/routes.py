"""Sources: where spreadsheets come from by themselves, what each one showed, and its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.bootstrap.storages import OpenedStorages
from leadwright.domain.errors import Invalid, NotFound, ProviderError, Refused
from leadwright.domain.permission import Permission
from leadwright.features.sources import actions, queries, rules
from leadwright.features.sources.models import Source
from leadwright.kernel.web import Read, Tx, Who, database_of, require
from leadwright.ports.storage import StoragePlace
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.sources.view import (
    KINDS,
    SourceFormContext,
    SourcesContext,
    choices_for,
    hook_address,
    row_of,
)
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/sources"
READ = [Depends(require(Permission.READ_LEADS))]
MANAGE = [Depends(require(Permission.MANAGE_WORKSPACE))]
CHANGE = [*MANAGE, Depends(csrf)]
SECTION = "sources"


@dataclass(frozen=True)
class Given:
    """What a form shows: of a standing source, or as it was typed."""

    kind: str
    source: Source | None
    values: Mapping[str, str]
    refusal: Refused | None = None


@router.get(PATH, dependencies=READ)
async def index(frame: Framed, session: Read) -> HTMLResponse:
    counts = await queries.counts(session)
    context = SourcesContext(
        rows=tuple(row_of(one, counts) for one in await queries.listed(session)),
        kinds=KINDS,
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
    )
    return frame.show("pages/sources/index.html", context, section=SECTION)


@router.get(PATH + "/new/{kind}", dependencies=MANAGE)
async def new(frame: Framed, session: Read, kind: str) -> HTMLResponse:
    if kind not in rules.KINDS:
        raise NotFound("There is no such kind of source.")
    roots = frame.request.app.state.settings.watch_folders if kind == "folder" else ()
    values = {"label": KINDS[kind].title, "pattern": "customer.xlsx", "folder": "".join(roots[:1])}
    return await _form(frame, session, Given(kind, None, values))


@router.post(PATH + "/new/{kind}", dependencies=CHANGE)
async def add(frame: Framed, session: Tx, kind: str, typed: Typed) -> Response:
    try:
        made = await actions.add(session, kind, typed, by=frame.who.person_id)
    except Invalid as refusal:
        return await _form(frame, session, Given(kind, None, typed, refusal))
    return frame.to(f"/sources/{made}", toast="saved")


@router.get(PATH + "/{source_id}", dependencies=READ)
async def show(frame: Framed, session: Read, source_id: UUID) -> HTMLResponse:
    """What it showed, and its form for those who may change it."""
    source = await _one(session, source_id)
    values = {
        "label": source.label,
        "pattern": source.pattern,
        "folder": source.folder,
        "connection_id": str(source.connection_id or ""),
        "senders": source.senders,
        "consent": source.consent,
        "is_event_leads": "true" if source.is_event_leads else "",
    }
    return await _form(frame, session, Given(source.kind, source, values))


@router.post(PATH + "/{source_id}", dependencies=CHANGE)
async def change(frame: Framed, session: Tx, source_id: UUID, typed: Typed) -> Response:
    source = await _one(session, source_id)
    try:
        await actions.change(session, source_id, typed, by=frame.who.person_id)
    except Invalid as refusal:
        return await _form(frame, session, Given(source.kind, source, typed, refusal))
    return frame.to(f"/sources/{source_id}", toast="saved")


@router.post(PATH + "/{source_id}/test", dependencies=CHANGE)
async def test(request: Request, who: Who, source_id: UUID) -> RedirectResponse:
    """Look whether the place answers, outside of any transaction; then let the worker take files."""
    database = database_of(request)
    async with database.read(who.workspace_id) as session:
        source = await _one(session, source_id)
    if source.kind == "mail":
        raise NotFound("Mail comes by itself; there is nothing to look into.")
    state = request.app.state
    storages = OpenedStorages(database, state.opener, state.settings.watch_folders)
    try:
        place = StoragePlace(source.folder, source.connection_id)
        storage = await storages.open(who.workspace_id, place)
        said = await storage.check()
    except ProviderError as problem:
        async with database.tenant(who.workspace_id) as session:
            await actions.note_problem(session, source_id, problem)
    else:
        async with database.tenant(who.workspace_id) as session:
            await actions.note_look(session, source_id, said)
            if not source.is_paused:
                await actions.ask_for_look(session, source_id)
    return RedirectResponse(f"/w/{who.workspace_slug}/sources/{source_id}", 303)


@router.post(PATH + "/{source_id}/pause", dependencies=CHANGE)
async def pause(frame: Framed, session: Tx, source_id: UUID) -> RedirectResponse:
    await actions.pause(session, source_id, paused=True, by=frame.who.person_id)
    return frame.to(f"/sources/{source_id}", toast="done")


@router.post(PATH + "/{source_id}/resume", dependencies=CHANGE)
async def resume(frame: Framed, session: Tx, source_id: UUID) -> RedirectResponse:
    await actions.pause(session, source_id, paused=False, by=frame.who.person_id)
    return frame.to(f"/sources/{source_id}", toast="done")


@router.post(PATH + "/{source_id}/remove", dependencies=CHANGE)
async def remove(frame: Framed, session: Tx, source_id: UUID) -> RedirectResponse:
    await actions.remove(session, source_id, by=frame.who.person_id)
    return frame.to("/sources", toast="removed")


async def _one(session: Read, source_id: UUID) -> Source:
    found = await queries.one(session, source_id)
    if found is None:
        raise NotFound("There is no such source here.")
    return found


async def _form(frame: Frame, session: Read, given: Given) -> HTMLResponse:
    source, state = given.source, frame.request.app.state
    names = ("label", "pattern", "folder", "connection_id", "senders", "is_event_leads", "consent")
    context = SourceFormContext(
        kind=given.kind,
        about=KINDS[given.kind],
        source=source,
        row=row_of(source, await queries.counts(session)) if source else None,
        values={name: given.values.get(name, "") for name in names},
        errors=errors_of(given.refusal),
        choices=await choices_for(session, state.opener, given.kind),
        folders=state.settings.watch_folders,
        hook_url=await hook_address(session, state, source) if source else "",
        taken=tuple(await queries.files(session, source.id, "taken")) if source else (),
        ignored=tuple(await queries.files(session, source.id, "ignored")) if source else (),
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
    )
    status = 422 if given.refusal else 200
    return frame.show("pages/sources/source.html", context, section=SECTION, status=status)
