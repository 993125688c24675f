"""The records by which leads are known: each distinct way somebody wrote themselves, with its keys."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text

from leadwright.domain.ids import LeadId, new_id
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.features.identity import candidates
from leadwright.features.identity.candidates import Row, chosen
from leadwright.features.identity.keys import (
    MOST_COMPARED,
    MOST_HOLDERS,
    contact_keys,
    keys,
)
from leadwright.features.identity.person import Person, read_person
from leadwright.features.identity.record_fields import KEPT, RecordFields, as_text
from leadwright.features.identity.rules import Verdict, judge
from leadwright.kernel import clock
from leadwright.kernel.db import prefetch, unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import ReadSession, TenantSession


def _asked(lead: LeadSnapshot) -> dict[str, Any]:
    _, wanted, contacts = _read(tuple(record_of(lead.form).values()))
    return {"keys": list(wanted), "contacts": list(contacts)}


# A key with too many holders is passed over, as in `base.py`; who shares most keys comes first. Each is
# fetched by its key (`offset 0`): planned while the table was empty, a join reads all of it for each lead.
CANDIDATES = Prefetch(
    "candidates",
    f"""
with held as materialized (
    select few.ids from unnest(cast(:keys as bigint[])) as wanted (key)
    cross join lateral (select array_agg(record_id) as ids from (
        select k.record_id from known_key k
        where k.workspace_id = :workspace_id and k.key = wanted.key
        limit {MOST_HOLDERS + 1}) as holders) as few
    where cardinality(few.ids) <= {MOST_HOLDERS}),
ranked as (
    select record_id, count(*) as shared from held, unnest(held.ids) as record_id
    group by record_id order by shared desc, record_id limit {MOST_COMPARED})
select jsonb_agg(jsonb_build_array(r.lead_id, r.keys && cast(:contacts as bigint[]),
    {", ".join(f"r.{field}" for field in KEPT)}) order by ranked.shared desc, ranked.record_id)
from ranked cross join lateral (select * from known_record k
    where k.workspace_id = :workspace_id and k.id = ranked.record_id offset 0) as r""",
    _asked,
)
# The same for many at once, each of them remembered already: itself and those behind it are left out,
# so that every pair is looked at once.
_CANDIDATES_OF_MANY = text(f"""
with mine as materialized (
    select cast(row_number() over () as int) as number, m.id, m.contacts, r.keys
    from jsonb_to_recordset(cast(:mine as jsonb)) as m (id uuid, contacts bigint[])
    join known_record r on r.workspace_id = :workspace_id and r.id = m.id),
wanted as materialized (select number, id, unnest(keys) as key from mine),
held as materialized (
    select one.key, few.ids from (select distinct key from wanted) as one
    cross join lateral (select array_agg(record_id) as ids from (
        select k.record_id from known_key k
        where k.workspace_id = :workspace_id and k.key = one.key
        limit {MOST_HOLDERS + 2}) as holders) as few
    where cardinality(few.ids) between 2 and {MOST_HOLDERS + 1}),
shared as (
    select w.number, h.record_id, count(*) as shared
    from wanted w join held using (key) cross join lateral unnest(held.ids) as h (record_id)
    where h.record_id < w.id or h.record_id <> all(:these)
    group by w.number, h.record_id),
ranked as (
    select number, record_id,
        row_number() over (partition by number order by shared desc, record_id) as place
    from shared)
select m.id as of_id, r.lead_id, r.keys && m.contacts as touches,
    {", ".join(f"r.{field}" for field in KEPT)}
from ranked join mine m using (number)
cross join lateral (select * from known_record k
    where k.workspace_id = :workspace_id and k.id = ranked.record_id offset 0) as r
where ranked.place <= {MOST_COMPARED}
""").bindparams(bindparam("these", type_=ARRAY(Uuid)))

_REMEMBER = DeferredWrite(
    "record",
    (
        (
            "known_as",
            f"""
insert into known_record (workspace_id, id, lead_id, created_at, {", ".join(KEPT)}, keys)
select :workspace_id, id, lead_id, at, {", ".join(KEPT)}, keys
from jsonb_to_recordset(:rows) as r (id uuid, lead_id uuid, at timestamptz,
    {" text, ".join(KEPT)} text, keys bigint[])
returning workspace_id, id, keys""",
        ),
        (
            "known_by",
            """
insert into known_key (workspace_id, key, record_id)
select known_as.workspace_id, key, known_as.id from known_as, unnest(known_as.keys) as key""",
        ),
        ("remembered", "select 1 from known_as"),
    ),
)

Record = Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """A record judged against everybody known; `known_as_is`: that lead is known by this very record."""

    record: Record
    person: Person
    verdict: Verdict
    candidates: Sequence[Person]
    known_as_is: frozenset[LeadId]

    @property
    def shares_a_contact(self) -> bool:
        """Whether somebody else has the same mailbox or number."""
        box, phone = self.person.mailbox, self.person.phone
        return any(
            (box and other.mailbox and other.mailbox.key == box.key)
            or (phone and other.phone and other.phone.tail == phone.tail)
            for other in self.candidates
        )


def record_of(form: FormValues) -> Record:
    """What a form says of who sent it."""
    given = {
        "first_name": form.name,
        "email": form.email,
        "phone": form.phone,
        "company": form.company,
    }
    for field in ("job_title", "city", "country"):
        value = form.extra.get(field)
        given[field] = value if isinstance(value, str) else None
    return {field: (given.get(field) or "")[:200] for field in KEPT}


@lru_cache(64)
def _read(values: tuple[str, ...]) -> tuple[Person, tuple[int, ...], tuple[int, ...]]:
    """The person of a record, with all keys and those that are one's own; a run asks more than once."""
    person = read_person("", dict(zip(KEPT, values, strict=True)))
    return person, tuple(keys(person)), tuple(contact_keys(person))


def own_keys(form: FormValues) -> tuple[int, ...]:
    """The keys of the mailbox and the number: hardly two people share one."""
    return _read(tuple(record_of(form).values()))[2]


async def find(session: ReadSession, record: Record, *, but: LeadId | None = None) -> Found:
    """Judge a record against the workspace's leads, but for one: one statement."""
    person, wanted, contacts = _read(tuple(record.get(field, "") for field in KEPT))
    rows: Sequence[Row] = ()
    if wanted:
        given = {"keys": list(wanted), "contacts": list(contacts)}
        found = await prefetch.answer(session, CANDIDATES, **given)
        rows = [
            Row(str(row[0]), touches=row[1], told=RecordFields(row[2:]))
            for row in found or ()
            if row[0] != str(but)
        ]
    as_is = [record.get(field, "") for field in KEPT]
    text = as_text(as_is)
    same = frozenset(LeadId(UUID(row.lead_id)) for row in rows if row.told.is_same(as_is, text))
    known, relatives = chosen(person, rows)
    return Found(record, person, judge(person, known, relatives), known, same)


async def remember(session: TenantSession, lead_id: LeadId, found: Found) -> None:
    """Know the lead by this record too, unless it is already."""
    _, wanted, _ = _read(tuple(found.record.get(field, "") for field in KEPT))
    if lead_id not in found.known_as_is and wanted:
        known = LeadRecord(lead_id, new_id(), found.record, found.person, wanted)
        await unit_of_work.row(session, _REMEMBER, _row(known))


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """A record that a lead is known by."""

    lead_id: LeadId
    id: UUID
    record: Record
    person: Person
    keys: tuple[int, ...]


async def remember_many(
    session: TenantSession, records: Sequence[tuple[LeadId, Record]]
) -> list[LeadRecord]:
    """Know leads made or read in masses by their records; in the order of their coming."""
    known = []
    for lead_id, record in records:
        person = read_person(str(lead_id), record)
        known.append(LeadRecord(lead_id, new_id(), record, person, keys(person)))
    if known:
        await unit_of_work.row(session, _REMEMBER, *map(_row, known), at_once=True)
    return known


Candidates = Mapping[UUID, Sequence[Row]]


def judged(one: LeadRecord, found: Candidates) -> Verdict:
    """What `find` would have said of it when it was remembered."""
    return candidates.judged(one.person, found.get(one.id, ()))


async def candidates_of(session: ReadSession, fresh: Sequence[LeadRecord]) -> Candidates:
    """Whom each of these may be, by the id of its record: one statement for all."""
    if not fresh:
        return {}
    mine = [{"id": str(one.id), "contacts": contact_keys(one.person)} for one in fresh]
    given = {"mine": json.dumps(mine), "these": [one.id for one in fresh]}
    place = session.info["workspace_id"]
    found = await session.execute(_CANDIDATES_OF_MANY, {"workspace_id": place, **given})
    rows: dict[UUID, list[Row]] = {}
    for of_id, lead_id, touches, *told in found.all():
        rows.setdefault(of_id, []).append(Row(str(lead_id), touches, RecordFields(told)))
    return rows


def _row(known: LeadRecord) -> dict[str, Any]:
    return {
        "id": known.id,
        "lead_id": known.lead_id,
        "at": clock.now(),
        "keys": known.keys,
        **{field: known.record.get(field, "") for field in KEPT},
    }
