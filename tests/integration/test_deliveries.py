"""Events reach each subscriber once, together or alone, and one that fails holds up no other."""

from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.events import MessageEdited, MessageSent
from leadwright.domain.ids import MessageId, PersonId, new_id
from leadwright.features.leads import subscribers as leads
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import DELIVER, DELIVER_ONE, EventLog, Subscriptions, emit
from leadwright.kernel.jobs import Payload


async def _left_by(installation: Installation, place: Workplace, name: str) -> list[Payload]:
    """The workspace's waiting jobs of that name, taken out of the queue."""
    async with installation.runtime.database.autocommit.connect() as connection:
        rows = await connection.execute(
            text(
                "delete from pgqueuer where entrypoint = :name and convert_from(payload, 'UTF8')::jsonb"
                " ->> 'workspace_id' = :w returning convert_from(payload, 'UTF8')::jsonb"
            ),
            {"name": name, "w": str(place.workspace_id)},
        )
        return [row[0] for row in rows]


async def _delivered(installation: Installation, place: Workplace) -> int:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        counted = text("select count(*) from delivery where workspace_id = :w")
        return int(await session.scalar(counted, {"w": place.workspace_id}) or 0)


async def test_answers_are_marked_together_and_each_event_once(
    installation: Installation, place: Workplace
) -> None:
    database, log = installation.runtime.database, EventLog([leads.subscriptions])
    for _ in range(3):
        async with database.tenant(place.workspace_id) as session:
            sent = MessageSent(
                message_id=MessageId(new_id()), kind="reply", provider="test", ms_since_received=5
            )
            emit(session, sent)
    payloads = await _left_by(installation, place, DELIVER)
    assert len(payloads) == 3
    await log.deliver_together(database, [*payloads, payloads[0]])
    await log.deliver_together(database, payloads)
    await log.deliver(database, payloads[1])
    assert await _delivered(installation, place) == 3
    assert await _left_by(installation, place, DELIVER_ONE) == []


async def test_of_several_that_come_together_only_the_one_that_fails_is_tried_again(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, heard, bad = installation.runtime.database, [], [True]
    subscriptions = Subscriptions("test")

    @subscriptions.on(MessageEdited, "stumbles")
    async def stumble(session: TenantSession, event: MessageEdited) -> None:
        del session
        heard.append(event.message_id)
        if bad[0] and event.message_id == edited[1]:
            raise RuntimeError("once")

    edited = [MessageId(new_id()) for _ in range(3)]
    log = EventLog([subscriptions])
    monkeypatch.setattr(database, "_before_commit", log.flush)
    for message_id in edited:
        async with database.tenant(place.workspace_id) as session:
            by = PersonId(UUID(int=1))
            emit(session, MessageEdited(message_id=message_id, kind="reply", by=by))
    await log.deliver_together(database, await _left_by(installation, place, DELIVER))
    assert (sorted(heard), await _delivered(installation, place)) == (sorted(edited), 2)
    (again,) = await _left_by(installation, place, DELIVER_ONE)
    bad[0] = False
    await log.deliver_one(database, again)
    await log.deliver_one(database, again)
    assert (heard[3:], await _delivered(installation, place)) == ([edited[1]], 3)
