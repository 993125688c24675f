"""Reactions of templates to other features: a wording won its test."""

from leadwright.domain.events import ExperimentStopped
from leadwright.features.replies.composing import winners
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import Subscriptions

subscriptions = Subscriptions("replies")


def _has_winner(event: ExperimentStopped) -> bool:
    return event.winner is not None


@subscriptions.on(ExperimentStopped, "take_over", when=_has_winner)
async def take_over(session: TenantSession, event: ExperimentStopped) -> None:
    if event.winner is not None:
        await winners.take_over(session, event.experiment_id, event.winner, event.by)
