"""Where chats post pressed buttons: `POST /hooks/{chat}/{token}`.

The token names the connection and cannot be guessed; the chat's own secret or signature is checked
as well. 2xx means taken: what becomes of a press is said in the chat.
"""

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import Response

from leadwright.domain.errors import NotFound, ProviderError, Unauthenticated, Unavailable
from leadwright.domain.ids import WorkspaceId
from leadwright.features.connections import queries
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener, hook_secret, of_hook_token
from leadwright.features.connections.sealing import Unreadable
from leadwright.kernel import clock
from leadwright.kernel.logging import get
from leadwright.kernel.web import database_of
from leadwright.pipeline.chat_actions import ButtonAnswer, Chatroom, hear
from leadwright.ports.chat import Chat, Word
from leadwright.ports.wiring import Hook
from leadwright.web.bodies import read_bytes
from leadwright.web.hooks import refused_posts

router = APIRouter(include_in_schema=False)
log = get("chat_hooks")

MOST_BYTES = 200_000
NOWHERE = "No connection has this address. It may have been removed."


@router.post("/hooks/telegram/{token}")
async def telegram(request: Request, token: str) -> Response:
    """One update of Telegram's."""
    return await _taken(request, "telegram", token)


@router.post("/hooks/slack/{token}")
async def slack(request: Request, token: str) -> Response:
    """One interaction of Slack's."""
    return await _taken(request, "slack", token)


async def _taken(request: Request, vendor: str, token: str) -> Response:
    opener: Opener = request.app.state.opener
    connection = await _connection(request, opener, vendor, token)
    try:
        chat = opener.chat(connection)
        values = opener.values(connection)
    except (Unreadable, ProviderError) as problem:
        raise Unavailable(str(problem)) from problem
    hook = Hook(
        values={**values, "hook_secret": hook_secret(opener.keyring, connection.id)},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await read_bytes(request, MOST_BYTES),
        now=clock.wall(),
        client=opener.client,
    )
    try:
        words = chat.read(hook)
    except Unauthenticated as problem:
        await refused_posts.refused(request, connection, str(problem))
        raise
    await refused_posts.right(request, connection)
    room = Chatroom(WorkspaceId(connection.workspace_id), connection.id, connection.purpose)
    # Slack waits three seconds for our word: what becomes of it is said in the chat afterwards.
    later = BackgroundTasks()
    for word in words:
        said = await hear(database_of(request), room, word)
        if said.fresh:
            later.add_task(_answer, chat, room, word, said)
    return Response(status_code=200, background=later)


async def _answer(chat: Chat, room: Chatroom, word: Word, said: ButtonAnswer) -> None:
    try:
        await chat.answer(word, said.sentence, settled=said.settled)
    except ProviderError as problem:  # it is done; only the note in the chat is missing
        log.warning("hook.not_answered", vendor=room.channel, problem=problem.message)


async def _connection(request: Request, opener: Opener, vendor: str, token: str) -> Connection:
    place = of_hook_token(opener.keyring, token)
    if place is None:
        raise NotFound(NOWHERE)
    workspace_id, connection_id = place
    async with database_of(request).read(WorkspaceId(workspace_id)) as session:
        connection = await queries.one(session, connection_id)
    if connection is None or connection.integration != vendor:
        raise NotFound(NOWHERE)
    return connection
