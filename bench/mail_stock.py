"""Lays in mails that wait to be sent: message rows with their jobs, by the product's own outbox."""

import asyncio
from uuid import UUID

import asyncpg

from bench import people
from bench.ground import SLUG
from leadwright.bootstrap.common import SUBSCRIPTIONS
from leadwright.domain.ids import WorkspaceId
from leadwright.features.messages.actions import MessageOutbox
from leadwright.kernel.db.session import Database
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.events import EventLog
from leadwright.ports.directory import NewMessage

BATCH = 250  # mails a transaction
SENDER = "sales@seller.example.com"
_LINE = "thank you for writing to us. A colleague reads every message and answers it in person. "


def lay_in(urls: DatabaseUrls, count: int, tag: str) -> None:
    """`count` mails to as many people, queued while no worker runs."""
    asyncio.run(_lay_in(urls, count, tag))


async def _lay_in(urls: DatabaseUrls, count: int, tag: str) -> None:
    workspace_id = await _workspace(urls.owner)
    events = EventLog(SUBSCRIPTIONS)
    database = Database(urls, before_commit=events.flush)
    outbox = MessageOutbox(SENDER)
    try:
        for first in range(0, count, BATCH):
            async with database.tenant(workspace_id) as session:
                for index in range(first, min(first + BATCH, count)):
                    await outbox.put(session, _mail(index, tag))
    finally:
        await database.close()


async def _workspace(url: str) -> WorkspaceId:
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetchval("select id from workspace where slug = $1", SLUG)
    finally:
        await connection.close()
    return WorkspaceId(UUID(str(found)))


def _mail(index: int, tag: str) -> NewMessage:
    name = people.FIRST[index % len(people.FIRST)]
    text = f"Hello {name},\n\n{_LINE * 4}\n\n{_LINE * 2}\n\nYour sales team\n"
    return NewMessage(
        reason_key=f"bench:{tag}:{index}",
        kind="notification",
        to_address=people.address(index, tag),
        to_name=name,
        subject=f"Your message to us, number {index}",
        text=text,
        html=f"<html><body><p>{text}</p></body></html>",
        from_name="Bench",
    )
