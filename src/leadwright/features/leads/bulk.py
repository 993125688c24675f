"""Many leads at once: finding or making the leads of a file's rows in a few statements.

The same identity as for one lead (`matching`): a row is the person its address belongs to.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, select, text

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import LeadId, SubmissionId, new_id
from leadwright.domain.lead import Fact
from leadwright.features.leads.matching import email_key, fold, phone_key, search_text
from leadwright.features.leads.models import Lead
from leadwright.kernel.db.session import TenantSession

NOT_ANSWERED = "none"
# What a row may fill in where the lead says nothing yet.
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
    "search_text": "text",
    "version": "int",
}
_NAMES = ", ".join(_ROW_COLUMNS)
_TYPED = ", ".join(f"{name} {kind}" for name, kind in _ROW_COLUMNS.items())
_INSERT = text(f"""
insert into lead (workspace_id, {_NAMES})
select :workspace_id, {_NAMES} from jsonb_to_recordset(cast(:rows as jsonb)) as r ({_TYPED})
on conflict do nothing returning id
""")
_CHANGED = {name: kind for name, kind in _ROW_COLUMNS.items() if name not in {"id", "created_at"}}
_UPDATE = text(f"""
update lead l set {", ".join(f"{name} = r.{name}" for name in _CHANGED)}
from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, old_version int,
    {", ".join(f"{name} {kind}" for name, kind in _CHANGED.items())})
where l.workspace_id = :workspace_id and l.id = r.id and l.version = r.old_version
returning l.id
""")


@dataclass(frozen=True)
class Person:
    """A row that stands for a person, and the submission it became. `at`: when it was taken in."""

    submission_id: SubmissionId
    at: datetime
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    country: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Placed:
    """The lead of a person; where it stood already, what the row changed, before and after.

    `apart`: a lead of its own although another one has the address, because the names differ.
    """

    lead_id: LeadId
    created: bool
    apart: bool = False
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


Fits = Callable[[str, str], bool]
"""Whether two names may be one person's."""


async def place(session: TenantSession, people: Sequence[Person], fits: Fits) -> list[Placed]:
    """Find or make the lead of each person, in their order; nobody is made twice.

    The same address with a name that does not fit is another person until somebody says otherwise.
    A lead that stands keeps what it says: a row fills gaps and counts as another submission.
    Conflict if somebody else made or changed one of them meanwhile: then nothing was written.
    """
    books = await _known(session, people, fits)
    placed = [books.place(person) for person in people]
    await _write(session, books)
    return placed


@dataclass
class _Books:
    """The leads of a set of rows while it is gone through, by the keys that find them."""

    by_key: dict[tuple[str, str], dict[str, Any]]
    fits: Fits
    made: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def place(self, person: Person) -> Placed:
        key = _key(person)
        row = self.by_key.get(key) if key else None
        is_apart = row is not None and not self.fits(person.name or "", row["name"])
        if key and is_apart:
            key = _apart(key, person)
            row = self.by_key.get(key)
        if row is None:
            return self._make(person, key, is_apart=is_apart)
        changes = _fill(row, person)
        before = {name: row[name] for name in changes}
        row |= changes
        if "old_version" in row:
            self.changed[row["id"]] = row
        return Placed(LeadId(row["id"]), created=False, before=before, after=changes)

    def _make(self, person: Person, key: tuple[str, str] | None, *, is_apart: bool) -> Placed:
        row = _new(person)
        if key:
            row[f"{key[0]}_key"] = key[1]
            self.by_key[key] = row
        self.made.append(row)
        return Placed(LeadId(row["id"]), created=True, apart=is_apart)


def _key(person: Person) -> tuple[str, str] | None:
    if key := email_key(person.email, person.name):
        return ("email", key)
    digits = phone_key(person.phone)
    return ("phone", digits) if digits else None


def _apart(key: tuple[str, str], person: Person) -> tuple[str, str]:
    """The key of somebody else under a known address or number: the name is part of it."""
    kind, value = key
    return kind, value if "|" in value else f"{value}|{fold(person.name or '')}"


def _new(person: Person) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": person.at,
        "updated_at": person.at,
        "last_submission_at": person.at,
        "last_submission_id": person.submission_id,
        "submissions": 1,
        "name": person.name or "",
        "name_folded": fold(person.name or ""),
        "email": person.email,
        "email_key": email_key(person.email, person.name),
        "phone": person.phone,
        "phone_key": phone_key(person.phone),
        "company": person.company or "",
        "company_folded": fold(person.company or ""),
        "country": person.country,
        "source": person.source,
        "reply_status": NOT_ANSWERED,
        "search_text": search_text(person.name, person.email, person.company, person.phone),
        "version": 1,
    }


def _fill(row: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """What this row changes about the lead."""
    told = {name: getattr(person, name) for name in _FILLS}
    fills = {name: value for name, value in told.items() if value and not row[name]}
    after = dict(row) | fills
    changes: dict[str, Any] = {
        **fills,
        "submissions": row["submissions"] + 1,
        "version": row["version"] + 1,
        "updated_at": person.at,
        "last_submission_at": max(row["last_submission_at"], person.at),
        "last_submission_id": person.submission_id,
    }
    for name in ("name", "company"):
        if name in fills:
            changes[f"{name}_folded"] = fold(fills[name])
    if "phone" in fills and row["email_key"] is None:
        changes["phone_key"] = phone_key(fills["phone"])
    if fills:
        shown = (after["name"], after["email"], after["company"], after["phone"])
        changes["search_text"] = search_text(*shown)
    return changes


async def _known(session: TenantSession, people: Sequence[Person], fits: Fits) -> _Books:
    """The leads that stand already, locked until the transaction ends."""
    plain = [(key, person) for person in people if (key := _key(person))]
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
        asked = select(*columns).where(here, column.in_(values)).order_by(Lead.id)
        if kind == "phone":
            asked = asked.where(Lead.email_key.is_(None))
        for found in (await session.execute(asked.with_for_update())).mappings():
            row = dict(found)
            row["old_version"] = row["version"]
            by_key[kind, row[f"{kind}_key"]] = row
    return _Books(by_key, fits)


async def _write(session: TenantSession, books: _Books) -> None:
    for statement, rows in ((_INSERT, books.made), (_UPDATE, list(books.changed.values()))):
        if len(await _add(session, statement, rows)) != len(rows):
            raise Conflict("Somebody wrote to the same leads meanwhile; it is tried again.")


@dataclass(frozen=True)
class Told:
    """Facts and custom fields that a submission tells of its lead."""

    lead_id: LeadId
    submission_id: SubmissionId
    facts: Sequence[Fact]
    custom: Mapping[str, str] = field(default_factory=dict)


_FACTS = text("""
insert into fact (workspace_id, id, lead_id, submission_id, key, value, source, method, confidence,
    observed_at)
select :workspace_id, id, lead_id, submission_id, key, value, source, method, confidence, observed_at
from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, lead_id uuid, submission_id uuid,
    key text, value jsonb, source text, method text, confidence float8, observed_at timestamptz)
returning id
""")
_CUSTOM = text("""
insert into lead_value (workspace_id, lead_id, key, text_folded)
select :workspace_id, lead_id, key, text_folded
from jsonb_to_recordset(cast(:rows as jsonb)) as r (lead_id uuid, key text, text_folded text)
on conflict (workspace_id, lead_id, key) do nothing returning lead_id, key
""")


async def tell(session: TenantSession, told: Sequence[Told]) -> dict[UUID, list[str]]:
    """Add facts and custom fields of many leads; a field that has a value keeps it.

    The custom fields that are new, by lead.
    """
    facts = [
        {
            "id": new_id(),
            "lead_id": one.lead_id,
            "submission_id": one.submission_id,
            **fact.model_dump(mode="json"),
        }
        for one in told
        for fact in one.facts
    ]
    custom = {
        (one.lead_id, key): {"lead_id": one.lead_id, "key": key, "text_folded": fold(value)}
        for one in told
        for key, value in one.custom.items()
    }
    await _add(session, _FACTS, facts)
    new: dict[UUID, list[str]] = {}
    for row in await _add(session, _CUSTOM, list(custom.values())):
        new.setdefault(row.lead_id, []).append(row.key)
    return new


async def _add(
    session: TenantSession, statement: TextClause, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Any]:
    if not rows:
        return ()
    told = json.dumps(rows, default=str)
    arguments = {"workspace_id": session.info["workspace_id"], "rows": told}
    return (await session.execute(statement, arguments)).all()
