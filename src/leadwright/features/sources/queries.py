"""Reads of sources."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from leadwright.features.sources.models import Source, SourceFile
from leadwright.kernel.db.session import ReadSession


async def listed(session: ReadSession) -> Sequence[Source]:
    rows = await session.execute(
        select(Source)
        .where(Source.workspace_id == session.info["workspace_id"])
        .order_by(Source.created_at, Source.id)
    )
    return rows.scalars().all()


async def one(session: ReadSession, id_: UUID, *, lock: bool = False) -> Source | None:
    """A source; locked, nobody else changes it until the transaction ends."""
    asked = select(Source).where(
        Source.workspace_id == session.info["workspace_id"], Source.id == id_
    )
    if lock:
        asked = asked.with_for_update(key_share=True)
    return (await session.execute(asked)).scalar_one_or_none()


async def due(session: ReadSession, now: datetime) -> Sequence[Source]:
    """Folders and buckets that it is time to look into."""
    rows = await session.execute(
        select(Source).where(
            Source.workspace_id == session.info["workspace_id"],
            ~Source.is_paused,
            Source.kind.in_(("folder", "bucket")),
            or_(Source.next_look_at.is_(None), Source.next_look_at <= now),
        )
    )
    return rows.scalars().all()


async def known(session: ReadSession, source_id: UUID) -> set[tuple[str, str]]:
    """Key and version of every file this source showed before."""
    rows = await session.execute(
        select(SourceFile.key, SourceFile.version).where(
            SourceFile.workspace_id == session.info["workspace_id"],
            SourceFile.source_id == source_id,
        )
    )
    return {(row.key, row.version) for row in rows}


async def files(
    session: ReadSession, source_id: UUID, outcome: str, most: int = 50
) -> Sequence[SourceFile]:
    """The newest files of this outcome."""
    rows = await session.execute(
        select(SourceFile)
        .where(
            SourceFile.workspace_id == session.info["workspace_id"],
            SourceFile.source_id == source_id,
            SourceFile.outcome == outcome,
        )
        .order_by(SourceFile.seen_at.desc(), SourceFile.id.desc())
        .limit(most)
    )
    return rows.scalars().all()


async def counts(session: ReadSession) -> dict[tuple[UUID, str], int]:
    """How many files each source showed, by outcome."""
    rows = await session.execute(
        select(SourceFile.source_id, SourceFile.outcome, func.count())
        .where(SourceFile.workspace_id == session.info["workspace_id"])
        .group_by(SourceFile.source_id, SourceFile.outcome)
    )
    return {(row[0], row[1]): row[2] for row in rows}
