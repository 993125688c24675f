"""Runs the pipeline durably: segments of steps, a commit and a checkpoint after each.

A segment ends before a call that waits for an external system; its applies share one transaction. So a
lead costs one commit if no external system is called and a few otherwise, and the effects of each
segment happen once even if the process dies.
"""

from dataclasses import dataclass, field

from leadwright.domain.ids import SubmissionId, WorkspaceId, new_id
from leadwright.kernel.logging import get
from leadwright.pipeline import runs
from leadwright.pipeline.segment import Pipeline
from leadwright.pipeline.shared_turns import Attempt, SharedTurns

log = get("pipeline")


@dataclass(frozen=True)
class Engine(Pipeline):
    """Runs the list of steps; one per process."""

    shared: SharedTurns = field(default_factory=SharedTurns, init=False)

    async def advance(self, workspace_id: WorkspaceId, submission_id: SubmissionId) -> None:
        """Run a submission from its checkpoint to the end. Idempotent; raises to be retried.

        If the transaction fails, the run is retried once step by step: with a commit before each
        call, without
        prefetching or deferred writes. Steps that succeed are kept, so that a member can take care
        of the lead.
        """
        # Read before the transaction, which would otherwise need a second one beside it.
        await self.services.warm(workspace_id)
        for step_by_step in (False, True):
            attempt = Attempt(self, workspace_id, submission_id, new_id(), step_by_step)
            try:
                await attempt.run(self.shared)
            except Exception as error:
                if runs.is_lost(error):
                    log.info("run.lease_lost", submission_id=str(submission_id))
                    return
                await attempt.give_back()
                if step_by_step or not attempt.may_go_again(error):
                    raise
                log.warning(
                    "run.again_step_by_step", submission_id=submission_id, error=repr(error)
                )
                continue
            return
