"""Staged rows on their way in, and what became of each: what the pipeline asks and tells."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import select, text

from leadwright.domain.ids import PersonId
from leadwright.features.imports import queries
from leadwright.features.imports.models import Import
from leadwright.features.imports.staging import Says, Words
from leadwright.kernel import clock, live
from leadwright.kernel.db.session import ReadSession, TenantSession

TOLD = ("source_row", "sheet", "cells", "fields", "country", "problems", "key")
"""What a row says: columns of `import_row`, and lists of `import_piece`."""
ROW = ", ".join(TOLD)
ROW_OF_PIECE = """r.source_row, r.sheet, cast(r.cells as json), cast(r.fields as json), r.country,
    cast(r.problems as jsonb), r.key"""
"""The same of a row `r` of a piece."""
OF_PART = "[:since \\: :until]"
"""Of a list of a piece what stands in a part."""
PIECE_OF_PART = (
    "p.workspace_id = :workspace_id and p.import_id = :import_id and p.first_row = :first_row"
)

_TAKEN_IN = ("verdict", "needs_person", "key", *Words._fields)
_PART = text(f"""
select p.first_row, {", ".join(f"p.{name}{OF_PART} as {name}" for name in _TAKEN_IN)}
from import_piece p where {PIECE_OF_PART}
""")
_FIRST_ROW = text("""
select first_row from import_piece
where workspace_id = :workspace_id and import_id = :import_id and first_row <= :at_row
order by first_row desc limit 1
""")
_UNSAID = text("""
select first_row, fields, country from import_piece
where workspace_id = :workspace_id and import_id = :import_id and person is null
order by first_row limit 1
""")
_SAY = text(f"""
update import_piece p set {", ".join(f"{name} = cast(:{name} as text[])" for name in Words._fields)}
where {PIECE_OF_PART}
""")
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_BECAME = ("became", "state", "lead_id", "submission_id", "created", "before", "after")
_RowOutcome = tuple[Any, ...]
"""What a `row_outcome` says, in the order of `_BECAME`."""
# Each row is written once, with what became of it.
_WRITE_ROWS = f"""
insert into import_row (workspace_id, import_id, row_index, {ROW}, verdict, state, lead_id, submission_id,
    created, before, after)
select p.workspace_id, p.import_id, p.first_row + :since + r.place - 2, {ROW_OF_PIECE},
    r.became, r.state, r.lead_id, r.submission_id, r.created, cast(r.before as jsonb), cast(r.after as jsonb)
from import_piece p cross join lateral unnest({", ".join(f"p.{name}{OF_PART}" for name in TOLD)},
    cast(:became as row_outcome[]))
    with ordinality as r ({ROW}, {", ".join(_BECAME)}, place)
where {PIECE_OF_PART} and r.state is not null
"""
_NOTE = text(_WRITE_ROWS)
# Where a person looked first the rows stand already.
_NOTE_SHOWN = text(f"""{_WRITE_ROWS}
on conflict (workspace_id, import_id, row_index) do update set state = excluded.state,
    verdict = excluded.verdict, lead_id = excluded.lead_id, submission_id = excluded.submission_id,
    created = excluded.created, before = excluded.before, after = excluded.after
""")
_IS_SHOWN = text("""
select exists (select from import_row
    where workspace_id = :workspace_id and import_id = :import_id and row_index = :at_row)
""")

_FORGET = text(
    "delete from import_piece where workspace_id = :workspace_id and import_id = :import_id"
)
_COUNT_TO_UNDO = text("""
update import set shape = shape || jsonb_build_object('undone', 0, 'to_undo', (
    select count(*) from import_row r
    where r.workspace_id = :workspace_id and r.import_id = :import_id and r.state = 'taken'))
where workspace_id = :workspace_id and id = :import_id
""")
_WAS_UNDONE = text("""
update import set shape = shape || jsonb_build_object('undone',
    coalesce(cast(shape ->> 'undone' as int), 0) + cast(:rows as int))
where workspace_id = :workspace_id and id = :import_id
""")
_SINCE_NOW = text("""
update import set taking_since = case when taking_since is null then :now
    else taking_since + (:now - greatest(changed_at, taking_since)) end
where workspace_id = :workspace_id and id = :import_id
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


class Staged(NamedTuple):
    """A row of it. `key`: a hash of what it says; the rest as `staging.Row` has it."""

    row_index: int
    verdict: str
    needs_person: bool
    key: str
    form: str
    facts: str
    custom: str
    person: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of it that are taken in together, all of the piece that begins with `first_row`."""

    first_row: int
    rows: Sequence[Staged]

    @property
    def next_row(self) -> int:
        """Where the part after it begins."""
        return self.rows[-1].row_index + 1

    def place_of(self, row_index: int) -> int:
        """The place of a row in a list over the part's rows."""
        return row_index - self.rows[0].row_index

    @property
    def within(self) -> dict[str, int]:
        """Which piece it is of, and from where to where in its lists (`OF_PART`)."""
        since = self.rows[0].row_index - self.first_row + 1
        return {"first_row": self.first_row, "since": since, "until": since + len(self.rows) - 1}


class Outcome(NamedTuple):
    """What became of a row: `taken` or `known`; what it changed of its lead, before and after."""

    row_index: int
    state: str
    verdict: str
    lead_id: UUID | None
    submission_id: UUID | None = None
    created: bool = False
    before: Mapping[str, Any] = NOTHING
    after: Mapping[str, Any] = NOTHING


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


async def count_to_undo(session: TenantSession, import_id: UUID) -> None:
    """Keep how many rows an undo has before it, for whoever looks on."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    await session.execute(_COUNT_TO_UNDO, where)


async def was_undone(session: TenantSession, import_id: UUID, rows: int) -> None:
    """So many rows more are taken back."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    await session.execute(_WAS_UNDONE, {**where, "rows": rows})


async def since_now(session: TenantSession, import_id: UUID) -> None:
    """Its turn has come: how long it takes counts from here. What it waited after a stop does not."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    await session.execute(_SINCE_NOW, {**where, "now": clock.now()})


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
    first_row = await session.scalar(_FIRST_ROW, where | {"at_row": about.at_row})
    if first_row is None:
        return None
    since = about.at_row - first_row + 1
    within = {"first_row": first_row, "since": since, "until": since + limit - 1}
    said = (await session.execute(_PART, where | within)).one()
    people = from_json(f"[{','.join(said.person)}]")
    lists = zip(
        said.verdict,
        said.needs_person,
        said.key,
        said.form,
        said.facts,
        said.custom,
        people,
        strict=True,
    )
    rows = [Staged(about.at_row + place, *row) for place, row in enumerate(lists)]
    return Part(first_row, rows) if rows else None


async def put_into_words(session: TenantSession, about: Taking, says: Says) -> bool:
    """The next piece of a list so short that its reader left that to us; False where there is none."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": about.id}
    piece = (await session.execute(_UNSAID, where)).first()
    if piece is None:
        return False
    rows = zip(piece.fields, piece.country, strict=True)
    words = [says(from_json(fields), country) for fields, country in rows]
    lists = dict(zip(Words._fields, map(list, zip(*words, strict=True)), strict=True))
    await session.execute(_SAY, {**where, "first_row": piece.first_row, **lists})
    return True


async def note(
    session: TenantSession,
    import_id: UUID,
    part: Part,
    outcomes: Sequence[Outcome],
    later: Collection[int] = (),
) -> None:
    """Write the part's rows down, with what became of each; those without an outcome were rejected.

    `later`: the indices of rows that are not written with these.
    """
    of_row: dict[int, _RowOutcome | None] = {one.row_index: _told(one) for one in outcomes}
    of_row.update(dict.fromkeys(later))
    told = [
        of_row.get(row.row_index, (row.verdict, "rejected", None, None, False, None, None))
        for row in part.rows
    ]
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    is_shown = await session.scalar(_IS_SHOWN, where | {"at_row": part.rows[0].row_index})
    await session.execute(
        _NOTE_SHOWN if is_shown else _NOTE, where | part.within | {"became": told}
    )


async def move_on(session: TenantSession, about: Taking, at_row: int) -> bool:
    """The next rows begin at `at_row`; False where it does not stand at `about` any more."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": about.id}
    moved = await session.execute(
        _MOVE_ON, {**where, "before": about.at_row, "after": at_row, "now": clock.now()}
    )
    await live.nudge(session)
    return moved.first() is not None


def _told(one: Outcome) -> _RowOutcome:
    before, after = _json(one.before), _json(one.after)
    return (one.verdict, one.state, one.lead_id, one.submission_id, one.created, before, after)


def _json(values: Mapping[str, Any]) -> str:
    return to_json(values, fallback=str).decode() if values else "{}"


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
