"""Runs automations: event, condition and actions in one transaction; then the webhook posts.

A run's row is unique per automation and event, so a job that runs twice acts once.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import httpx

from leadwright.domain.condition import Count, Node, Subject, describe, leaves, matches
from leadwright.domain.errors import ProviderError
from leadwright.domain.events import ScoreCrossed
from leadwright.domain.ids import LeadId
from leadwright.domain.lead import KnownFields
from leadwright.features.automation import actions, plan, queries, rules, signing
from leadwright.features.automation.actions import POST, RUN, Ended
from leadwright.features.automation.queries import AutomationState, LoggedEvent, WaitingPost
from leadwright.features.leads import known as leads
from leadwright.features.leads import state as lead_queries
from leadwright.features.leads.state import LeadState as Lead
from leadwright.features.notifications import alerts
from leadwright.features.notifications.actions import News, tell
from leadwright.features.scoring import queries as scores
from leadwright.features.scoring.in_force import in_force
from leadwright.kernel import clock
from leadwright.kernel.crypto import Keyring
from leadwright.kernel.db.session import Database, ReadSession, TenantSession
from leadwright.kernel.jobs import Job, Payload, workspace_of
from leadwright.kernel.outbound.http import fetch
from leadwright.pipeline.automation import actions as automation_actions
from leadwright.pipeline.automation.actions import About
from leadwright.ports.directory import Services

_FINAL = frozenset(range(400, 500)) - {408, 425, 429}


@dataclass(frozen=True)
class Dependencies:
    """What automations need. `client` connects to public addresses only."""

    database: Database
    services: Services
    keyring: Keyring
    client: httpx.AsyncClient

    async def close(self) -> None:
        await self.client.aclose()


def jobs(deps: Dependencies) -> tuple[Job, ...]:
    return (
        Job(RUN, partial(run, deps), max_attempts=4, gave_up=partial(run_failed, deps)),
        Job(POST, partial(post, deps), max_attempts=8, gave_up=partial(post_failed, deps)),
    )


async def run(deps: Dependencies, payload: Payload) -> None:
    """Run one automation for one event. No effect if it ran before, is paused, or waits for another."""
    place = workspace_of(payload)
    await deps.services.fact_sheets.read(place)  # otherwise read inside the transaction below
    async with deps.database.tenant(place) as session:
        asked = await _asked(session, payload)
        if asked is None:
            return
        automation, told = asked
        run_id = await actions.claim(session, automation.id, told)
        if run_id is not None:
            await actions.end(session, run_id, await _acted(deps, session, asked, run_id))


async def _asked(
    session: TenantSession, payload: Payload
) -> tuple[AutomationState, LoggedEvent] | None:
    automation = await queries.automation_state(session, UUID(payload["automation_id"]))
    told = await queries.logged_event(
        session, UUID(payload["event_id"]), datetime.fromisoformat(payload["recorded_at"])
    )
    if automation is None or told is None:
        return None
    wanted = automation.plan
    if automation.rests or wanted.event != told.name:
        return None
    if not rules.fits(await narrowed(session, wanted), told.payload):
        return None
    if await lead_queries.one(session, told.lead_id) is None:
        return None  # merged away or deleted since
    return automation, told


async def narrowed(session: ReadSession, wanted: plan.Plan) -> Mapping[str, str]:
    """The event's fields. A threshold event that names no scorecard belongs to the primary one."""
    if wanted.event != ScoreCrossed.name or wanted.narrowed.get("scorecard"):
        return wanted.narrowed
    return {**wanted.narrowed, "scorecard": (await in_force(session)).primary.name}


async def _acted(
    deps: Dependencies,
    session: TenantSession,
    asked: tuple[AutomationState, LoggedEvent],
    run_id: UUID,
) -> Ended:
    automation, told = asked
    chain = await queries.chain_to(session, _causes(told))
    lead = await lead_queries.one(session, told.lead_id)
    known = await leads.one(session, told.lead_id)
    if lead is None or known is None:
        return Ended("stopped", "The lead is gone.", chain)
    wanted = automation.plan
    if wanted.asks is not None:
        subject = await subject_of(session, wanted.asks, known, lead, told)
        if not matches(wanted.asks, subject):
            return Ended("not_met", f"The condition does not hold: {describe(wanted.asks)}", chain)
    acted = await queries.acted_on(session, automation.id, told.lead_id, clock.now())
    if why := rules.refusal(automation.id, chain, acted):
        await _say(session, automation, lead, why)
        return Ended("stopped", why, chain)
    company = await deps.services.fact_sheets.read(session.info["workspace_id"])
    about = About(automation.id, automation.name, run_id, told, lead, company, deps.services)
    return await _deeds(session, about, wanted.actions, chain)


def _causes(told: LoggedEvent) -> list[UUID]:
    """The event itself, and the message it refers to."""
    message = told.payload.get("message_id")
    return [told.id, UUID(message)] if message else [told.id]


async def subject_of(
    session: ReadSession, condition: Node, known: KnownFields, lead: Lead, told: LoggedEvent
) -> Subject:
    """The lead as conditions see it, at the time of the event."""
    counted = {leaf.event for leaf in leaves(condition) if isinstance(leaf, Count)}
    events = await scores.occurrences(session, known.lead_id, counted) if counted else []
    return subject_from(known, lead, told, [one for one in events if one.occurred_at <= told.at])


def subject_from(
    known: KnownFields, lead: Lead, told: LoggedEvent, events: Sequence[Any] = ()
) -> Subject:
    values = known.values() | {
        "score": lead.score,
        "grade": lead.grade,
        "status": lead.status,
        "intent": lead.intent,
        "language": lead.language,
        "quality_band": lead.quality_band,
        "country": lead.country,
        "has_owner": lead.owner_id is not None,
        "about": told.payload.get("about") or None,
    }
    there = {name: value for name, value in values.items() if value is not None}
    return Subject(values=there, now=told.at, events=tuple(events))


async def _deeds(
    session: TenantSession, about: About, wanted: Sequence[plan.Action], chain: Sequence[UUID]
) -> Ended:
    before = len(session.info.get("told", []))
    steps: list[dict[str, Any]] = []
    effects: list[UUID] = []
    for number, action in enumerate(wanted):
        done = await automation_actions.do(session, about, number, action)
        posted = {"post": str(done.post_id)} if done.post_id else {}
        steps.append({"do": action.do, "words": done.words, "error": done.error} | posted)
        effects += done.effects
    effects += [one.id for one in session.info.get("told", [])[before:]]
    outcome, reason = rules.outcome_of(steps)
    return Ended(outcome, reason, chain, steps, effects)


async def _say(session: TenantSession, automation: AutomationState, lead: Lead, why: str) -> None:
    await tell(
        session,
        News(
            reason_key=f"automation_stopped:{automation.id}",
            kind="alert",
            title=f"The automation {automation.name} was stopped for a lead",
            detail=why,
            lead_id=LeadId(lead.id),
            cause=f"automation_stopped:{automation.id}",
        ),
    )


async def run_failed(deps: Dependencies, payload: Payload, why: str) -> None:
    """The queue gave up: note it in the run log."""
    place = workspace_of(payload)
    async with deps.database.tenant(place) as session:
        asked = await _asked(session, payload)
        run_id = await actions.claim(session, asked[0].id, asked[1]) if asked else None
        if run_id is not None:
            await actions.end(session, run_id, Ended("failed", f"It failed: {why}"[:500]))


async def post(deps: Dependencies, payload: Payload) -> None:
    """One attempt at a webhook, outside any transaction. A permanent refusal is not retried."""
    place, post_id = workspace_of(payload), UUID(payload["post_id"])
    async with deps.database.read(place) as session:
        found = await queries.waiting_post(session, post_id)
    if found is None:
        return
    said, final = await _posted(deps, found)
    state = "sent" if not said else "failed" if final else "waiting"
    async with deps.database.tenant(place) as session:
        counts = await actions.mark_post(session, post_id, state, said)
        if state == "failed" and counts:
            await _say_unposted(session, found, said)
        elif state == "sent":
            await alerts.resolve(session, _cause(found))
    if state == "waiting" and counts:
        raise ProviderError(said, permanent=False)


async def _posted(deps: Dependencies, row: WaitingPost) -> tuple[str, bool]:
    """What went wrong, if anything, and whether the failure is permanent."""
    body, stamp = row.body.encode(), int(time.time())
    try:
        secret = signing.unseal(deps.keyring, row.automation_id, row.sealed)
    except (ValueError, json.JSONDecodeError):
        return "the secret cannot be opened: LEADWRIGHT_SECRET changed; make it anew", True
    headers: Mapping[str, str] = signing.headers(secret, row.id, stamp, body)
    request = deps.client.build_request("POST", row.url, headers=dict(headers), content=body)
    try:
        answer = await fetch(deps.client, request, most_bytes=64_000, redirects=False)
    except ProviderError as error:
        return str(error), error.permanent
    if 200 <= answer.status < 300:
        return "", True
    return f"{request.url.host} answered {answer.status}", answer.status in _FINAL


async def post_failed(deps: Dependencies, payload: Payload, why: str) -> None:
    """The last attempt failed: note it in the run log and raise an alert."""
    place, post_id = workspace_of(payload), UUID(payload["post_id"])
    async with deps.database.tenant(place) as session:
        found = await queries.waiting_post(session, post_id)
        said = why if found is None else found.said or why
        if found is not None and await actions.mark_post(session, post_id, "failed", said):
            await _say_unposted(session, found, said)


async def _say_unposted(session: TenantSession, row: WaitingPost, why: str) -> None:
    await tell(
        session,
        News(
            reason_key=f"automation_post:{row.id}",
            kind="alert",
            title="An automation's webhook could not be delivered",
            detail=why,
            cause=_cause(row),
            affects="webhook",
        ),
    )


def _cause(row: WaitingPost) -> str:
    """The cause of the alert, one per automation; it ends with the next accepted post."""
    return f"automation_post:{row.automation_id}"
