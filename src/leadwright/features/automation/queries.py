"""Reads of automations: the list, one, its runs, and the event that triggered it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select, text

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId
from leadwright.features.automation.models import (
    Automation,
    AutomationEffect,
    AutomationPost,
    AutomationRun,
)
from leadwright.features.automation.plan import Plan
from leadwright.kernel.db.session import ReadSession

RUNS_SHOWN = 50


@dataclass(frozen=True)
class LoggedEvent:
    """An event as it stands in the log."""

    id: UUID
    name: str
    at: datetime
    lead_id: LeadId
    payload: dict[str, Any]


_TOLD = text(
    "select id, name, occurred_at as at, lead_id, payload from event where workspace_id = :workspace_id"
    " and recorded_at = :recorded_at and id = :id and lead_id is not null"
)
_PAST = text(
    "select id, name, occurred_at as at, lead_id, payload from event where workspace_id = :workspace_id"
    " and recorded_at >= :since and occurred_at >= :since and name = :name and machine is null"
    " and lead_id is not null order by recorded_at desc, id desc limit :most"
)


async def logged_event(
    session: ReadSession, event_id: UUID, recorded_at: datetime
) -> LoggedEvent | None:
    """The event of this id; None where it is gone."""
    asked = {
        "workspace_id": session.info["workspace_id"],
        "id": event_id,
        "recorded_at": recorded_at,
    }
    row = (await session.execute(_TOLD, asked)).first()
    return None if row is None else _logged_event(row)


async def past(session: ReadSession, name: str, since: datetime, *, most: int) -> list[LoggedEvent]:
    """Events of a name since then, the newest first."""
    asked = {
        "workspace_id": session.info["workspace_id"],
        "name": name,
        "since": since,
        "most": most,
    }
    return [_logged_event(row) for row in await session.execute(_PAST, asked)]


def _logged_event(row: Any) -> LoggedEvent:
    return LoggedEvent(row.id, row.name, row.at, LeadId(row.lead_id), dict(row.payload))


async def listed(session: ReadSession) -> Sequence[Automation]:
    """Every automation that is not deleted, by name."""
    query = (
        select(Automation)
        .where(
            Automation.workspace_id == session.info["workspace_id"],
            Automation.deleted_at.is_(None),
        )
        .order_by(func.lower(Automation.name), Automation.id)
    )
    return (await session.execute(query)).scalars().all()


async def one(session: ReadSession, automation_id: UUID) -> Automation:
    """NotFound unless it is here and not deleted."""
    found = await any_one(session, automation_id)
    if found is None or found.deleted_at is not None:
        raise NotFound("There is no such automation here.")
    return found


async def any_one(session: ReadSession, automation_id: UUID) -> Automation | None:
    query = select(Automation).where(
        Automation.workspace_id == session.info["workspace_id"], Automation.id == automation_id
    )
    return (await session.execute(query)).scalar_one_or_none()


@dataclass(frozen=True)
class RunCounts:
    """How an automation did lately."""

    acted: int
    failed: int
    last: datetime | None


async def run_counts(session: ReadSession, since: datetime) -> dict[UUID, RunCounts]:
    """By automation, over the runs since then."""
    acted = func.count().filter(AutomationRun.outcome == "acted")
    failed = func.count().filter(AutomationRun.outcome.in_(("failed", "stopped")))
    last = func.max(AutomationRun.at).filter(AutomationRun.outcome == "acted")
    rows = await session.execute(
        select(AutomationRun.automation_id, acted, failed, last)
        .where(
            AutomationRun.workspace_id == session.info["workspace_id"], AutomationRun.at >= since
        )
        .group_by(AutomationRun.automation_id)
    )
    return {id_: RunCounts(a, f, at) for id_, a, f, at in rows}


async def runs(
    session: ReadSession, automation_id: UUID, outcome: str = ""
) -> Sequence[AutomationRun]:
    """The newest runs, of one outcome or of all."""
    query = select(AutomationRun).where(
        AutomationRun.workspace_id == session.info["workspace_id"],
        AutomationRun.automation_id == automation_id,
    )
    if outcome:
        query = query.where(AutomationRun.outcome == outcome)
    query = query.order_by(AutomationRun.at.desc(), AutomationRun.id.desc()).limit(RUNS_SHOWN)
    return (await session.execute(query)).scalars().all()


async def run(session: ReadSession, automation_id: UUID, run_id: UUID) -> AutomationRun:
    query = select(AutomationRun).where(
        AutomationRun.workspace_id == session.info["workspace_id"],
        AutomationRun.automation_id == automation_id,
        AutomationRun.id == run_id,
    )
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such run here.")
    return found


async def posts(session: ReadSession, run_id: UUID) -> Sequence[AutomationPost]:
    query = select(AutomationPost).where(
        AutomationPost.workspace_id == session.info["workspace_id"],
        AutomationPost.run_id == run_id,
    )
    return (await session.execute(query.order_by(AutomationPost.id))).scalars().all()


async def acted_on(
    session: ReadSession, automation_id: UUID, lead_id: LeadId, now: datetime
) -> int:
    """How often it acted on this lead within the last hour; a post that never arrived is a deed, too."""
    has_posted = exists().where(
        AutomationPost.workspace_id == AutomationRun.workspace_id,
        AutomationPost.run_id == AutomationRun.id,
    )
    query = select(func.count()).where(
        AutomationRun.workspace_id == session.info["workspace_id"],
        AutomationRun.automation_id == automation_id,
        AutomationRun.lead_id == lead_id,
        or_(AutomationRun.outcome == "acted", has_posted),
        AutomationRun.at > now - timedelta(hours=1),
    )
    return (await session.execute(query)).scalar_one()


async def chain_to(session: ReadSession, causes: Sequence[UUID]) -> list[UUID]:
    """The automations whose deeds led to one of these events or messages, the first one first."""
    query = (
        select(AutomationRun.chain, AutomationRun.automation_id)
        .join(
            AutomationEffect,
            (AutomationEffect.workspace_id == AutomationRun.workspace_id)
            & (AutomationEffect.run_id == AutomationRun.id),
        )
        .where(
            AutomationEffect.workspace_id == session.info["workspace_id"],
            AutomationEffect.effect_id.in_(causes),
        )
        .order_by(AutomationRun.depth.desc())
        .limit(1)
    )
    row = (await session.execute(query)).first()
    return [] if row is None else [*row.chain, row.automation_id]


@dataclass(frozen=True)
class AutomationState:
    """An automation as it is run. `rests`: paused or deleted."""

    id: UUID
    name: str
    rests: bool
    plan: Plan


async def automation_state(session: ReadSession, automation_id: UUID) -> AutomationState | None:
    row = await any_one(session, automation_id)
    if row is None:
        return None
    rests = row.state != "on" or row.deleted_at is not None
    return AutomationState(row.id, row.name, rests, kept_plan(row))


def kept_plan(row: Automation) -> Plan:
    """What its row says."""
    return Plan.model_validate({name: getattr(row, name) for name in Plan.model_fields})


@dataclass(frozen=True)
class WaitingPost:
    """A post that is to be made, and what signs it. `said`: what the last try heard."""

    id: UUID
    automation_id: UUID
    url: str
    body: str
    sealed: str
    said: str


async def waiting_post(session: ReadSession, post_id: UUID) -> WaitingPost | None:
    """The post, if it still waits."""
    post, of = AutomationPost, Automation
    query = (
        select(post.id, post.automation_id, post.url, post.body, of.sealed, post.said)
        .join(of, (of.workspace_id == post.workspace_id) & (of.id == post.automation_id))
        .where(
            post.workspace_id == session.info["workspace_id"],
            post.id == post_id,
            post.state == "waiting",
        )
    )
    row = (await session.execute(query)).first()
    return None if row is None else WaitingPost(*row)
