"""Staged rows on their way in, and what became of each: what the pipeline asks and tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import select, text

from leadwright.domain.ids import PersonId
from leadwright.features.imports import queries
from leadwright.features.imports.models import Import
from leadwright.kernel import clock, live
from leadwright.kernel.db.session import ReadSession, TenantSession

ROW = "row_index, source_row, sheet, cells, fields, country, problems, key"
"""What a row says: columns of `import_row`."""
ROWS_OF_PIECE = """json_to_recordset(p.rows) as r (row_index int, source_row int, sheet text, cells json,
    fields json, country text, problems jsonb, key text, verdict text)"""
"""The rows of a piece `p`."""

_PIECE = text("""
select first_row, cast(rows as text) as rows from import_piece
where workspace_id = :workspace_id and import_id = :import_id and first_row <= :at_row
order by first_row desc limit 1
""")
# Each row is written once, with what became of it; where a person looked first it stands already.
_NOTE = text(f"""
insert into import_row as i (workspace_id, import_id, {ROW}, verdict, state, lead_id, submission_id,
    created, before, after)
select :workspace_id, :import_id, {ROW}, coalesce(o.new_verdict, r.verdict), coalesce(o.state, 'rejected'),
    o.lead_id, o.submission_id, coalesce(o.created, false), o.before, o.after
from import_piece p cross join lateral {ROWS_OF_PIECE}
left join jsonb_to_recordset(cast(:outcomes as jsonb)) as o (of_row int, state text, new_verdict text,
    lead_id uuid, submission_id uuid, created boolean, before jsonb, after jsonb) on o.of_row = r.row_index
where p.workspace_id = :workspace_id and p.import_id = :import_id and p.first_row = :first_row
    and r.row_index between :at_row and :last_row
on conflict (workspace_id, import_id, row_index) do update set state = excluded.state,
    verdict = excluded.verdict, lead_id = excluded.lead_id, submission_id = excluded.submission_id,
    created = excluded.created, before = excluded.before, after = excluded.after
""")

_FORGET = text(
    "delete from import_piece where workspace_id = :workspace_id and import_id = :import_id"
)
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


class Staged(NamedTuple):
    """A row of it. `key`: a hash of what it says; `fields`: what it says, cleaned."""

    row_index: int
    source_row: int
    cells: Sequence[str]
    fields: Mapping[str, Any]
    country: str | None
    key: str
    verdict: str
    needs_person: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of it that are taken in together, all of the piece that begins with `first_row`."""

    first_row: int
    rows: Sequence[Staged]

    @property
    def next_row(self) -> int:
        """Where the part after it begins."""
        return self.rows[-1].row_index + 1


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


async def next_part(session: ReadSession, about: Taking, limit: int) -> Part | None:
    """The rows from where it stopped, in the file's order, `limit` at most; None after the last."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": about.id}
    piece = (await session.execute(_PIECE, where | {"at_row": about.at_row})).first()
    if piece is None:
        return None
    since = about.at_row - piece.first_row
    rows = [_staged(row) for row in from_json(piece.rows)[since : since + limit]]
    return Part(piece.first_row, rows) if rows else None


def _staged(row: Mapping[str, Any]) -> Staged:
    return Staged(
        row_index=row["row_index"],
        source_row=row["source_row"],
        cells=row["cells"],
        fields=row["fields"],
        country=row["country"],
        key=row["key"],
        verdict=row["verdict"],
        needs_person=any(one["reason"] != "unknown_product" for one in row["problems"]),
    )


async def note(
    session: TenantSession, import_id: UUID, part: Part, outcomes: Sequence[Outcome]
) -> None:
    """Write the part's rows down, with what became of each; those without an outcome were rejected."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    rows = {
        "first_row": part.first_row,
        "at_row": part.rows[0].row_index,
        "last_row": part.rows[-1].row_index,
        "outcomes": to_json([_told(one) for one in outcomes], fallback=str).decode(),
    }
    await session.execute(_NOTE, where | rows)


async def move_on(session: TenantSession, about: Taking, at_row: int) -> bool:
    """The next rows begin at `at_row`; False where it does not stand at `about` any more."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": about.id}
    moved = await session.execute(
        _MOVE_ON, {**where, "before": about.at_row, "after": at_row, "now": clock.now()}
    )
    await live.nudge(session)
    return moved.first() is not None


def _told(one: Outcome) -> dict[str, Any]:
    return {
        "of_row": one.row_index,
        "state": one.state,
        "new_verdict": one.verdict,
        "lead_id": one.lead_id,
        "submission_id": one.submission_id,
        "created": one.created,
        "before": one.before,
        "after": one.after,
    }


async def forget_pieces(session: TenantSession, import_id: UUID) -> None:
    """Nothing of it is on its way in any more."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    await session.execute(_FORGET, where)


async def finish(
    session: TenantSession, import_id: UUID, state: str, more: Mapping[str, int]
) -> dict[str, int]:
    """It is `done` or `undone`. The rows by verdict, and what `more` counts."""
    await forget_pieces(session, import_id)
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
