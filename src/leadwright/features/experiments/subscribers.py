"""Reactions of wording tests to other features: a lead's status changed, or it is time to decide."""

from leadwright.domain.events import (
    ExperimentAssigned,
    LeadReplied,
    LeadStatusChanged,
    MeetingBooked,
)
from leadwright.features.experiments import actions, outcomes
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import Subscriptions

subscriptions = Subscriptions("experiments")


def _says_something(event: LeadStatusChanged) -> bool:
    good = outcomes.GOOD_STATUSES
    return (event.before in good) != (event.after in good)


@subscriptions.on(LeadStatusChanged, "follow_status", when=_says_something)
async def follow_status(session: TenantSession, event: LeadStatusChanged) -> None:
    if event.lead_id is not None:
        await outcomes.follow_status(session, event.lead_id, event.before, event.after)


@subscriptions.on(ExperimentAssigned, "decide")
async def decide(session: TenantSession, event: ExperimentAssigned) -> None:
    """The rule is asked with each lead that is answered: then the answer matters."""
    await actions.decide_by_rule(session, event.experiment_id)


def _came_from_outside(event: LeadReplied | MeetingBooked) -> bool:
    return event.source == outcomes.TOLD_AS_EVENT


@subscriptions.on(LeadReplied, "keep_answer", when=_came_from_outside)
async def keep_answer(session: TenantSession, event: LeadReplied) -> None:
    await outcomes.keep_reported(session, event, "replied")


@subscriptions.on(MeetingBooked, "keep_meeting", when=_came_from_outside)
async def keep_meeting(session: TenantSession, event: MeetingBooked) -> None:
    await outcomes.keep_reported(session, event, "meeting")
