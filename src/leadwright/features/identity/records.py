"""The records by which leads are known: each distinct way somebody wrote themselves, with its keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, bindparam, text

from leadwright.domain.ids import LeadId, new_id
from leadwright.domain.lead import FormValues
from leadwright.features.identity.keys import MOST_COMPARED, MOST_HOLDERS, keys
from leadwright.features.identity.person import Person, read_person
from leadwright.features.identity.rules import Verdict, judge
from leadwright.kernel import clock, leaving
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.late import Late

KEPT = (
    "first_name", "last_name", "email", "phone", "company", "job_title", "city", "country",
)  # fmt: skip

# A key with too many holders is passed over, as in `base.py`; who shares most keys comes first.
_CANDIDATES = text(f"""
with held as materialized (
    select few.ids from unnest(:keys) as wanted (key)
    cross join lateral (select array_agg(record_id) as ids from (
        select k.record_id from known_key k
        where k.workspace_id = :workspace_id and k.key = wanted.key
        limit {MOST_HOLDERS + 1}) as holders) as few
    where cardinality(few.ids) <= {MOST_HOLDERS}),
ranked as (
    select record_id, count(*) as shared from held, unnest(held.ids) as record_id
    group by record_id order by shared desc, record_id limit {MOST_COMPARED})
select r.lead_id, {", ".join(f"r.{field}" for field in KEPT)}
from ranked join known_record r on r.workspace_id = :workspace_id and r.id = ranked.record_id
order by ranked.shared desc, ranked.record_id
""").bindparams(bindparam("keys", type_=ARRAY(BigInteger)))

_REMEMBER = Late(
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


async def find(session: ReadSession, record: Record, *, but: LeadId | None = None) -> Found:
    """Judge a record against the workspace's leads, but for one: one statement."""
    person = read_person("", record)
    wanted = keys(person)
    rows: Sequence[Any] = ()
    if wanted:
        place = session.info["workspace_id"]
        found = await session.execute(_CANDIDATES, {"workspace_id": place, "keys": list(wanted)})
        rows = [row for row in found if row.lead_id != but]
    known = [read_person(str(row.lead_id), row._mapping) for row in rows]  # noqa: SLF001 -- its public name
    same = frozenset(
        LeadId(UUID(str(row.lead_id)))
        for row in rows
        if all(getattr(row, field) == record.get(field, "") for field in KEPT)
    )
    return Found(record, person, judge(person, known), known, same)


async def remember(session: TenantSession, lead_id: LeadId, found: Found) -> None:
    """Know the lead by this record too, unless it is already."""
    wanted = keys(found.person)
    if lead_id not in found.known_as_is and wanted:
        await leaving.row(session, _REMEMBER, _row(lead_id, found.record, wanted))


async def remember_many(session: TenantSession, records: Sequence[tuple[LeadId, Record]]) -> None:
    """The same for leads made or read in masses."""
    rows = [_row(lead_id, record, keys(read_person("", record))) for lead_id, record in records]
    if rows:
        await leaving.row(session, _REMEMBER, *rows)


def _row(lead_id: LeadId, record: Record, wanted: Sequence[int]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "lead_id": lead_id,
        "at": clock.now(),
        "keys": list(wanted),
        **{field: record.get(field, "") for field in KEPT},
    }
