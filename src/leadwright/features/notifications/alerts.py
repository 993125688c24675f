"""Alerts: open until somebody acknowledges them or what they are about is over."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, update
from sqlalchemy.orm import aliased

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import MessageId, PersonId
from leadwright.features.notifications.models import Notification, NotificationDelivery
from leadwright.kernel import clock, live
from leadwright.kernel.db.session import ReadSession, TenantSession

SHOWN = 100
_BUDGET = "model_budget:"
_REFUSED = "posts_refused:"


async def open_ones(session: ReadSession) -> Sequence[Notification]:
    """Alerts that nobody has seen to, the latest first."""
    query = _alerts(session).where(*_OPEN).order_by(Notification.last_at.desc()).limit(SHOWN)
    return (await session.execute(query)).scalars().all()


async def history(session: ReadSession) -> Sequence[Notification]:
    """Those that are over, the latest first."""
    over = _alerts(session).where(
        Notification.acknowledged_at.is_not(None) | Notification.resolved_at.is_not(None)
    )
    query = over.order_by(Notification.created_at.desc()).limit(SHOWN)
    return (await session.execute(query)).scalars().all()


async def count_open(session: ReadSession) -> int:
    counted = select(func.count()).select_from(_alerts(session).where(*_OPEN).subquery())
    return (await session.execute(counted)).scalar_one()


async def acknowledge(session: TenantSession, id_: UUID, by: PersonId) -> bool:
    """Somebody sees to it; whether they were the first. NotFound for what is no alert here."""
    found = (await session.execute(_alerts(session).where(Notification.id == id_))).first()
    if found is None:
        raise NotFound("There is no such alert here.")
    changed = await session.execute(
        update(Notification)
        .where(
            Notification.workspace_id == session.info["workspace_id"],
            Notification.id == id_,
            *_OPEN,
        )
        .values(acknowledged_at=clock.now(), acknowledged_by=by, read_at=clock.now())
        .returning(Notification.id)
    )
    await live.nudge(session)
    return changed.first() is not None


async def resolve(session: TenantSession, cause: str) -> None:
    """What the alert is about is over."""
    await _settle(session, Notification.cause == cause, *_OPEN)


async def is_over(session: ReadSession, message_id: MessageId) -> bool:
    """Whether this message carries an alert that was settled, or told again by the same way, meanwhile."""
    mine, later = aliased(NotificationDelivery), aliased(NotificationDelivery)
    told_again = exists().where(
        later.workspace_id == mine.workspace_id,
        later.notification_id == mine.notification_id,
        later.channel == mine.channel,
        later.person_id.is_not_distinct_from(mine.person_id),
        later.message_id > mine.message_id,  # ids are in the order of time
    )
    query = (
        _alerts(session)
        .join(
            mine,
            (mine.workspace_id == Notification.workspace_id)
            & (mine.notification_id == Notification.id),
        )
        .where(mine.message_id == message_id, or_(not_(and_(*_OPEN)), told_again))
    )
    return (await session.execute(query.limit(1))).first() is not None


def budget_spent(day: date) -> str:
    """The cause of the alert that a day's money for language models is spent."""
    return f"{_BUDGET}{day:%Y-%m-%d}"


def posts_refused(connection_id: UUID) -> str:
    """The cause of the alert that what a vendor posts here is not believed."""
    return f"{_REFUSED}{connection_id}"


async def stands(session: ReadSession, cause: str) -> bool:
    """Whether this was told and is not over, seen to or not."""
    return await standing(session, cause) is not None


async def standing(session: ReadSession, cause: str) -> Notification | None:
    """The latest that was told of this and is not over, seen to or not."""
    told = _alerts(session).where(Notification.cause == cause, Notification.resolved_at.is_(None))
    query = told.order_by(Notification.created_at.desc()).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


async def end(session: TenantSession, cause: str) -> None:
    """What was told of this is over, seen to or not, so that it rings anew when it comes back."""
    await _settle(session, Notification.cause == cause, Notification.resolved_at.is_(None))


async def end_spent_days(session: TenantSession, today: date) -> None:
    """A new day has money of its own."""
    earlier = Notification.cause.startswith(_BUDGET, autoescape=True)
    await _settle(session, earlier, Notification.cause != budget_spent(today), *_OPEN)


async def _settle(session: TenantSession, *which: ColumnElement[bool]) -> None:
    """What these alerts are about is over."""
    await session.execute(
        update(Notification)
        .where(
            Notification.workspace_id == session.info["workspace_id"],
            Notification.kind == "alert",
            *which,
        )
        .values(resolved_at=clock.now())
    )


def _alerts(session: ReadSession) -> Select[Notification]:
    return select(Notification).where(
        Notification.workspace_id == session.info["workspace_id"], Notification.kind == "alert"
    )


_OPEN: tuple[ColumnElement[bool], ...] = (
    Notification.acknowledged_at.is_(None),
    Notification.resolved_at.is_(None),
)
