"""Whose an event is: by lead, address, another program's id or visitor id, in this order.

Two known people are never taken for one: a visitor id that a second person uses stands for nobody
from then on, and of a shared mailbox without a name only the single lead behind it is meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, column, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from leadwright.domain.ids import LeadId
from leadwright.features.behaviour.models import KnownAs
from leadwright.features.behaviour.reading import ParsedEvent
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession

LEAD = table("lead", column("workspace_id"), column("id"), column("email_key"))
VISITOR, EXTERNAL = "visitor", "external"


@dataclass(frozen=True)
class KnownPeople:
    """What is known of the people that a batch of events names. None: shared by several."""

    leads: frozenset[UUID] = frozenset()
    by_email: Mapping[str, UUID | None] = field(default_factory=dict)
    by_name: Mapping[tuple[str, str], UUID | None] = field(default_factory=dict)

    def lead_of(self, given: ParsedEvent) -> LeadId | None:
        """The lead, or None while it is unknown, or when it cannot be told whose the event is."""
        if given.lead_id is not None:
            return LeadId(given.lead_id)
        if given.email_key is not None:
            return _id(self.by_email.get(given.email_key))
        if given.external_id is not None and (EXTERNAL, given.external_id) in self.by_name:
            return _id(self.by_name[(EXTERNAL, given.external_id)])
        return _id(self.by_name.get((VISITOR, given.visitor or "")))

    def is_shared(self, given: ParsedEvent) -> bool:
        """Whether several people go by what this event says, so that it waits for ever."""
        if given.lead_id is not None or self.lead_of(given) is not None:
            return False
        if given.email_key is not None:
            return given.email_key in self.by_email
        return (VISITOR, given.visitor or "") in self.by_name


def _id(found: UUID | None) -> LeadId | None:
    return None if found is None else LeadId(found)


async def known(session: ReadSession, givens: Sequence[ParsedEvent]) -> KnownPeople:
    """One look for a whole batch."""
    lead_ids = {given.lead_id for given in givens if given.lead_id}
    names = {(EXTERNAL, g.external_id) for g in givens if g.external_id}
    names |= {(VISITOR, g.visitor) for g in givens if g.visitor}
    return KnownPeople(
        leads=await _leads(session, lead_ids),
        by_email=await by_email(session, {g.email_key for g in givens if g.email_key}),
        by_name=await _by_name(session, names),
    )


async def _leads(session: ReadSession, ids: Iterable[UUID]) -> frozenset[UUID]:
    wanted = sorted(ids)
    if not wanted:
        return frozenset()
    query = select(LEAD.c.id).where(
        LEAD.c.workspace_id == session.info["workspace_id"], LEAD.c.id.in_(wanted)
    )
    return frozenset((await session.execute(query)).scalars())


_DESK = text(
    "select k.key as email_key, min(l.id::text) as id, count(*) as number"
    " from unnest(:keys) as k (key) join lead l on l.workspace_id = :workspace_id"
    " and l.email_key >= k.key and l.email_key < k.key || chr(1114111) group by k.key"
).bindparams(bindparam("keys", type_=ARRAY(Text)))


async def by_email(session: ReadSession, keys: Iterable[str]) -> dict[str, UUID | None]:
    """The leads behind these addresses; None for a shared mailbox with several people."""
    wanted = sorted(keys)
    if not wanted:
        return {}
    workspace_id = session.info["workspace_id"]
    query = select(LEAD.c.email_key, LEAD.c.id).where(
        LEAD.c.workspace_id == workspace_id, LEAD.c.email_key.in_(wanted)
    )
    found: dict[str, UUID | None] = dict((await session.execute(query)).all())
    # "info@nordwerk.example|" names a desk and nobody at it.
    desks = [key for key in wanted if key.endswith("|")]
    if desks:
        rows = await session.execute(_DESK, {"keys": desks, "workspace_id": workspace_id})
        for row in rows:
            found[row.email_key] = UUID(row.id) if row.number == 1 else None
    return found


async def _by_name(
    session: ReadSession, names: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], UUID | None]:
    wanted = sorted(names)
    if not wanted:
        return {}
    query = select(KnownAs.way, KnownAs.value, KnownAs.lead_id).where(
        KnownAs.workspace_id == session.info["workspace_id"],
        KnownAs.value.in_(sorted({value for _, value in wanted})),
    )
    return {(way, value): lead for way, value, lead in (await session.execute(query))}


# Whoever came first keeps another program's id; a visitor id of two people is nobody's.
_LEARN = text(
    "insert into known_as as k (workspace_id, way, value, lead_id, since)"
    " values (:workspace_id, :way, :value, :lead_id, :now)"
    " on conflict (workspace_id, way, value) do update set lead_id = null"
    " where k.way = 'visitor' and k.lead_id is not null and k.lead_id <> excluded.lead_id"
    " returning lead_id"
).bindparams(bindparam("lead_id", type_=Uuid))


async def learn(session: TenantSession, lead_id: LeadId, way: str, value: str) -> bool:
    """The lead goes by this name, too. False if somebody else does already."""
    values: dict[str, Any] = {
        "workspace_id": session.info["workspace_id"],
        "way": way,
        "value": value,
        "lead_id": lead_id,
        "now": clock.now(),
    }
    await session.execute(_LEARN, values)
    query = select(KnownAs.lead_id).where(
        KnownAs.workspace_id == session.info["workspace_id"],
        KnownAs.way == way,
        KnownAs.value == value,
    )
    return bool(await session.scalar(query) == lead_id)
