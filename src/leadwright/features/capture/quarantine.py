"""Stopped submissions wait here for a person: what is listed, and what a decision changes and teaches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.ids import PersonId, SubmissionId
from leadwright.domain.outcome import StopReason
from leadwright.features.capture import lists
from leadwright.features.capture.models import Quarantined, Submission
from leadwright.kernel import clock, live
from leadwright.kernel.db.session import ReadSession, TenantSession

# Machines that answer machines are no abuse: nothing is to be decided about them.
KEPT = frozenset(StopReason) - {StopReason.AUTOMATED_MAIL, StopReason.DUPLICATE}
STATES = ("waiting", "released", "spam")


@dataclass(frozen=True)
class Caught:
    """One stopped submission: why, and what it brought."""

    submission_id: UUID
    reason: str
    at: datetime
    state: str
    decided_at: datetime | None
    decided_by: UUID | None
    source: str
    address: str
    form: dict[str, Any]


async def keep(session: TenantSession, submission_id: SubmissionId, reason: str) -> None:
    """Put it in, with the stop. What lies there longer than the workspace keeps it goes."""
    if reason not in KEPT:
        return
    workspace_id = session.info["workspace_id"]
    now = clock.now()
    await session.execute(
        insert(Quarantined)
        .values(
            workspace_id=workspace_id,
            submission_id=submission_id,
            reason=reason,
            at=now,
            state="waiting",
        )
        .on_conflict_do_nothing()
    )
    await forget(session, now - timedelta(days=(await lists.rules(session)).keep_days))


async def forget(session: TenantSession, before: datetime) -> None:
    await session.execute(
        delete(Quarantined).where(
            Quarantined.workspace_id == session.info["workspace_id"], Quarantined.at < before
        )
    )


_SHOWN = (
    Quarantined.submission_id,
    Quarantined.reason,
    Quarantined.at,
    Quarantined.state,
    Quarantined.decided_at,
    Quarantined.decided_by,
    Submission.source,
    Submission.address,
    Submission.form,
)


def _joined(session: ReadSession) -> Any:
    return (
        select(*_SHOWN)
        .join(
            Submission,
            (Submission.workspace_id == Quarantined.workspace_id)
            & (Submission.id == Quarantined.submission_id),
        )
        .where(Quarantined.workspace_id == session.info["workspace_id"])
    )


async def page(
    session: ReadSession,
    *,
    state: str = "waiting",
    reason: str = "",
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Caught]:
    """The newest of a state, one more than `limit` if there are more."""
    query = _joined(session).where(Quarantined.state == state)
    if reason:
        query = query.where(Quarantined.reason == reason)
    if before is not None:
        query = query.where(tuple_(Quarantined.at, Quarantined.submission_id) < before)
    order = (Quarantined.at.desc(), Quarantined.submission_id.desc())
    rows = await session.execute(query.order_by(*order).limit(limit + 1))
    return [Caught(*row) for row in rows]


async def one(session: ReadSession, submission_id: UUID) -> Caught | None:
    query = _joined(session).where(Quarantined.submission_id == submission_id)
    row = (await session.execute(query)).first()
    return None if row is None else Caught(*row)


async def waiting_among(
    session: ReadSession, submission_ids: Collection[SubmissionId]
) -> frozenset[UUID]:
    """Which of these still wait for a verdict."""
    rows = await session.execute(
        select(Quarantined.submission_id).where(
            Quarantined.workspace_id == session.info["workspace_id"],
            Quarantined.submission_id.in_(submission_ids),
            Quarantined.state == "waiting",
        )
    )
    return frozenset(rows.scalars())


async def counts(session: ReadSession, state: str = "waiting") -> dict[str, int]:
    """How many wait, for each reason."""
    rows = await session.execute(
        select(Quarantined.reason, func.count())
        .where(Quarantined.workspace_id == session.info["workspace_id"], Quarantined.state == state)
        .group_by(Quarantined.reason)
        .order_by(func.count().desc(), Quarantined.reason)
    )
    return {row[0]: row[1] for row in rows}


async def decide(
    session: TenantSession,
    submission_ids: Collection[UUID],
    *,
    before: Collection[str],
    after: str,
    by: PersonId | None,
) -> Sequence[Caught]:
    """Move those that stand in one of `before`; the others are left alone and not returned."""
    moved = await session.execute(
        update(Quarantined)
        .where(
            Quarantined.workspace_id == session.info["workspace_id"],
            Quarantined.submission_id.in_(submission_ids),
            Quarantined.state.in_(before),
        )
        .values(
            state=after,
            decided_at=None if after == "waiting" else clock.now(),
            decided_by=None if after == "waiting" else by,
        )
        .returning(Quarantined.submission_id)
        .execution_options(synchronize_session=False)
    )
    ids = [row.submission_id for row in moved]
    if not ids:
        return []
    await live.nudge(session)
    rows = await session.execute(_joined(session).where(Quarantined.submission_id.in_(ids)))
    return [Caught(*row) for row in rows]


async def confirm(
    session: TenantSession,
    submission_ids: Collection[UUID],
    by: PersonId | None,
    *,
    whole_firm: bool = False,
) -> datetime | None:
    """Spam indeed: its address and its words are blocked; with `whole_firm` its domain, unless a free host.

    The moment that all of them were decided at, by which they can be taken back; None if none was.
    """
    caught = await decide(session, submission_ids, before=("waiting",), after="spam", by=by)
    for each in caught:
        await lists.learn_spam(session, each.submission_id, each.form, by, whole_firm=whole_firm)
    return caught[0].decided_at if caught else None


async def confirmed_at(session: ReadSession, at: datetime, by: PersonId | None) -> Sequence[UUID]:
    """Those that a person confirmed together."""
    rows = await session.execute(
        select(Quarantined.submission_id).where(
            Quarantined.workspace_id == session.info["workspace_id"],
            Quarantined.state == "spam",
            Quarantined.decided_at == at,
            Quarantined.decided_by == by,
        )
    )
    return rows.scalars().all()


async def take_back(session: TenantSession, submission_ids: Collection[UUID]) -> int:
    """They wait again, and what their confirming taught is forgotten."""
    caught = await decide(session, submission_ids, before=("spam",), after="waiting", by=None)
    for each in caught:
        await lists.unlearn(session, each.submission_id)
    return len(caught)
