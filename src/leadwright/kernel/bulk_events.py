"""Emits events in the SQL statement that causes them: many at once, without loading rows into Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    insert,
    literal,
    null,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import JSONB

from leadwright.domain.event import Event
from leadwright.kernel.db.session import TenantSession

KEY = "told_in_sets"
_MOMENT = DateTime(timezone=True)
_LOG = table(
    "event",
    column("workspace_id", Uuid),
    column("recorded_at", _MOMENT),
    column("id", Uuid),
    column("name", Text),
    column("version", Integer),
    column("occurred_at", _MOMENT),
    column("lead_id", Uuid),
    column("submission_id", Uuid),
    column("payload", JSONB),
)
_APART = {"lead_id", "submission_id"}


@dataclass(frozen=True)
class EmittedSet:
    """Events of one kind that a statement of the running transaction wrote into the log."""

    kind: type[Event]
    recorded_at: datetime
    ids: Sequence[UUID]


@dataclass(frozen=True)
class Happened:
    """The columns an event is built from: when it happened, which lead it concerns, and its fields."""

    occurred_at: ColumnElement[datetime]
    lead_id: ColumnElement[UUID]
    fields: Mapping[str, ColumnElement[Any]]
    submission_id: ColumnElement[UUID] | None = None


def insertion(
    kind: type[Event], rows: FromClause, where: ColumnElement[bool], what: Happened
) -> CTE:
    """A CTE that inserts one event for each of these rows and returns its `id`.

    The caller binds `workspace_id` and `recorded_at`. TypeError unless every field of the kind is given:
    the event could not be read back.
    """
    if unlike := set(what.fields) ^ (set(kind.model_fields) - _APART):
        raise TypeError(f"{kind.name} has other fields: {sorted(unlike)}")
    pairs = [part for name, value in what.fields.items() for part in (literal(name, Text), value)]
    columns = {
        "workspace_id": bindparam("workspace_id", type_=Uuid),
        "recorded_at": bindparam("recorded_at", type_=_MOMENT),
        "id": func.new_event_id(),
        "name": literal(kind.name, Text),
        "version": literal(kind.version, Integer),
        "occurred_at": what.occurred_at,
        "lead_id": what.lead_id,
        "submission_id": null() if what.submission_id is None else what.submission_id,
        "payload": func.jsonb_build_object(*pairs),
    }
    told = select(*columns.values()).select_from(rows).where(where)
    return insert(_LOG).from_select([*columns], told).returning(_LOG.c.id).cte("told_of")


def deliver(session: TenantSession, told: EmittedSet) -> None:
    """Deliver these events to their subscribers once the transaction has committed."""
    if told.ids:
        session.info.setdefault(KEY, []).append(told)
