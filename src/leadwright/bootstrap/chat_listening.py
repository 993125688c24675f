"""Asks chats for pressed buttons, for installations that a chat cannot reach from outside.

One process of an installation asks, whoever holds the lock: Telegram gives an update to one asker.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

import asyncpg

from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.connections import opener as make_opener
from leadwright.domain.errors import NotFound, ProviderError
from leadwright.domain.ids import WorkspaceId
from leadwright.features.connections import queries as connections
from leadwright.features.connections.opening import Opener
from leadwright.features.connections.sealing import Unreadable
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE
from leadwright.kernel.db.session import Database
from leadwright.kernel.db.urls import driver_url
from leadwright.kernel.logging import get
from leadwright.pipeline.chat_actions import Chatroom, hear
from leadwright.ports.chat import PolledChat, Word

log = get("chat_listening")

LOOK_EVERY = 15.0
PAUSE_AFTER_PROBLEM = 20.0
_LOCK = 7016031127


@dataclass
class _Pollers:
    """The running questions, by connection and its version."""

    database: Database
    opener: Opener
    tasks: dict[tuple[UUID, str], asyncio.Task[None]] = field(default_factory=dict)

    async def close(self) -> None:
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        self.tasks.clear()


@asynccontextmanager
async def listening(runtime: Runtime) -> AsyncIterator[None]:
    """While the block runs, chats are asked for what was pressed."""
    task = asyncio.create_task(_listen(runtime), name="chat listening")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _listen(runtime: Runtime) -> None:
    pollers = _Pollers(runtime.database, make_opener(runtime))
    try:
        while True:
            try:
                await _hold_and_ask(runtime, pollers)
            except SIGNS_OF_OUTAGE as error:
                log.warning("chats.without_database", error=repr(error))
            await pollers.close()
            await asyncio.sleep(LOOK_EVERY)
    finally:
        await pollers.close()
        await pollers.opener.client.aclose()


async def _hold_and_ask(runtime: Runtime, pollers: _Pollers) -> None:
    """For as long as this process has the lock, which ends with its connection."""
    holder = await asyncpg.connect(driver_url(runtime.database.urls.app), timeout=10)
    try:
        while not await holder.fetchval(  # noqa: ASYNC110 -- the lock is in PostgreSQL
            "select pg_try_advisory_lock($1)", _LOCK
        ):
            await asyncio.sleep(LOOK_EVERY)
        while True:
            await holder.execute("select 1", timeout=10)
            await _renew(pollers)
            await asyncio.sleep(LOOK_EVERY)
    finally:
        await holder.close(timeout=2)


async def _renew(pollers: _Pollers) -> None:
    """Ask for each polled connection that stands; stop for those that are gone or changed."""
    wanted: dict[tuple[UUID, str], tuple[Chatroom, PolledChat]] = {}
    async with pollers.database.unbound() as session:
        places = await workspaces.real_workspaces(session)
    for place in places:
        async with pollers.database.read(WorkspaceId(place.id)) as reading:
            connection = await connections.default(reading, "telegram")
        if connection is None:
            continue
        try:
            chat = cast("PolledChat", pollers.opener.chat(connection))
        except (Unreadable, ProviderError, NotFound) as problem:
            log.warning("chat.unopened", connection=str(connection.id), problem=str(problem))
            continue
        if chat.is_polled:
            room = Chatroom(WorkspaceId(place.id), connection.id, connection.purpose)
            wanted[connection.id, connection.updated_at.isoformat()] = (room, chat)
    for key in [one for one in pollers.tasks if one not in wanted]:
        pollers.tasks.pop(key).cancel()
    for key, (room, chat) in wanted.items():
        if key not in pollers.tasks or pollers.tasks[key].done():
            pollers.tasks[key] = asyncio.create_task(ask(pollers.database, room, chat))


async def ask(database: Database, room: Chatroom, chat: PolledChat) -> None:
    """Ask one bot until cancelled. What was not taken yet is given again after a crash."""
    offset = 0
    while True:
        try:
            words, after = await chat.poll(offset)
            for word in words:
                await take(database, room, chat, word)
            offset = after
        except ProviderError as problem:
            log.warning("chat.not_asked", problem=problem.message)
            await asyncio.sleep(problem.retry_after or PAUSE_AFTER_PROBLEM)
        except SIGNS_OF_OUTAGE as error:
            log.warning("chat.without_database", error=repr(error))
            await asyncio.sleep(PAUSE_AFTER_PROBLEM)


async def take(database: Database, room: Chatroom, chat: PolledChat, word: Word) -> None:
    """Do what was pressed and say so."""
    said = await hear(database, room, word)
    if not said.fresh:
        return
    try:
        await chat.answer(word, said.sentence, settled=said.settled)
    except ProviderError as problem:
        log.warning("chat.not_answered", problem=problem.message)
