"""Creates, changes, pauses and deletes automations, and stores the outcome of their runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import PersonId, new_id
from leadwright.features.automation import queries, rules, signing
from leadwright.features.automation.models import (
    Automation,
    AutomationEffect,
    AutomationPost,
    AutomationRun,
)
from leadwright.features.automation.plan import Plan, stored
from leadwright.features.automation.queries import LoggedEvent
from leadwright.kernel import clock
from leadwright.kernel.crypto import Keyring
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import enqueue

RUN = "run_automation"
"""Written by the trigger `wake_automations` as well (migrations/sql/0021_automations.sql)."""
POST = "post_automation"
STOPPED = "the automation was paused before it left"
CHANGED = "Somebody changed this automation in the meantime. Look again, then save."


async def make(session: TenantSession, plan: Plan, keyring: Keyring, *, by: PersonId) -> UUID:
    """A new automation, paused: it is looked at and switched on by hand."""
    id_, now = new_id(), clock.now()
    session.add(
        Automation(
            workspace_id=session.info["workspace_id"],
            id=id_,
            state="paused",
            sealed=signing.seal(keyring, id_, signing.new_secret()),
            version=1,
            created_at=now,
            created_by=by,
            changed_at=now,
            changed_by=by,
            deleted_at=None,
            **stored(plan),
        )
    )
    await session.flush()
    return id_


async def change(
    session: TenantSession, automation_id: UUID, plan: Plan, *, by: PersonId, version: int
) -> None:
    """Another plan. Conflict if somebody changed it since the form was shown."""
    await queries.one(session, automation_id)
    changed = await session.execute(
        _of(session, automation_id)
        .where(Automation.version == version)
        .values(**stored(plan), **_by(by))
        .returning(Automation.id)
    )
    if changed.first() is None:
        raise Conflict(CHANGED)


async def switch(session: TenantSession, automation_id: UUID, *, on: bool, by: PersonId) -> None:
    """Let it act, or let it rest: what happens meanwhile is not made up for, what waits does not leave."""
    await queries.one(session, automation_id)
    state = "on" if on else "paused"
    await session.execute(_of(session, automation_id).values(state=state, **_by(by)))
    if not on:
        await _stop_posts(session, automation_id)


async def delete(session: TenantSession, automation_id: UUID, *, by: PersonId) -> None:
    """Pause it and put it out of sight; `restore` takes that back."""
    await queries.one(session, automation_id)
    await session.execute(
        _of(session, automation_id).values(state="paused", deleted_at=clock.now(), **_by(by))
    )
    await _stop_posts(session, automation_id)


async def restore(session: TenantSession, automation_id: UUID, *, by: PersonId) -> None:
    """Take a deletion back; it stays paused. NotFound where there is none of this id."""
    if await queries.any_one(session, automation_id) is None:
        await queries.one(session, automation_id)
    await session.execute(_of(session, automation_id).values(deleted_at=None, **_by(by)))


def _of(session: TenantSession, automation_id: UUID) -> Any:
    return update(Automation).where(
        Automation.workspace_id == session.info["workspace_id"], Automation.id == automation_id
    )


def _by(person: PersonId) -> dict[str, Any]:
    return {
        "version": Automation.version + 1,
        "changed_at": clock.now(),
        "changed_by": person,
    }


@dataclass(frozen=True)
class Ended:
    """How a run ended. `effects`: ids of events and messages it brought about."""

    outcome: str
    reason: str
    chain: Sequence[UUID] = ()
    steps: Sequence[dict[str, Any]] = ()
    effects: Sequence[UUID] = field(default_factory=tuple)


# Two runs for one lead at once would each count, and write its tags, without the other.
_ONE_BY_ONE = text("select pg_advisory_xact_lock(hashtextextended(:what, 21))")


async def claim(session: TenantSession, automation_id: UUID, told: LoggedEvent) -> UUID | None:
    """The run of this automation for this event; None if there is one already."""
    await session.execute(_ONE_BY_ONE, {"what": str(told.lead_id)})
    made = await session.execute(
        insert(AutomationRun)
        .values(
            workspace_id=session.info["workspace_id"],
            id=new_id(),
            automation_id=automation_id,
            event_id=told.id,
            event=told.name,
            lead_id=told.lead_id,
            at=clock.now(),
            outcome="running",
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "automation_id", "event_id"])
        .returning(AutomationRun.id)
    )
    return made.scalar_one_or_none()


async def end(session: TenantSession, run_id: UUID, ended: Ended) -> None:
    """Write down how the run ended, and what follows from it."""
    place = session.info["workspace_id"]
    await session.execute(
        update(AutomationRun)
        .where(AutomationRun.workspace_id == place, AutomationRun.id == run_id)
        .values(
            outcome=ended.outcome,
            reason=ended.reason,
            depth=len(ended.chain),
            chain=list(ended.chain),
            steps=list(ended.steps),
        )
    )
    if ended.effects:
        rows = [
            {"workspace_id": place, "effect_id": one, "run_id": run_id} for one in ended.effects
        ]
        await session.execute(insert(AutomationEffect).on_conflict_do_nothing(), rows)


async def queue_post(
    session: TenantSession, automation_id: UUID, run_id: UUID, url: str, body: str
) -> UUID:
    """A webhook to be posted after this transaction."""
    place, id_ = session.info["workspace_id"], new_id()
    session.add(
        AutomationPost(
            workspace_id=place,
            id=id_,
            automation_id=automation_id,
            run_id=run_id,
            url=url,
            body=body,
            state="waiting",
            tries=0,
            said="",
            made_at=clock.now(),
            ended_at=None,
        )
    )
    await enqueue(session, POST, {"workspace_id": str(place), "post_id": str(id_)})
    return id_


async def mark_post(session: TenantSession, post_id: UUID, state: str, said: str) -> bool:
    """What became of a try. False for a post that was stopped meanwhile, unless it had left already."""
    marked = await session.execute(
        update(AutomationPost)
        .where(
            AutomationPost.workspace_id == session.info["workspace_id"],
            AutomationPost.id == post_id,
            or_(AutomationPost.state == "waiting", literal(state) == "sent"),
        )
        .values(
            state=state,
            said=said[:300],
            tries=AutomationPost.tries + 1,
            ended_at=None if state == "waiting" else clock.now(),
        )
        .returning(AutomationPost.id)
    )
    if marked.first() is None:
        return False
    if state != "waiting":
        await _tell_run(session, post_id, "" if state == "sent" else said[:300])
    return True


async def _stop_posts(session: TenantSession, automation_id: UUID) -> None:
    """What it queued and has not left stays here; each run's log says so."""
    stopped = await session.execute(
        update(AutomationPost)
        .where(
            AutomationPost.workspace_id == session.info["workspace_id"],
            AutomationPost.automation_id == automation_id,
            AutomationPost.state == "waiting",
        )
        .values(state="stopped", said=STOPPED, ended_at=clock.now())
        .returning(AutomationPost.id)
    )
    for post_id in stopped.scalars().all():
        await _tell_run(session, post_id, STOPPED, stopped=True)


async def _tell_run(
    session: TenantSession, post_id: UUID, error: str, *, stopped: bool = False
) -> None:
    """The run's own log says what became of its post: one that never arrived was not done."""
    row = AutomationRun
    is_its = (row.workspace_id == AutomationPost.workspace_id) & (row.id == AutomationPost.run_id)
    query = select(row).join(AutomationPost, is_its).where(AutomationPost.id == post_id)
    here = AutomationPost.workspace_id == session.info["workspace_id"]
    run = (await session.execute(query.where(here).with_for_update(of=row))).scalar_one_or_none()
    if run is None:
        return
    told = {"words": "" if error else "webhook delivered", "error": error, "stopped": stopped}
    steps = [step | (told if step.get("post") == str(post_id) else {}) for step in run.steps]
    outcome, reason = rules.outcome_of(steps)
    await session.execute(
        update(row)
        .where(row.workspace_id == run.workspace_id, row.id == run.id)
        .values(steps=steps, outcome=outcome, reason=reason)
    )
