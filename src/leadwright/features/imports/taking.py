"""Staged rows on their way in, and what became of each: what the pipeline asks and tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import select, text

from leadwright.domain.ids import PersonId
from leadwright.features.imports import queries
from leadwright.features.imports.models import Import, ImportRow
from leadwright.kernel import clock, live
from leadwright.kernel.db.session import ReadSession, TenantSession

_NOTE = text("""
update import_row i set state = r.state, verdict = r.verdict, lead_id = r.lead_id,
    submission_id = r.submission_id, created = r.created, before = r.before, after = r.after
from jsonb_to_recordset(cast(:rows as jsonb)) as r (row_index int, state text, verdict text,
    lead_id uuid, submission_id uuid, created boolean, before jsonb, after jsonb)
where i.workspace_id = :workspace_id and i.import_id = :import_id and i.row_index = r.row_index
""")

_MOVE_ON = text("""
update import set at_row = :after, changed_at = :now
where workspace_id = :workspace_id and id = :import_id and state = 'taking' and at_row = :before
returning 1
""")


@dataclass(frozen=True)
class Taking:
    """A file that is being taken in."""

    id: UUID
    file_name: str
    way: str
    source_name: str
    answer: str
    at_row: int
    created_by: PersonId | None


@dataclass(frozen=True)
class Progress:
    """How far an import is, for who waits for it."""

    id: UUID
    file_name: str
    state: str
    error_kind: str | None
    message: str | None
    rows: int
    at_row: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Staged:
    """A row of it. `key`: a hash of what it says; `fields`: what it says, cleaned."""

    row_index: int
    source_row: int
    cells: Sequence[str]
    fields: Mapping[str, Any]
    country: str | None
    key: str
    verdict: str
    state: str
    needs_person: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: `taken` or `known`; what it changed of its lead, before and after."""

    row_index: int
    state: str
    verdict: str
    lead_id: UUID | None
    submission_id: UUID | None = None
    created: bool = False
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


async def in_state(
    session: ReadSession, import_id: UUID, state: str, *, lock: bool = False
) -> Taking | None:
    """The import, if need be locked until the transaction ends; None where it is in another state."""
    found = await queries.one(session, import_id, lock=lock)
    if found is None or found.state != state:
        return None
    by = None if found.created_by is None else PersonId(found.created_by)
    return Taking(
        id=found.id,
        file_name=found.file_name,
        way=found.way,
        source_name=found.source_name,
        answer=found.answer,
        at_row=found.at_row,
        created_by=by,
    )


async def progress(session: ReadSession, import_id: UUID) -> Progress | None:
    """How far it is; None where there is no such import."""
    columns = [getattr(Import, name) for name in Progress.__dataclass_fields__]
    rows = await session.execute(
        select(*columns).where(
            Import.workspace_id == session.info["workspace_id"], Import.id == import_id
        )
    )
    row = rows.first()
    return None if row is None else Progress(*row)


async def next_rows(session: ReadSession, about: Taking, limit: int) -> list[Staged]:
    """The rows from where it stopped, in the file's order."""
    columns = [getattr(ImportRow, name) for name in Staged.__dataclass_fields__]
    rows = await session.execute(
        select(*columns)
        .where(
            ImportRow.workspace_id == session.info["workspace_id"],
            ImportRow.import_id == about.id,
            ImportRow.row_index >= about.at_row,
        )
        .order_by(ImportRow.row_index)
        .limit(limit)
    )
    return [Staged(*row) for row in rows]


async def note(session: TenantSession, import_id: UUID, outcomes: Sequence[Outcome]) -> None:
    """Write down what became of rows."""
    told = to_json([_told(one) for one in outcomes], fallback=str).decode()
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    await session.execute(_NOTE, {**where, "rows": told})


async def move_on(session: TenantSession, about: Taking, at_row: int) -> bool:
    """The next rows begin at `at_row`; False where it does not stand at `about` any more."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": about.id}
    moved = await session.execute(
        _MOVE_ON, {**where, "before": about.at_row, "after": at_row, "now": clock.now()}
    )
    await live.nudge(session)
    return moved.first() is not None


def _told(one: Outcome) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Outcome.__slots__}


async def finish(
    session: TenantSession, import_id: UUID, state: str, more: Mapping[str, int]
) -> dict[str, int]:
    """It is `done` or `undone`. The rows by verdict, and what `more` counts."""
    found = await _one(session, import_id)
    found.counts = {**await queries.verdicts(session, import_id), **more}
    found.state, found.finished_at, found.changed_at = state, clock.now(), clock.now()
    await session.flush()
    await live.nudge(session)
    return dict(found.counts)


async def _one(session: TenantSession, import_id: UUID) -> Import:
    found = await queries.one(session, import_id)
    if found is None:
        raise LookupError(f"import {import_id} went away while it was taken in")
    return found
