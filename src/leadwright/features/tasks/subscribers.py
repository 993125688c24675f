"""What the task list learns from others: that a draft was decided, on whichever screen or chat."""

from leadwright.domain.events import MessageCancelled, MessageReleased, MessageRestored
from leadwright.features.tasks import actions
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import Subscriptions

subscriptions = Subscriptions("tasks")


def _is_reply(event: MessageReleased | MessageCancelled | MessageRestored) -> bool:
    return event.kind == "reply"


@subscriptions.on(MessageReleased, "approved", when=_is_reply)
async def approved(session: TenantSession, event: MessageReleased) -> None:
    await actions.settle_approval(session, event.submission_id, done=True, actor=event.by)


@subscriptions.on(MessageCancelled, "declined", when=_is_reply)
async def declined(session: TenantSession, event: MessageCancelled) -> None:
    await actions.settle_approval(session, event.submission_id, done=True, actor=event.by)


@subscriptions.on(MessageRestored, "asked_again", when=_is_reply)
async def asked_again(session: TenantSession, event: MessageRestored) -> None:
    await actions.settle_approval(session, event.submission_id, done=False, actor=event.by)
