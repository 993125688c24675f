"""Leads in bulk: finds or creates the leads of a file's rows in a few statements.

Identity is the same as for a single lead (`matching`): the person an address belongs to.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, func, literal, select, text
from sqlalchemy.exc import IntegrityError

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import LeadId, SubmissionId
from leadwright.features.leads.matching import fold, phone_key
from leadwright.features.leads.models import Lead
from leadwright.features.leads.person import Person
from leadwright.kernel.db.ids import new_row_id
from leadwright.kernel.db.session import TenantSession

NOT_ANSWERED = "none"
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_MEANWHILE = "Somebody wrote to the same leads meanwhile; it is tried again."
# Columns that a row may fill in if the lead has no value.
_FILLS = ("name", "company", "phone", "country")
_ROW_COLUMNS = {
    "id": "uuid",
    "created_at": "timestamptz",
    "updated_at": "timestamptz",
    "last_submission_at": "timestamptz",
    "last_submission_id": "uuid",
    "submissions": "int",
    "name": "text",
    "name_folded": "text",
    "email": "text",
    "email_key": "text",
    "phone": "text",
    "phone_key": "text",
    "company": "text",
    "company_folded": "text",
    "country": "text",
    "source": "text",
    "reply_status": "text",
    "version": "int",
}
# Columns that are settled before the lead is written.
_SETTLED = dict.fromkeys(("owner_id", "team_id", "score", "grade"))
# Values common to all leads of one set are sent once.
_ALIKE = {
    "created_at": ":at",
    "updated_at": ":at",
    "last_submission_at": ":at",
    "reply_status": f"'{NOT_ANSWERED}'",
}
# A lead is sent as one composite value, a `made_lead`: with a list per column, the driver would encode
# each element separately, some thirty times per lead.
_MADE = [name for name in _ROW_COLUMNS | _SETTLED if name not in _ALIKE]
_NAMES = ", ".join(_MADE)
_made_lead = itemgetter(*_MADE)
_SEARCH_FOLLOWS = text("select set_config('app.search_follows', 'on', true)")
# One insert per lead, so that each of its many indexes is written once. `on conflict` would probe the
# unique ones first, and log each row twice.
_INSERT = text(f"""
insert into lead (workspace_id, {", ".join(_ALIKE)}, {_NAMES})
select :workspace_id, {", ".join(_ALIKE.values())}, {_NAMES} from unnest(cast(:made as made_lead[])) as r
""")
_CHANGED = {name: kind for name, kind in _ROW_COLUMNS.items() if name not in {"id", "created_at"}}
_UPDATE = text(f"""
update lead l set {", ".join(f"{name} = r.{name}" for name in _CHANGED)}
from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, old_version int,
    {", ".join(f"{name} {kind}" for name, kind in _CHANGED.items())})
where l.workspace_id = :workspace_id and l.id = r.id and l.version = r.old_version
returning l.id
""")


class Placed(NamedTuple):
    """The lead of a person; if it already existed, what the row changed, before and after.

    `apart`: a separate lead although another one has the address, because the names differ.
    """

    lead_id: LeadId
    created: bool
    apart: bool = False
    before: Mapping[str, Any] = _NOTHING
    after: Mapping[str, Any] = _NOTHING


Fits = Callable[[str, str], bool]
"""Whether two names may belong to one person."""


async def candidates(
    session: TenantSession, people: Sequence[Person], at: datetime, fits: Fits
) -> "Candidates":
    """The leads that these people may be, locked until the transaction ends. `at`: when their rows arrived.

    The same address with a name that does not fit is another person until a member decides otherwise.
    An existing lead keeps its values: a row fills gaps and counts as another submission.
    """
    return Candidates(await _known(session, people), at, fits)


@dataclass
class Candidates:
    """The candidate leads of a set of rows, by their lookup keys."""

    by_key: dict[tuple[str, str], dict[str, Any]]
    at: datetime
    fits: Fits
    made: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    changed: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def place(self, person: Person, submission_id: SubmissionId) -> Placed:
        """Find or create the lead of this person, once. Nothing is written yet."""
        key = person.key
        row = self.by_key.get(key) if key else None
        is_apart = row is not None and not self.fits(person.name, row["name"])
        if key and is_apart:
            key = _apart(key, person)
            row = self.by_key.get(key)
        if row is None:
            return self._make(person, submission_id, key, is_apart=is_apart)
        changes = _fill(row, person, submission_id, self.at)
        before = {name: row[name] for name in changes}
        row |= changes
        if "old_version" in row:
            self.changed[row["id"]] = row
        return Placed(LeadId(row["id"]), created=False, before=before, after=changes)

    def _make(
        self,
        person: Person,
        submission_id: SubmissionId,
        key: tuple[str, str] | None,
        *,
        is_apart: bool,
    ) -> Placed:
        row = _new(person, submission_id, self.at)
        if key:
            row[f"{key[0]}_key"] = key[1]
            self.by_key[key] = row
        self.made[row["id"]] = row
        return Placed(LeadId(row["id"]), created=True, apart=is_apart)

    def settle(self, lead_id: LeadId, **values: Any) -> None:
        """Set columns of a new lead before it is written: its owner, team, score or grade."""
        self.made[lead_id].update(values)

    def fresh(self) -> set[LeadId]:
        """The new leads that come from a single row."""
        return {LeadId(one) for one, row in self.made.items() if row["submissions"] == 1}


def _apart(key: tuple[str, str], person: Person) -> tuple[str, str]:
    """The key of another person with a known address or number: it includes the name."""
    kind, value = key
    return kind, value if "|" in value else f"{value}|{person.name_folded}"


def _new(person: Person, submission_id: SubmissionId, at: datetime) -> dict[str, Any]:
    return {
        "id": new_row_id(),
        "created_at": at,
        "updated_at": at,
        "last_submission_at": at,
        "last_submission_id": submission_id,
        "submissions": 1,
        "reply_status": NOT_ANSWERED,
        "version": 1,
        **person._asdict(),
        **_SETTLED,
    }


def _fill(
    row: Mapping[str, Any], person: Person, submission_id: SubmissionId, at: datetime
) -> dict[str, Any]:
    """What this row changes on the lead."""
    told = {name: getattr(person, name) for name in _FILLS}
    fills = {name: value for name, value in told.items() if value and not row[name]}
    changes: dict[str, Any] = {
        **fills,
        "submissions": row["submissions"] + 1,
        "version": row["version"] + 1,
        "updated_at": at,
        "last_submission_at": max(row["last_submission_at"], at),
        "last_submission_id": submission_id,
    }
    for name in ("name", "company"):
        if name in fills:
            changes[f"{name}_folded"] = fold(fills[name])
    if "phone" in fills and row["email_key"] is None:
        changes["phone_key"] = phone_key(fills["phone"])
    return changes


async def _known(
    session: TenantSession, people: Sequence[Person]
) -> dict[tuple[str, str], dict[str, Any]]:
    """The existing leads, locked until the transaction ends."""
    plain = [(key, person) for person in people if (key := person.key)]
    keys = [*(key for key, _ in plain), *(_apart(key, person) for key, person in plain)]
    mails = sorted({value for kind, value in keys if kind == "email"})
    phones = sorted({value for kind, value in keys if kind == "phone"})
    columns = [getattr(Lead, name) for name in _ROW_COLUMNS]
    here = Lead.workspace_id == session.info["workspace_id"]
    by_key: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, column, values in (
        ("email", Lead.email_key, mails),
        ("phone", Lead.phone_key, phones),
    ):
        if not values:
            continue
        given = literal(values, ARRAY(Text))
        asked = select(*columns).where(here, column == func.any(given)).order_by(Lead.id)
        if kind == "phone":
            asked = asked.where(Lead.email_key.is_(None))
        for found in (await session.execute(asked.with_for_update(key_share=True))).mappings():
            row = dict(found)
            row["old_version"] = row["version"]
            by_key[kind, row[f"{kind}_key"]] = row
    return by_key


async def replies(
    session: TenantSession, lead_ids: Sequence[LeadId]
) -> dict[LeadId, Mapping[str, Any]]:
    """The outcome of the last reply to each of these."""
    if not lead_ids:
        return {}
    asked = select(Lead.id, Lead.reply_status, Lead.reply_ms, Lead.stop_reason).where(
        Lead.workspace_id == session.info["workspace_id"],
        Lead.id == func.any(literal(list(lead_ids), ARRAY(Uuid))),
    )
    rows = (await session.execute(asked)).mappings()
    return {LeadId(row["id"]): {k: v for k, v in row.items() if k != "id"} for row in rows}


async def write(session: TenantSession, book: Candidates) -> None:
    """Write what was placed.

    The caller writes the search index of new leads (`lead_search`). Conflict if one of the leads was
    created or changed concurrently: the caller must roll back.
    """
    here = {"workspace_id": session.info["workspace_id"]}
    await session.execute(_SEARCH_FOLLOWS)
    if made := list(book.made.values()):
        rows = [_made_lead(row) for row in made]
        try:
            await session.execute(_INSERT, {**here, "at": book.at, "made": rows})
        except IntegrityError as error:
            raise Conflict(_MEANWHILE) from error
    if changed := list(book.changed.values()):
        told = json.dumps(changed, default=str)
        written = await session.execute(_UPDATE, here | {"rows": told})
        if len(written.all()) != len(changed):
            raise Conflict(_MEANWHILE)
