"""Reactions of the task list to other features: a draft was decided, or a reply was not delivered."""

from leadwright.domain.events import (
    MessageCancelled,
    MessageFailed,
    MessageReleased,
    MessageRestored,
)
from leadwright.features.tasks import actions
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import Subscriptions

subscriptions = Subscriptions("tasks")


def _is_reply(event: MessageReleased | MessageCancelled | MessageRestored) -> bool:
    return event.kind == "reply"


def _is_by_hand(event: MessageReleased | MessageFailed) -> bool:
    return event.kind == "by_hand"


@subscriptions.on(MessageReleased, "answered_in_person", when=_is_by_hand)
async def answered_in_person(session: TenantSession, event: MessageReleased) -> None:
    """A letter that waited as a draft leaves, or one that failed is sent again."""
    await actions.settle_reading(session, event.submission_id, done=True, actor=event.by)


@subscriptions.on(MessageFailed, "not_answered_after_all", when=_is_by_hand)
async def not_answered_after_all(session: TenantSession, event: MessageFailed) -> None:
    await actions.settle_reading(session, event.submission_id, done=False, actor=None)


@subscriptions.on(MessageReleased, "approved", when=_is_reply)
async def approved(session: TenantSession, event: MessageReleased) -> None:
    await actions.settle_approval(session, event.submission_id, done=True, actor=event.by)


@subscriptions.on(MessageCancelled, "declined", when=_is_reply)
async def declined(session: TenantSession, event: MessageCancelled) -> None:
    await actions.settle_approval(session, event.submission_id, done=True, actor=event.by)


@subscriptions.on(MessageRestored, "asked_again", when=_is_reply)
async def asked_again(session: TenantSession, event: MessageRestored) -> None:
    await actions.settle_approval(session, event.submission_id, done=False, actor=event.by)
