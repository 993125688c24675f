"""The event log and its delivery: told in the caller's transaction, delivered by one job a transaction.

Each subscriber runs in a transaction of its own, exactly once per event (`delivery` is unique);
one that fails is retried alone and then parked, and never holds up another.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.domain.event import CATALOGUE, Event
from leadwright.domain.ids import EventId, WorkspaceId, new_id
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, ReadSession, TenantSession
from leadwright.kernel.jobs import LOW, Payload, encode, enqueue
from leadwright.kernel.logging import get

log = get("events")

DELIVER = "deliver_events"
DELIVER_ONE = "deliver_event"

EventT = TypeVar("EventT", bound=Event)
Reaction = Callable[[TenantSession, Any], Awaitable[None]]


class Subscriptions:
    """A feature's reactions to events. Declared here, listed in bootstrap."""

    def __init__(self, feature: str) -> None:
        self.feature = feature
        self.reactions: dict[tuple[str, str], Reaction] = {}

    def on(
        self, kind: type[EventT], name: str
    ) -> Callable[
        [Callable[[TenantSession, EventT], Awaitable[None]]],
        Callable[[TenantSession, EventT], Awaitable[None]],
    ]:
        """Run the decorated reaction for each event of this kind; `name` is its stable identity."""

        def keep(
            reaction: Callable[[TenantSession, EventT], Awaitable[None]],
        ) -> Callable[[TenantSession, EventT], Awaitable[None]]:
            self.reactions[(kind.name, f"{self.feature}.{name}")] = reaction
            return reaction

        return keep


@dataclass(frozen=True)
class _Told:
    id: EventId
    event: Event
    occurred_at: datetime


def emit(session: TenantSession, event: Event) -> EventId:
    """Tell an event with the caller's transaction; it is written when the transaction commits."""
    told = _Told(EventId(new_id()), event, clock.now())
    session.info.setdefault("told", []).append(told)
    return told.id


_WRITE = text(
    "insert into event (workspace_id, recorded_at, id, name, version, occurred_at, lead_id,"
    " submission_id, payload) values (:workspace_id, :recorded_at, :id, :name, :version,"
    " :occurred_at, :lead_id, :submission_id, cast(:payload as jsonb))"
)
_READ = text(
    "select name, payload, lead_id, submission_id from event"
    " where workspace_id = :workspace_id and recorded_at = :recorded_at and id = :id"
)
_CLAIM = text(
    "insert into delivery (workspace_id, event_id, subscriber, delivered_at)"
    " values (:workspace_id, :event_id, :subscriber, now()) on conflict do nothing returning 1"
)


class EventLog:
    """Writes told events at commit and delivers them to the subscribers it was built with."""

    def __init__(self, groups: Iterable[Subscriptions]) -> None:
        self.reactions: dict[str, dict[str, Reaction]] = {}
        for group in groups:
            for (name, subscriber), reaction in group.reactions.items():
                self.reactions.setdefault(name, {})[subscriber] = reaction

    async def flush(self, session: AsyncSession) -> None:
        """Write what was told in this transaction, with one delivery job if anybody listens."""
        told: list[_Told] = session.info.pop("told", [])
        if not told:
            return
        workspace_id = session.info["workspace_id"]
        recorded_at = clock.wall()
        await session.execute(_WRITE, [_row(t, workspace_id, recorded_at) for t in told])
        heard = [str(t.id) for t in told if t.event.name in self.reactions]
        if heard:
            payload = {
                "workspace_id": str(workspace_id),
                "recorded_at": recorded_at.isoformat(),
                "events": heard,
            }
            await enqueue(session, DELIVER, payload, priority=LOW)

    async def deliver(self, database: Database, payload: Payload) -> None:
        """The delivery job: every event to every subscriber, failures sent off to retry alone."""
        workspace_id = WorkspaceId(UUID(payload["workspace_id"]))
        for event_id in payload["events"]:
            one = {
                "workspace_id": payload["workspace_id"],
                "recorded_at": payload["recorded_at"],
                "event_id": event_id,
            }
            event = await self._read(database, one)
            for subscriber in self.reactions.get(event.name, {}):
                try:
                    await self._react(database, one, event, subscriber)
                except Exception:
                    log.exception("event.reaction_failed", event_id=event_id, subscriber=subscriber)
                    async with database.tenant(workspace_id) as session:
                        await enqueue(
                            session,
                            DELIVER_ONE,
                            {**one, "subscriber": subscriber},
                            priority=LOW,
                            dedupe_key=f"{event_id}:{subscriber}",
                        )

    async def deliver_one(self, database: Database, payload: Payload) -> None:
        """One event to one subscriber that failed before."""
        event = await self._read(database, payload)
        await self._react(database, payload, event, payload["subscriber"])

    async def _react(
        self, database: Database, payload: Payload, event: Event, subscriber: str
    ) -> None:
        workspace_id = WorkspaceId(UUID(payload["workspace_id"]))
        reaction = self.reactions[event.name].get(subscriber)
        if reaction is None:  # the subscriber was removed between two versions
            return
        async with database.tenant(workspace_id) as session:
            claim = await session.execute(
                _CLAIM,
                {
                    "workspace_id": workspace_id,
                    "event_id": UUID(payload["event_id"]),
                    "subscriber": subscriber,
                },
            )
            if claim.first() is not None:
                await reaction(session, event)

    async def _read(self, database: Database, payload: Payload) -> Event:
        workspace_id = WorkspaceId(UUID(payload["workspace_id"]))
        async with database.read(workspace_id) as session:
            return await read_event(
                session,
                workspace_id,
                datetime.fromisoformat(payload["recorded_at"]),
                UUID(payload["event_id"]),
            )


async def read_event(
    session: ReadSession, workspace_id: WorkspaceId, recorded_at: datetime, event_id: UUID
) -> Event:
    """One event back from the log, as the type that wrote it."""
    result = await session.execute(
        _READ, {"workspace_id": workspace_id, "recorded_at": recorded_at, "id": event_id}
    )
    row = result.one()
    kind = CATALOGUE[row.name]
    return kind.model_validate(
        {**row.payload, "lead_id": row.lead_id, "submission_id": row.submission_id}
    )


def _row(told: _Told, workspace_id: UUID, recorded_at: datetime) -> dict[str, Any]:
    event = told.event
    body = event.model_dump(mode="json", exclude={"lead_id", "submission_id"})
    return {
        "workspace_id": workspace_id,
        "recorded_at": recorded_at,
        "id": told.id,
        "name": event.name,
        "version": event.version,
        "occurred_at": told.occurred_at,
        "lead_id": event.lead_id,
        "submission_id": event.submission_id,
        "payload": encode(body).decode(),
    }
