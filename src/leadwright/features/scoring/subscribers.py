"""Rescores leads on changes other than messages: outcomes recorded by hand, another model."""

from leadwright.domain.events import LeadReplied, MeetingBooked, OutcomeUndone
from leadwright.domain.model_events import ModelChosen
from leadwright.features.scoring import actions, modes
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import Subscriptions

subscriptions = Subscriptions("scoring")
BY_PROGRAMS = "events"
"""The source of what came by POST /api/events: whoever took it in has the lead scored at once."""


def _elsewhere(event: LeadReplied | MeetingBooked) -> bool:
    return event.source != BY_PROGRAMS


@subscriptions.on(LeadReplied, "score_reply", when=_elsewhere)
async def score_reply(session: TenantSession, event: LeadReplied) -> None:
    if event.lead_id is not None:
        await actions.score_soon(session, event.lead_id)


@subscriptions.on(MeetingBooked, "score_meeting", when=_elsewhere)
async def score_meeting(session: TenantSession, event: MeetingBooked) -> None:
    if event.lead_id is not None:
        await actions.score_soon(session, event.lead_id)


@subscriptions.on(OutcomeUndone, "score_undone")
async def score_undone(session: TenantSession, event: OutcomeUndone) -> None:
    if event.lead_id is not None:
        await actions.score_soon(session, event.lead_id)


@subscriptions.on(ModelChosen, "follow_model")
async def follow_model(session: TenantSession, event: ModelChosen) -> None:
    await modes.follow(session, event.by)
