"""Batches submissions under load: those of one workspace that wait for a turn share one transaction.

The overhead of a transaction (session, commit, the deferred writes) exceeds the cost of a lead's rows.
On an idle system each submission runs at once and alone; the more wait, the more share a transaction.
Nothing else is shared: each has its own run, checkpoint and job.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel import clock, live, metrics
from leadwright.kernel.db import prefetch, unit_of_work
from leadwright.kernel.db.deferred_writes import NotWritten
from leadwright.kernel.db.outage import is_outage
from leadwright.kernel.db.prefetch import Given, Prefetch
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import RetryLater, waiting_outside
from leadwright.kernel.logging import get
from leadwright.pipeline import runs
from leadwright.pipeline.segment import CallResult, Pipeline, Segment, call_step, run_segments

log = get("pipeline")

MOST = 10
"""Submissions per transaction: the first of them waits for the last."""
AT_ONCE = 2
"""Concurrent transactions: one runs while the other waits for the database or the encoder. More would
only make the batches smaller."""


@dataclass
class Attempt:
    """One attempt to finish one submission's run."""

    pipeline: Pipeline
    workspace_id: WorkspaceId
    submission_id: SubmissionId
    runner: UUID
    step_by_step: bool
    at: int = 0
    lead: LeadSnapshot | None = None
    done: list[dict[str, Any]] = field(default_factory=list)
    claimed: bool = False

    async def run(self, turns: "SharedTurns") -> None:
        """Run segment by segment to the end of the run."""
        is_over = False
        while not is_over:
            called = None
            if self.claimed and self.lead is not None:
                with waiting_outside():
                    called = await call_step(
                        self.pipeline.steps[self.at], self.lead, self.pipeline.services
                    )
            is_over = await turns.take(self, called)

    def prefetches(self) -> dict[Prefetch, Given]:
        """The prefetch queries for starting a run; none once we hold it."""
        if self.claimed or self.step_by_step:
            return {}
        which = {"submission_id": self.submission_id}
        return dict.fromkeys((runs.STANDS, *self.pipeline.store.prefetch), which)

    async def segment(self, session: TenantSession, called: CallResult | None) -> Segment | None:
        """The next segment, from our position or the run's checkpoint; None if the run is over.

        A run is also over if its submission was deleted, for instance with its import.
        """
        if self.claimed and self.lead is not None:
            lead, done = self.lead, list(self.done)
            return Segment(
                self.pipeline, session, self.step_by_step, lead, self.at, done, called=called
            )
        begun = None
        if not self.step_by_step and await runs.is_new(session, self.submission_id):
            begun, place = clock.now(), runs.Place(0, None, [])
        else:
            claimed = await self._claimed(session)
            if claimed is None:
                return None
            place = claimed
        at_door = place.snapshot or await self.pipeline.store.load(session, self.submission_id)
        if at_door is None:
            return None
        return Segment(
            self.pipeline, session, self.step_by_step, at_door, place.checkpoint, place.steps, begun
        )

    async def _claimed(self, session: TenantSession) -> runs.Place | None:
        """Claim the run. A new run is inserted with its checkpoint: until then nobody else sees it."""
        place = await runs.claim(session, self.submission_id, self.runner)
        if place is not None:
            return place
        run = await runs.of_submission(session, self.submission_id)
        if run is not None and run.status in {"running", "failed"}:
            raise RetryLater(timedelta(seconds=10), "another runner holds the lease")
        return None

    async def save(self, session: TenantSession, made: Segment) -> None:
        """Save what the segment learned, and move the checkpoint."""
        await made.save()
        status = made.status or "done"
        move = runs.Advance(
            made.start, made.at, made.lead, made.done, status, made.stop, made.begun
        )
        await runs.advance(session, self.runner, move)
        if made.lead.is_demo or status != "running":
            await live.announce(session, self.submission_id, "progress")

    def committed(self, made: Segment) -> bool:
        """Called after commit; returns whether the run is over."""
        self.claimed, self.at, self.lead, self.done = True, made.at, made.lead, made.done
        if made.status == "running":
            return False
        metrics.runs.labels(made.status).inc()
        return True

    def may_go_again(self, error: Exception) -> bool:
        """Whether a second attempt, step by step, may help: only what was rolled back can be repeated."""
        if isinstance(error, NotWritten):
            return True
        return not (self.claimed or isinstance(error, RetryLater) or is_outage(error))

    async def give_back(self) -> None:
        """Release the lease after a failure."""
        if self.claimed:
            async with self.pipeline.database.tenant(self.workspace_id) as session:
                await runs.release(session, self.submission_id, self.runner)


@dataclass(frozen=True, eq=False)
class _Waiting:
    """An attempt that waits for a turn. `outcome`: whether its run is over; None: it must run alone."""

    attempt: Attempt
    called: CallResult | None
    outcome: asyncio.Future[bool | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


_FINISHED, _SEPARATELY = object(), object()


class SharedTurns:
    """Gives out turns; a turn includes the waiting submissions of the same workspace."""

    def __init__(self) -> None:
        self._pace = asyncio.Semaphore(AT_ONCE)
        self._lines: defaultdict[UUID, list[_Waiting]] = defaultdict(list)

    async def take(self, attempt: Attempt, called: CallResult | None) -> bool:
        """Advance the attempt by one segment, alone or in a batch; returns whether its run is over."""
        is_over = None
        if not attempt.step_by_step:
            is_over = await self._in_line(_Waiting(attempt, called))
        if is_over is None:
            async with self._pace, attempt.pipeline.turns:
                (is_over,) = await _advance([_Waiting(attempt, called)])
        return bool(is_over)

    async def _in_line(self, waiting: _Waiting) -> bool | None:
        line = self._lines[waiting.attempt.workspace_id]
        line.append(waiting)
        try:
            async with self._pace, waiting.attempt.pipeline.turns:
                if waiting in line:
                    line.remove(waiting)
                    group = [waiting, *line[: MOST - 1]]
                    del line[: MOST - 1]
                    await _advance_or_part(group)
            return await waiting.outcome
        finally:
            if waiting in line:  # it lost patience
                line.remove(waiting)


async def _advance_or_part(group: Sequence[_Waiting]) -> None:
    """Report the outcome to each. If the batch fails, each runs alone: everything was rolled back."""
    answers: Sequence[bool | None] = [None] * len(group)
    try:
        answers = await _advance(group)
    except Exception as error:
        if len(group) == 1:
            raise
        log.warning("shared_turn.parted", submissions=len(group), error=repr(error))
    finally:
        for waiting, is_over in zip(group, answers, strict=True):
            if not waiting.outcome.done():  # else it lost patience
                waiting.outcome.set_result(is_over)


async def _advance(group: Sequence[_Waiting]) -> list[bool | None]:
    """Apply one segment of each in one transaction; returns whether each run is over, None to run alone."""
    first = group[0].attempt
    async with first.pipeline.database.tenant(first.workspace_id) as session:
        if not first.step_by_step:
            unit_of_work.put_off(session)
        opened = await _opened(session, group)
        made = {waiting: one for waiting, one in opened.items() if isinstance(one, Segment)}
        await prefetch.ask(session, *(one.prefetches() for one in made.values()))
        await run_segments(first.pipeline.steps, list(made.values()))
        for waiting, one in made.items():
            await waiting.attempt.save(session, one)
    ended = {waiting: waiting.attempt.committed(one) for waiting, one in made.items()}
    return [ended.get(waiting, opened[waiting] is _FINISHED or None) for waiting in group]


async def _opened(
    session: TenantSession, group: Sequence[_Waiting]
) -> dict[_Waiting, Segment | object]:
    """The segment of each; `_FINISHED`; or `_SEPARATELY` if an earlier one may be from the same person."""
    await prefetch.ask(session, *(waiting.attempt.prefetches() for waiting in group))
    taken: set[int] = set()
    opened: dict[_Waiting, Segment | object] = {}
    for waiting in group:
        one = await waiting.attempt.segment(session, waiting.called)
        own = set(one.pipeline.store.identity_keys(one.lead)) if one else set()
        if one is None:
            opened[waiting] = _FINISHED
        elif taken & own:
            opened[waiting] = _SEPARATELY
        else:
            opened[waiting] = one
        taken |= own
    return opened
