"""Where mail vendors hand in what arrives: `POST /hooks/files/{vendor}/{token}`.

The token names the source and cannot be guessed; the vendor's own signature or login is checked as
well. 2xx means stored; the same mail again is taken and has no effect.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from leadwright.bootstrap.storages import to_imports
from leadwright.domain.errors import Invalid, NotFound, ProviderError, Unauthenticated, Unavailable
from leadwright.domain.ids import WorkspaceId
from leadwright.features.connections import queries as connections
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener, of_file_hook_token
from leadwright.features.connections.sealing import Unreadable
from leadwright.features.messages import bounces, reports
from leadwright.features.sources import actions as sources
from leadwright.features.sources import mail, queries
from leadwright.kernel import clock
from leadwright.kernel.loading import resolve
from leadwright.kernel.logging import get
from leadwright.kernel.web import database_of
from leadwright.ports.inbound import Attachment, InboundMail, PostedForm
from leadwright.ports.integration import Integration
from leadwright.ports.wiring import Hook
from leadwright.web.bodies import read_bytes
from leadwright.web.hooks import refused_posts

router = APIRouter(include_in_schema=False)
log = get("file_hooks")

MOST_BYTES = 50_000_000
MOST_FILES, MOST_FIELDS, LONGEST_FIELD = 50, 200, 30_000_000
_SAID = "The last mail was a mail server's word about {} of our letters; new to us: {}."
NOWHERE = "No source has this address. It may have been removed."


@dataclass(frozen=True)
class _Address:
    """Where a post goes: the source, and the vendor's card with the fields of its connection."""

    workspace_id: WorkspaceId
    source_id: UUID
    card: Integration
    connection: Connection
    values: dict[str, str]


@router.post("/hooks/files/{vendor}/{token}")
async def hand_in(request: Request, vendor: str, token: str) -> Response:
    """Take one mail with its attachments."""
    to = await _address(request, vendor, token)
    body = await read_bytes(request, MOST_BYTES)
    hook = Hook(
        values=to.values,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        now=clock.wall(),
        client=request.app.state.hook_client,
    )
    try:
        came: InboundMail | None = await resolve(to.card.inbound)(hook, await _form(request, body))
    except ProviderError as problem:
        raise Unavailable(problem.message) from problem
    except Unauthenticated as problem:
        await refused_posts.refused(request, to.connection, str(problem))
        raise
    await refused_posts.right(request, to.connection)
    if came is None:
        return Response(status_code=200)
    async with database_of(request).tenant(to.workspace_id) as session:
        source = await queries.one(session, to.source_id)
        if source is None:
            raise NotFound(NOWHERE)
        returned = bounces.reports_of(came.raw, hook.now)
        if returned:
            told = await reports.record(session, to.connection.id, "mail", returned)
            log.info("mail.came_back", vendor=vendor, source=str(to.source_id), reports=told)
            await sources.note_look(session, source.id, _SAID.format(len(returned), told))
            return Response(status_code=200)
        taken = await mail.hand_in(session, to_imports, source, came)
    log.info("mail.handed_in", vendor=vendor, source=str(to.source_id), taken=taken)
    return Response(status_code=200)


async def _address(request: Request, vendor: str, token: str) -> _Address:
    opener: Opener = request.app.state.opener
    place = of_file_hook_token(opener.keyring, token)
    if place is None:
        raise NotFound(NOWHERE)
    workspace_id, source_id = WorkspaceId(place[0]), place[1]
    async with database_of(request).read(workspace_id) as session:
        source = await queries.one(session, source_id)
        if source is None or source.connection_id is None:
            raise NotFound(NOWHERE)
        connection = await connections.one(session, source.connection_id)
    card = opener.cards.get(vendor)
    if connection is None or connection.integration != vendor or card is None or not card.inbound:
        raise NotFound(NOWHERE)
    try:
        return _Address(workspace_id, source_id, card, connection, opener.values(connection))
    except Unreadable as problem:
        raise Unavailable(str(problem)) from problem


async def _form(request: Request, body: bytes) -> PostedForm:
    """The parts of a multipart post. Raises Invalid."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return PostedForm()

    async def whole() -> AsyncIterator[bytes]:
        yield body

    parser = MultiPartParser(
        request.headers,
        whole(),  # type: ignore[arg-type]  # a generator by its annotation, any iterator in fact
        max_files=MOST_FILES,
        max_fields=MOST_FIELDS,
        max_part_size=LONGEST_FIELD,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeDecodeError) as error:
        raise Invalid(f"The form cannot be read: {error}", code="broken_body") from error
    fields: dict[str, str] = {}
    files: list[Attachment] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files.append(Attachment(value.filename or "", await value.read()))
        else:
            fields[name] = value
    await form.close()
    return PostedForm(fields, tuple(files))
