"""Rows that were kept for a person: what waits, and a person's word about each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text, tuple_, update

from leadwright.domain.ids import PersonId
from leadwright.features.imports import queries
from leadwright.features.imports.models import Import, ImportRow
from leadwright.kernel import clock, live
from leadwright.kernel.db.session import ReadSession, TenantSession

Ref = tuple[UUID, int]
"""A row: its import, and its place there."""

# A row is done with when its lead went on, unless something else about it needs a person.
_SETTLE = text("""
update import_row set verdict = case when created then 'new' else 'merged' end
where workspace_id = :workspace_id and lead_id = any(:leads) and verdict = 'review'
    and not needs_person and state in ('taken', 'known') returning import_id
""")
_UNSETTLE = text("""
update import_row set verdict = 'review'
where workspace_id = :workspace_id and lead_id = any(:leads) and verdict in ('new', 'merged')
    and not needs_person and state in ('taken', 'known') and jsonb_array_length(problems) > 0
returning import_id
""")


@dataclass(frozen=True)
class Waiting:
    """A row that waits for a person, and the file it stands in."""

    row: ImportRow
    file_name: str

    @property
    def ref(self) -> str:
        return f"{self.row.import_id}.{self.row.row_index}"


@dataclass(frozen=True)
class RowDecision:
    """A row as a decision needs it: its lead, whether it made that lead, and what was decided before."""

    import_id: UUID
    row_index: int
    lead_id: UUID | None
    created: bool
    decided: str | None
    undo: Mapping[str, Any] | None


def _open(session: ReadSession) -> tuple[Any, ...]:
    return (
        ImportRow.workspace_id == session.info["workspace_id"],
        ImportRow.verdict == "review",
        ImportRow.state == "taken",
        ImportRow.needs_person,
    )


def _with_file() -> Select[ImportRow, str]:
    return select(ImportRow, Import.file_name).join(
        Import,
        (Import.workspace_id == ImportRow.workspace_id) & (Import.id == ImportRow.import_id),
    )


async def waiting(
    session: ReadSession, *, after: Ref | None = None, limit: int = queries.PAGE
) -> list[Waiting]:
    """Rows that wait, file by file in their order."""
    asked = _with_file().where(*_open(session)).order_by(ImportRow.import_id, ImportRow.row_index)
    if after is not None:
        asked = asked.where(tuple_(ImportRow.import_id, ImportRow.row_index) > after)
    return [Waiting(*found) for found in await session.execute(asked.limit(limit))]


async def count(session: ReadSession) -> int:
    """How many rows wait."""
    asked = select(func.count()).select_from(ImportRow).where(*_open(session))
    return (await session.execute(asked)).scalar_one()


async def one(session: ReadSession, ref: Ref) -> Waiting | None:
    """A row, whatever became of it, with its file."""
    asked = _with_file().where(
        ImportRow.workspace_id == session.info["workspace_id"],
        tuple_(ImportRow.import_id, ImportRow.row_index) == ref,
    )
    found = (await session.execute(asked)).first()
    return None if found is None else Waiting(*found)


async def several(session: ReadSession, refs: Collection[Ref]) -> list[RowDecision]:
    """Rows of this workspace among these."""
    columns = [getattr(ImportRow, name) for name in RowDecision.__dataclass_fields__]
    asked = select(*columns).where(
        ImportRow.workspace_id == session.info["workspace_id"],
        tuple_(ImportRow.import_id, ImportRow.row_index).in_(list(refs)),
    )
    return [RowDecision(*row) for row in await session.execute(asked)]


async def decide(
    session: TenantSession,
    row: RowDecision,
    decided: str,
    *,
    by: PersonId | None,
    undo: Mapping[str, Any] | None = None,
) -> bool:
    """`accepted`, `mended` or `rejected`, with what an undo needs; False where somebody was first."""
    verdict = "rejected" if decided == "rejected" else "new" if row.created else "merged"
    changed = await session.execute(
        update(ImportRow)
        .where(
            *_open(session),
            ImportRow.import_id == row.import_id,
            ImportRow.row_index == row.row_index,
        )
        .values(
            verdict=verdict,
            decided=decided,
            decided_at=clock.now(),
            decided_by=by,
            undo=dict(undo or {}),
        )
        .returning(ImportRow.row_index)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        return False
    await recount(session, [row.import_id])
    return True


async def reopen(session: TenantSession, row: RowDecision) -> None:
    """It waits again."""
    await session.execute(
        update(ImportRow)
        .where(
            ImportRow.workspace_id == session.info["workspace_id"],
            ImportRow.import_id == row.import_id,
            ImportRow.row_index == row.row_index,
        )
        .values(verdict="review", decided=None, decided_at=None, decided_by=None, undo=None)
        .execution_options(synchronize_session=False)
    )
    await recount(session, [row.import_id])


async def settle(session: TenantSession, leads: Sequence[UUID]) -> None:
    """Their product has a team now: rows that waited for nothing else are taken in."""
    await _turn(session, _SETTLE, leads)


async def unsettle(session: TenantSession, leads: Sequence[UUID]) -> None:
    """The lesson was taken back: those rows wait again."""
    await _turn(session, _UNSETTLE, leads)


async def _turn(session: TenantSession, script: Any, leads: Sequence[UUID]) -> None:
    if leads:
        asked = {"workspace_id": session.info["workspace_id"], "leads": list(leads)}
        await recount(session, set((await session.execute(script, asked)).scalars()))


async def recount(session: TenantSession, imports: Collection[UUID]) -> None:
    """The figures of finished files follow from their rows."""
    for import_id in sorted(imports):
        found = await queries.one(session, import_id, lock=True)
        if found is not None and found.state == "done":
            counted = await queries.verdicts(session, import_id)
            found.counts = {**dict.fromkeys(("new", "merged", "review", "rejected"), 0), **counted}
    await session.flush()
    await live.nudge(session)
