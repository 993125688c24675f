"""Reads of imports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, func, literal, select

from leadwright.features.imports.models import Import, ImportContent, ImportMapping, ImportRow
from leadwright.kernel.db.session import ReadSession

PAGE = 50
TOGETHER = timedelta(minutes=1)
MOST_OF_A_DROP = 200


@dataclass(frozen=True)
class Dropped:
    """A file among those that came together with it."""

    id: UUID
    created_at: datetime
    created_by: UUID | None
    file_name: str
    state: str
    message: str | None
    counts: Mapping[str, int]


async def one(session: ReadSession, import_id: UUID, *, lock: bool = False) -> Import | None:
    """An import; locked, nobody else moves it until the transaction ends."""
    asked = select(Import).where(
        Import.workspace_id == session.info["workspace_id"], Import.id == import_id
    )
    if lock:  # its key stays what it is: rows that point to it may be written meanwhile
        asked = asked.with_for_update(key_share=True)
    return (await session.execute(asked)).scalar_one_or_none()


async def state(session: ReadSession, import_id: UUID) -> str | None:
    """Where an import stands, as of now."""
    asked = select(Import.state).where(
        Import.workspace_id == session.info["workspace_id"], Import.id == import_id
    )
    return (await session.execute(asked)).scalar_one_or_none()


async def recent(
    session: ReadSession, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[Import]:
    """Imports, newest first; ids are ordered by time."""
    asked = select(Import).where(Import.workspace_id == session.info["workspace_id"])
    if before is not None:
        asked = asked.where(Import.id < before)
    rows = await session.execute(asked.order_by(Import.id.desc()).limit(limit))
    return rows.scalars().all()


async def drop_of(session: ReadSession, import_id: UUID) -> Sequence[Dropped]:
    """The files that came by the same way from the same person or source within a minute of one another.

    In the order of their coming, this one among them; `MOST_OF_A_DROP` on either side are looked at.
    """
    found = await one(session, import_id)
    if found is None:
        return []
    asked = select(Import).where(
        Import.workspace_id == found.workspace_id,
        Import.way == found.way,
        Import.source_name == found.source_name,
        Import.created_by.is_not_distinct_from(found.created_by),
    )
    drop = [found]
    for side, order in (
        (Import.id < found.id, Import.id.desc()),
        (Import.id > found.id, Import.id),
    ):
        rows = await session.execute(asked.where(side).order_by(order).limit(MOST_OF_A_DROP))
        last = found
        for each in rows.scalars():
            if abs(each.created_at - last.created_at) > TOGETHER:
                break
            drop.append(each)
            last = each
    return [
        Dropped(**{name: getattr(each, name) for name in Dropped.__dataclass_fields__})
        for each in sorted(drop, key=lambda each: each.id)
    ]


async def content(session: ReadSession, import_id: UUID) -> bytes | None:
    """The file as it came."""
    return (
        await session.execute(
            select(ImportContent.content).where(
                ImportContent.workspace_id == session.info["workspace_id"],
                ImportContent.import_id == import_id,
            )
        )
    ).scalar_one_or_none()


async def rows(
    session: ReadSession,
    import_id: UUID,
    *,
    verdict: str = "",
    start: int = 0,
    limit: int = PAGE,
) -> Sequence[ImportRow]:
    """Rows of a file in its order, from a row index on."""
    asked = select(ImportRow).where(
        ImportRow.workspace_id == session.info["workspace_id"],
        ImportRow.import_id == import_id,
        ImportRow.row_index >= start,
    )
    if verdict:
        asked = asked.where(ImportRow.verdict == verdict)
    found = await session.execute(asked.order_by(ImportRow.row_index).limit(limit))
    return found.scalars().all()


async def verdicts(session: ReadSession, import_id: UUID) -> Mapping[str, int]:
    """How many rows there are of each verdict."""
    found = await session.execute(
        select(ImportRow.verdict, func.count())
        .where(
            ImportRow.workspace_id == session.info["workspace_id"],
            ImportRow.import_id == import_id,
        )
        .group_by(ImportRow.verdict)
    )
    return {verdict: int(number) for verdict, number in found}


async def count_waiting(session: ReadSession) -> int:
    """How many files were read and wait for a person to look."""
    asked = select(func.count()).where(
        Import.workspace_id == session.info["workspace_id"], Import.state == "ready"
    )
    return (await session.execute(asked)).scalar_one()


async def known_keys(session: ReadSession, keys: Collection[str]) -> Mapping[str, UUID]:
    """The leads of rows that were taken in before, by what the rows say."""
    found = await session.execute(
        select(ImportRow.key, ImportRow.lead_id)
        .where(
            ImportRow.workspace_id == session.info["workspace_id"],
            ImportRow.key == func.any(literal(list(keys), ARRAY(Text))),
            ImportRow.lead_id.is_not(None),
            ImportRow.state.in_(("taken", "kept")),
        )
        .order_by(ImportRow.import_id)
    )
    return {key: lead_id for key, lead_id in found if lead_id is not None}


async def remembered(session: ReadSession, heads: str) -> dict[str, Any] | None:
    """How a person mapped the columns of a file with these heads, if one did."""
    return (
        await session.execute(
            select(ImportMapping.columns).where(
                ImportMapping.workspace_id == session.info["workspace_id"],
                ImportMapping.heads == heads,
            )
        )
    ).scalar_one_or_none()


async def same_file(session: ReadSession, import_id: UUID, file_hash: bytes) -> Import | None:
    """An earlier import of the same bytes that was taken in, if there is one."""
    return (
        await session.execute(
            select(Import)
            .where(
                Import.workspace_id == session.info["workspace_id"],
                Import.file_hash == file_hash,
                Import.id < import_id,
                Import.state.in_(("taking", "done")),
            )
            .order_by(Import.id.desc())
            .limit(1)
        )
    ).scalar_one_or_none()
