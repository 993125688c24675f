"""Runs the pipeline durably: segments of steps, a commit and a checkpoint after each.

A segment ends before a call that waits for the outside world; its applies share one transaction.
So a lead costs one commit where nobody outside is asked and a few where somebody is, and the
effects of each segment happen once even if the process dies around it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, assert_never
from uuid import UUID

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import SubmissionId, WorkspaceId, new_id
from leadwright.domain.lead import Fact, LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome, Stop, Wait
from leadwright.kernel import clock, early, leaving, live, metrics
from leadwright.kernel.db.absence import is_absence
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.early import Early
from leadwright.kernel.jobs import RetryLater
from leadwright.kernel.late import NotWritten
from leadwright.kernel.logging import get
from leadwright.pipeline import runs
from leadwright.pipeline.step import FALL_BACK, Step
from leadwright.ports.directory import Services

log = get("pipeline")

_SKIPPED = object()
SIDE_BY_SIDE = 6


@dataclass(frozen=True)
class Keeping:
    """How a lead is opened and kept: handed in by `lead.py`, so that the engine knows no feature.

    `asks`: what opening asks the database, by the submission's id.
    """

    asks: tuple[Early, ...]
    open: Callable[[TenantSession, SubmissionId], Awaitable[LeadSnapshot]]
    facts: Callable[[TenantSession, LeadSnapshot, Sequence[Fact]], Awaitable[None]]
    lead: Callable[[TenantSession, LeadSnapshot], Awaitable[None]]
    stopped: Callable[[TenantSession, LeadSnapshot, str], Awaitable[None]]


@dataclass(frozen=True)
class Engine:
    """One process's runner of a list of steps."""

    database: Database
    services: Services
    steps: Sequence[Step[Any]]
    keeping: Keeping
    # Segments are processor time more than waiting: many side by side only make each other late.
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SIDE_BY_SIDE))

    def waits(self, step: Step[Any], lead: LeadSnapshot) -> bool:
        """Whether the step's call needs a commit before it; on the demo form each step is watched."""
        return step.call is not None and (lead.is_demo or step.waits(lead, self.services))

    async def advance(self, workspace_id: WorkspaceId, submission_id: SubmissionId) -> None:
        """Carry a submission from its checkpoint to the end. Idempotent; raises to be retried.

        Where the one transaction breaks, it is gone through once more with a commit before each call,
        and each row asked for: what goes well stands, so that a person can look after the lead.
        """
        # Read once before the transaction, that would else have to open a second one beside it.
        await self.services.warm(workspace_id)
        for careful in (False, True):
            passage = _Passage(self, workspace_id, submission_id, new_id(), careful)
            try:
                await passage.travel()
            except Exception as error:
                if runs.is_lost(error):
                    log.info("run.lease_lost", submission_id=str(submission_id))
                    return
                await passage.give_back()
                if careful or not passage.may_go_again(error):
                    raise
                log.warning("run.again_with_care", submission_id=submission_id, error=repr(error))
                continue
            return


@dataclass
class _Passage:
    """One attempt to carry one submission on."""

    engine: Engine
    workspace_id: WorkspaceId
    submission_id: SubmissionId
    runner: UUID
    careful: bool
    at: int = 0
    lead: LeadSnapshot | None = None
    done: list[dict[str, Any]] = field(default_factory=list)
    claimed: bool = False
    begun: datetime | None = None

    async def travel(self) -> None:
        """Segment by segment to the end of the run."""
        finished = False
        while not finished:
            called = None
            if self.claimed and self.lead is not None:
                step = self.engine.steps[self.at]
                called = await _ask(step, self.lead, self.engine.services)
            async with self.engine.turns:
                finished = await self._commit(called)

    async def _commit(self, called: "_Called | None") -> bool:
        """Apply this segment in one transaction; True when the run is over."""
        async with self.engine.database.tenant(self.workspace_id) as session:
            if not self.careful:
                leaving.put_off(session)
            place = await self._place(session)
            if place is None:
                return True
            segment = _Segment(self.engine, session, self.careful, place.lead, list(place.done))
            await segment.ask_early(place.at)
            end, status, stop = await segment.apply(place.at, called)
            lead = await segment.keep(stop)
            move = runs.Advance(place.at, end, lead, segment.done, status, stop, self.begun)
            await runs.advance(session, self.runner, move)
            if lead.is_demo or status != "running":
                await live.announce(session, self.submission_id, "progress")
        self.claimed, self.at, self.lead, self.done = True, end, lead, segment.done
        self.begun = None
        if status != "running":
            metrics.runs.labels(status).inc()
        return status != "running"

    async def _place(self, session: TenantSession) -> "_Place | None":
        """Where we are, or, at the start, where the claimed run stands; None if it is over."""
        if self.claimed and self.lead is not None:
            return _Place(self.at, self.lead, self.done)
        place = await self._claim(session)
        if place is None:
            return None
        lead = place.snapshot or await self.engine.keeping.open(session, self.submission_id)
        return _Place(place.checkpoint, lead, place.steps)

    async def _claim(self, session: TenantSession) -> runs.Place | None:
        """The run as ours. A new one is written with the checkpoint: until then nobody else sees it."""
        if not self.careful:
            which = {"submission_id": self.submission_id}
            asked = dict.fromkeys((runs.STANDS, *self.engine.keeping.asks), which)
            await early.ask(session, asked)
            if await runs.is_new(session, self.submission_id):
                self.begun = clock.now()
                return runs.Place(0, None, [])
        place = await runs.claim(session, self.submission_id, self.runner)
        if place is not None:
            return place
        run = await runs.of_submission(session, self.submission_id)
        if run is not None and run.status in {"running", "failed"}:
            raise RetryLater(timedelta(seconds=10), "another runner holds the lease")
        return None

    def may_go_again(self, error: Exception) -> bool:
        """Whether going with care may help: what was undone can be done again step by step."""
        if isinstance(error, NotWritten):
            return True
        return not (self.claimed or isinstance(error, RetryLater) or is_absence(error))

    async def give_back(self) -> None:
        if self.claimed:
            async with self.engine.database.tenant(self.workspace_id) as session:
                await runs.release(session, self.submission_id, self.runner)


@dataclass(frozen=True)
class _Place:
    """The checkpoint to go on from, with the lead and the steps done so far."""

    at: int
    lead: LeadSnapshot
    done: list[dict[str, Any]]


@dataclass(frozen=True)
class _Called:
    """What a step's call answered, and how it went."""

    answer: Any
    ms: float
    outcome: str
    started_ms: float


async def _ask(step: Step[Any], lead: LeadSnapshot, services: Services) -> _Called | None:
    """The answer of the step's call, if it has one; its time is limited, its failure is not ours."""
    if step.call is None:
        return None
    began, started = time.perf_counter(), _since(lead)
    try:
        async with asyncio.timeout(step.within):
            answer = await step.call(lead, services)
        return _Called(answer, _ms(began), "done", started)
    except (ProviderError, TimeoutError, OSError, ValueError) as error:
        log.warning("step.failed", step=step.name, error=type(error).__name__)
        if step.if_failed is FALL_BACK and step.fallback is not None:
            answer = await step.fallback(lead, services)
            return _Called(answer, _ms(began), "fell_back", started)
        return _Called(_SKIPPED, _ms(began), "skipped", started)


@dataclass
class _Segment:
    """The applies that share one transaction."""

    engine: Engine
    session: TenantSession
    careful: bool
    lead: LeadSnapshot
    done: list[dict[str, Any]]
    facts: list[Fact] = field(default_factory=list)

    async def ask_early(self, start: int) -> None:
        """Ask the database at once what the steps of this segment will ask."""
        if self.careful:
            return
        coming = list(self.engine.steps[start : start + 1])
        for step in self.engine.steps[start + 1 :]:
            if self._commits_before(step):
                break
            coming.append(step)
        asked = {one: one.given(self.lead) for step in coming for one in step.asks}
        await early.ask(self.session, asked)

    async def apply(self, start: int, called: _Called | None) -> tuple[int, str, str | None]:
        """Apply steps up to the next call that waits. The new checkpoint, status, stop reason."""
        steps, index = self.engine.steps, start
        while index < len(steps):
            step = steps[index]
            if called is None and self._commits_before(step):
                return index, "running", None
            called = called or await _ask(step, self.lead, self.engine.services)
            stop = await self._one(step, called)
            called, index = None, index + 1
            if stop is not None:
                return index, "stopped", stop
        return index, "done", None

    def _commits_before(self, step: Step[Any]) -> bool:
        careful = self.careful and step.call is not None
        return careful or self.engine.waits(step, self.lead)

    async def keep(self, stop: str | None) -> LeadSnapshot:
        """Write down what the steps found out about the lead."""
        await self.engine.keeping.facts(self.session, self.lead, self.facts)
        await self.engine.keeping.lead(self.session, self.lead)
        if stop is not None:
            await self.engine.keeping.stopped(self.session, self.lead, stop)
        return self.lead

    async def _one(self, step: Step[Any], called: _Called | None) -> str | None:
        began = time.perf_counter()
        started = called.started_ms if called else _since(self.lead)
        answer, waited, how = None, 0.0, "done"
        if called is not None:
            answer, waited, how = called.answer, called.ms, called.outcome
        if answer is _SKIPPED:
            self._note(step.name, waited, started, "skipped")
            return None
        outcome: Outcome = await step.apply(self.session, self.lead, self.engine.services, answer)
        self.lead = outcome.lead
        spent = _ms(began) + waited
        match outcome:
            case Continue(facts=facts, note=note):
                self.facts.extend(facts)
                self._note(step.name, spent, started, how, note)
                return None
            case Stop(reason=reason, facts=facts):
                self.facts.extend(facts)
                self._note(step.name, spent, started, "stopped", reason.value)
                return reason.value
            case Wait(until=until):
                raise RetryLater(until - clock.now(), f"{step.name} waits")
        assert_never(outcome)

    def _note(self, name: str, ms: float, started: float, outcome: str, note: str = "") -> None:
        metrics.steps.labels(name, outcome).observe(ms / 1000)
        self.done.append(
            {
                "name": name,
                "ms": round(ms, 2),
                "started_ms": round(started, 2),
                "outcome": outcome,
                "detail": note,
            }
        )


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _since(lead: LeadSnapshot | None) -> float:
    """Milliseconds since the submission was received."""
    return 0.0 if lead is None else (clock.now() - lead.received_at).total_seconds() * 1000
