"""The workspace's own reply templates: every text that was ever saved, and which of them are in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import PersonId, new_id
from leadwright.domain.industry import Industry
from leadwright.kernel import clock
from leadwright.kernel.db.base import Base
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.ports.directory import OwnTemplate

_SHOWN_VERSIONS = 20


class ReplyTemplate(Base):
    """One saved text. The active one of its intent, language and trade is used; the others are its past.

    `industry` is null for the general text.
    """

    __tablename__ = "reply_template"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    intent: Mapped[str]
    language: Mapped[str]
    industry: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str]
    active: Mapped[bool]
    author: Mapped[UUID | None]
    updated_at: Mapped[datetime]


@dataclass(frozen=True)
class Place:
    """Where a text stands: the template it is a wording of, its language and its trade."""

    template: str
    language: str
    industry: Industry

    @property
    def kept_industry(self) -> str | None:
        return None if self.industry is Industry.GENERAL else self.industry.value


async def in_use(session: ReadSession) -> tuple[OwnTemplate, ...]:
    """The texts that stand in place of shipped ones."""
    rows = await session.execute(
        select(ReplyTemplate).where(
            ReplyTemplate.workspace_id == session.info["workspace_id"], ReplyTemplate.active
        )
    )
    return tuple(_template(row) for row in rows.scalars())


def _template(row: ReplyTemplate) -> OwnTemplate:
    industry = Industry(row.industry) if row.industry else Industry.GENERAL
    return OwnTemplate(row.id, row.intent, row.language, industry, row.subject, row.body)


async def versions(session: ReadSession, place: Place) -> Sequence[ReplyTemplate]:
    """What was saved at a place, newest first; the last twenty."""
    rows = await session.execute(
        select(ReplyTemplate)
        .where(*_at(session, place))
        .order_by(ReplyTemplate.updated_at.desc(), ReplyTemplate.id.desc())
        .limit(_SHOWN_VERSIONS)
    )
    return rows.scalars().all()


async def version(session: ReadSession, place: Place, version_id: UUID) -> ReplyTemplate:
    """One of them. NotFound if it was not saved here."""
    found = await session.execute(
        select(ReplyTemplate).where(*_at(session, place), ReplyTemplate.id == version_id)
    )
    row = found.scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such version of this template.")
    return row


async def save(
    session: TenantSession, place: Place, subject: str, body: str, author: PersonId | None
) -> None:
    """Use this text from now on; the one before it stays as a version. It was checked already."""
    await _alone(session, place)
    await _retire(session, place)
    session.add(
        ReplyTemplate(
            id=new_id(),
            workspace_id=session.info["workspace_id"],
            intent=place.template,
            language=place.language,
            industry=place.kept_industry,
            subject=subject,
            body=body,
            active=True,
            author=author,
            updated_at=clock.now(),
        )
    )
    await session.flush()


async def reset(session: TenantSession, place: Place) -> None:
    """Use the shipped text again; what was saved stays as versions."""
    await _alone(session, place)
    await _retire(session, place)


async def _alone(session: TenantSession, place: Place) -> None:
    """Two people who save at once do so one after the other."""
    key = f"reply_template:{session.info['workspace_id']}:{place}"
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def _retire(session: TenantSession, place: Place) -> None:
    await session.execute(
        update(ReplyTemplate).where(*_at(session, place), ReplyTemplate.active).values(active=False)
    )


def _at(session: ReadSession, place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        ReplyTemplate.workspace_id == session.info["workspace_id"],
        ReplyTemplate.intent == place.template,
        ReplyTemplate.language == place.language,
        ReplyTemplate.industry.is_not_distinct_from(place.kept_industry),
    )
