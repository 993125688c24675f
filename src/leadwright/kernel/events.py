"""The event log and its delivery: written in the caller's transaction, delivered by one job per transaction.

Each subscriber runs in a transaction of its own, exactly once per event (`delivery` is unique). One that
fails is retried alone and then parked, and never holds up the others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy import text

from leadwright.domain.event import Event, kind_named
from leadwright.domain.ids import EventId, WorkspaceId, new_id
from leadwright.kernel import bulk_events, clock
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.outage import is_outage
from leadwright.kernel.db.session import Database, ReadSession, TenantSession
from leadwright.kernel.db.unit_of_work import Carrier, Outgoing
from leadwright.kernel.jobs import LOW, Payload, enqueue, workspace_of
from leadwright.kernel.logging import get

log = get("events")

DELIVER = "deliver_events"
DELIVER_ONE = "deliver_event"

NOT_TAKEN_BACK = (
    " and (e.name not in ('lead.replied', 'meeting.booked') or not exists (select from event u"
    " where u.workspace_id = e.workspace_id and u.lead_id = e.lead_id"
    " and u.name = 'lead.outcome_undone'"
    " and u.payload ->> 'outcome_id' = e.payload ->> 'outcome_id'))"
)
"""A condition for queries that count rows of `event e`: it excludes outcomes that were undone."""

_Hearers = str | list[str]
"""The subscribers of an event; a string stands for all subscribers of the event kind it names."""
EventT = TypeVar("EventT", bound=Event)
React = Callable[[TenantSession, Any], Awaitable[None]]


def _always(event: Any) -> bool:
    del event
    return True


@dataclass(frozen=True)
class Reaction:
    """What a subscriber does, and which events of the kind it reacts to.

    `sql_function` is tried first. It claims and handles the simple cases in one round trip, for many events
    at once: (workspace, recorded at, event, subscriber) -> whether it did. If not, `react` is called.
    """

    react: React
    cares: Callable[[Any], bool] = _always
    sql_function: str | None = None


class Subscriptions:
    """A feature's reactions to events. Declared here, listed in bootstrap."""

    def __init__(self, feature: str) -> None:
        self.feature = feature
        self.reactions: dict[tuple[str, str], Reaction] = {}

    def on(
        self,
        kind: type[EventT],
        name: str,
        *,
        when: Callable[[EventT], bool] = _always,
        sql_function: str | None = None,
    ) -> Callable[
        [Callable[[TenantSession, EventT], Awaitable[None]]],
        Callable[[TenantSession, EventT], Awaitable[None]],
    ]:
        """Run the decorated reaction for each event of this kind; `name` is its stable identity.

        `when` is evaluated as the event is emitted, so that no job is queued for nothing. `sql_function`
        is tried first (`Reaction`).
        """

        def keep(
            reaction: Callable[[TenantSession, EventT], Awaitable[None]],
        ) -> Callable[[TenantSession, EventT], Awaitable[None]]:
            self.reactions[(kind.name, f"{self.feature}.{name}")] = Reaction(
                reaction, when, sql_function
            )
            return reaction

        return keep


@dataclass(frozen=True)
class _Emitted:
    id: EventId
    event: Event
    occurred_at: datetime
    machine: str | None = None


def emit(session: TenantSession | Outgoing, event: Event) -> EventId:
    """Emit an event in the caller's transaction; it is written when the transaction commits."""
    told = _Emitted(EventId(new_id()), event, clock.now())
    session.info.setdefault("told", []).append(told)
    return told.id


def emit_past(
    session: TenantSession,
    event: Event,
    *,
    id_: EventId,
    occurred_at: datetime,
    machine: str | None = None,
) -> None:
    """Emit an event with its own time of occurrence and an id assigned earlier.

    `machine`: why a machine caused it; such an event is stored but never counts.
    """
    session.info.setdefault("told", []).append(_Emitted(id_, event, occurred_at, machine))


@dataclass(frozen=True)
class UnwrittenEvent:
    """An event of the current transaction that is not in the log yet."""

    id: EventId
    name: str
    occurred_at: datetime


def not_yet_written(session: ReadSession, lead_id: UUID | None) -> list[UnwrittenEvent]:
    """The events this transaction has emitted about a lead so far."""
    return [
        UnwrittenEvent(told.id, told.event.told_as, told.occurred_at)
        for told in session.info.get("told", [])
        if told.event.lead_id == lead_id and told.machine is None
    ]


# A subscriber that has already handled the event gets no row, and so does nothing.
_CLAIM = text(
    "with claimed as (insert into delivery (workspace_id, event_id, subscriber, delivered_at)"
    " values (:workspace_id, :id, :subscriber, now()) on conflict do nothing returning 1)"
    " select e.name, e.payload, e.lead_id, e.submission_id from claimed, event e"
    " where e.workspace_id = :workspace_id and e.recorded_at = :recorded_at and e.id = :id"
)

# Asynchronous commit is safe here: the job is deleted only after this commits, so a power cut that loses
# the reaction also loses the deletion, and the job runs again (docs/adr/0022).
_CALL = (
    "with soon as materialized (select set_config('synchronous_commit', 'off', true))"
    " select {}(w, recorded_at, event, subscriber) from soon, unnest($1::uuid[], $2::timestamptz[],"
    " $3::uuid[], $4::text[]) as one (w, recorded_at, event, subscriber)"
)


class EventLog:
    """Writes emitted events at commit and delivers them to its subscribers."""

    def __init__(self, groups: Iterable[Subscriptions]) -> None:
        self.reactions: dict[str, dict[str, Reaction]] = {}
        for group in groups:
            for (name, subscriber), reaction in group.reactions.items():
                self.reactions.setdefault(name, {})[subscriber] = reaction
        self._sql_reactions = {
            subscriber: _CALL.format(reaction.sql_function)
            for reactions in self.reactions.values()
            for subscriber, reaction in reactions.items()
            if reaction.sql_function
        }

    async def flush(self, session: Carrier) -> None:
        """Write this transaction's events, with a delivery job if there are subscribers."""
        for some in session.info.pop(bulk_events.KEY, []):
            if some.kind.name in self.reactions:
                heard: dict[str, _Hearers] = {str(one): some.kind.name for one in some.ids}
                await _deliver_soon(session, some.recorded_at, heard)
        told: list[_Emitted] = session.info.pop("told", [])
        if not told:
            return
        workspace_id = session.info["workspace_id"]
        recorded_at = clock.wall()
        await unit_of_work.events(session, [_row(t, workspace_id, recorded_at) for t in told])
        heard = {
            str(t.id): who for t in told if t.machine is None and (who := self._hearers(t.event))
        }
        if heard:
            await _deliver_soon(session, recorded_at, heard)

    def _hearers(self, event: Event) -> list[str]:
        """The subscribers that react to this event: delivering to others would waste a transaction."""
        reactions = self.reactions.get(event.name, {})
        return [subscriber for subscriber, one in reactions.items() if one.cares(event)]

    async def deliver(self, database: Database, payload: Payload) -> None:
        """The delivery job: every event to every subscriber; each failure is retried by a job of its own."""
        for one in self._deliveries(payload):
            await self._or_later(self.deliver_one(database, one), database, one)

    async def deliver_together(self, database: Database, payloads: Sequence[Payload]) -> None:
        """Several delivery jobs: a subscriber's SQL function, if it has one, handles all events at once.

        What it does not handle, or the whole batch if one of it failed, is delivered one by one, each in a
        transaction of its own. Raises only if the database is unavailable.
        """
        left: list[Awaitable[None]] = []
        for subscriber, some in self._by_subscriber(payloads).items():
            statement = self._sql_reactions.get(subscriber)
            reacted = await _all_in_sql(database, statement, some) if statement else None
            for index, one in enumerate(some):
                if reacted is None:
                    left.append(self._or_later(self.deliver_one(database, one), database, one))
                elif not reacted[index]:
                    left.append(self._or_later(self._react(database, one), database, one))
        await asyncio.gather(*left)

    def _by_subscriber(self, payloads: Sequence[Payload]) -> dict[str, list[Payload]]:
        found: dict[str, list[Payload]] = {}
        for payload in payloads:
            for one in self._deliveries(payload):
                found.setdefault(one["subscriber"], []).append(one)
        return found

    def _deliveries(self, payload: Payload) -> Iterator[Payload]:
        for event_id, hearers in payload["events"].items():
            by_name = isinstance(hearers, str)
            for subscriber in self.reactions.get(hearers, {}) if by_name else hearers:
                yield {
                    "workspace_id": payload["workspace_id"],
                    "recorded_at": payload["recorded_at"],
                    "event_id": event_id,
                    "subscriber": subscriber,
                }

    async def _or_later(
        self, delivering: Awaitable[None], database: Database, one: Payload
    ) -> None:
        """On failure, enqueue a retry job, so that it does not hold up the others."""
        try:
            await delivering
        except Exception:
            which = {"event_id": one["event_id"], "subscriber": one["subscriber"]}
            log.exception("event.reaction_failed", **which)
            key = f"{one['event_id']}:{one['subscriber']}"
            async with database.tenant(workspace_of(one)) as session:
                await enqueue(session, DELIVER_ONE, one, priority=LOW, dedupe_key=key)

    async def deliver_one(self, database: Database, payload: Payload) -> None:
        """One event to one subscriber, in a transaction of its own; no effect if already delivered."""
        statement = self._sql_reactions.get(payload["subscriber"])
        if statement is None or not (await database.group_commit(statement, *_which(payload)))[0]:
            await self._react(database, payload)

    async def _react(self, database: Database, payload: Payload) -> None:
        workspace_id, recorded_at, event_id, subscriber = _which(payload)
        which = {
            "workspace_id": workspace_id, "recorded_at": recorded_at, "id": event_id,
            "subscriber": subscriber,
        }  # fmt: skip
        async with database.tenant(workspace_id) as session:
            row = (await session.execute(_CLAIM, which)).first()
            reaction = None if row is None else self._reaction(row.name, subscriber)
            if (
                reaction is None
            ):  # already delivered, or the subscriber no longer exists in this version
                return
            event = _event(row)
            if reaction.cares(event):
                await reaction.react(session, event)

    def _reaction(self, name: str, subscriber: str) -> Reaction | None:
        return self.reactions.get(kind_named(name).name, {}).get(subscriber)


async def _deliver_soon(
    session: Carrier, recorded_at: datetime, heard: Mapping[str, _Hearers]
) -> None:
    payload = {
        "workspace_id": str(session.info["workspace_id"]),
        "recorded_at": recorded_at.isoformat(),
        "events": heard,
    }
    await enqueue(session, DELIVER, payload, priority=LOW)


def _which(payload: Payload) -> tuple[WorkspaceId, datetime, UUID, str]:
    return (
        workspace_of(payload),
        datetime.fromisoformat(payload["recorded_at"]),
        UUID(payload["event_id"]),
        payload["subscriber"],
    )


async def _all_in_sql(
    database: Database, statement: str, some: Sequence[Payload]
) -> list[bool] | None:
    """Which events the SQL function handled; None if it failed and rolled back."""
    try:
        rows = await database.all_together(statement, [_which(one) for one in some])
    except asyncpg.PostgresError as error:
        if is_outage(error):
            raise
        log.warning("event.sql_function_failed", statement=statement, error=repr(error))
        return None
    return [bool(row[0]) for row in rows]


def _event(row: Any) -> Event:
    """Rebuild one event from its row in the log."""
    kind = kind_named(row.name)
    return kind.model_validate(
        {**row.payload, "lead_id": row.lead_id, "submission_id": row.submission_id}
    )


def _row(told: _Emitted, workspace_id: UUID, recorded_at: datetime) -> dict[str, Any]:
    event = told.event
    return {
        "workspace_id": workspace_id,
        "recorded_at": recorded_at.isoformat(),
        "id": told.id,
        "name": event.told_as,
        "version": event.version,
        "occurred_at": told.occurred_at.isoformat(),
        "lead_id": event.lead_id,
        "submission_id": event.submission_id,
        "payload": event.model_dump(mode="json", exclude={"lead_id", "submission_id"}),
        "machine": told.machine,
    }
