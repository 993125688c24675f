"""A segment: the consecutive steps of one submission that share a transaction.

A segment ends before the next step whose call waits for an external system. Several segments of a
workspace may share one transaction (`pipeline/shared_turns.py`); they then run in lockstep, so that a
step's calls are made for all of them at once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import Fact, LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome, Stop, Wait
from leadwright.kernel import clock, metrics
from leadwright.kernel.db.prefetch import Given, Prefetch
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import RetryLater
from leadwright.kernel.logging import get
from leadwright.pipeline.step import FALL_BACK, Step
from leadwright.ports.directory import Services

log = get("pipeline")

_SKIPPED = object()
SIDE_BY_SIDE = 6


@dataclass(frozen=True)
class LeadStore:
    """How a lead is loaded and saved. `lead.py` passes it in, so that the engine imports no feature.

    `prefetch`: the queries of `load`, by submission id; a deleted submission has nothing to load.
    `identity_keys`: keys that identify one person; submissions that share one never start in the same
    transaction, since neither would see the other's lead.
    """

    prefetch: tuple[Prefetch, ...]
    load: Callable[[TenantSession, SubmissionId], Awaitable[LeadSnapshot | None]]
    identity_keys: Callable[[LeadSnapshot], Collection[int]]
    save_facts: Callable[[TenantSession, LeadSnapshot, Sequence[Fact]], Awaitable[None]]
    save_lead: Callable[[TenantSession, LeadSnapshot], Awaitable[None]]
    save_stopped: Callable[[TenantSession, LeadSnapshot, str], Awaitable[None]]


@dataclass(frozen=True)
class Pipeline:
    """The steps of the pipeline and their dependencies."""

    database: Database
    services: Services
    steps: Sequence[Step[Any]]
    store: LeadStore
    # Segments are mostly CPU-bound: running many concurrently only delays each of them.
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SIDE_BY_SIDE))

    def commits_before(self, step: Step[Any], lead: LeadSnapshot) -> bool:
        """Whether to commit before the step's call; the demo form commits each step, to show progress."""
        return step.call is not None and (lead.is_demo or step.asks_outside(lead, self.services))


@dataclass(frozen=True)
class CallResult:
    """What a step's call returned, how long it took and whether it failed."""

    answer: Any
    ms: float
    outcome: str
    started_ms: float


async def call_step(step: Step[Any], lead: LeadSnapshot, services: Services) -> CallResult | None:
    """Run the step's call, if any, within its time limit. A failure becomes the fallback or a skip."""
    if step.call is None:
        return None
    began, started = time.perf_counter(), _since(lead)
    try:
        async with asyncio.timeout(step.within):
            answer = await step.call(lead, services)
        return CallResult(answer, _ms(began), "done", started)
    except (ProviderError, TimeoutError, OSError, ValueError) as error:
        log.warning("step.failed", step=step.name, error=type(error).__name__)
        if step.if_failed is FALL_BACK and step.fallback is not None:
            answer = await step.fallback(lead, services)
            return CallResult(answer, _ms(began), "fell_back", started)
        return CallResult(_SKIPPED, _ms(began), "skipped", started)


@dataclass
class Segment:
    """One submission within the transaction, from step `start` to step `at`.

    `called`: the result of the first step's call, made before the transaction. `begun`: when the run began,
    if its row is written together with the checkpoint. `status`: the run's status once the segment has ended.
    `step_by_step`: with a commit before each call and without prefetching, after a first attempt failed.
    """

    pipeline: Pipeline
    session: TenantSession
    step_by_step: bool
    lead: LeadSnapshot
    start: int
    done: list[dict[str, Any]]
    begun: datetime | None = None
    called: CallResult | None = None
    facts: list[Fact] = field(default_factory=list)
    at: int = field(init=False)
    status: str | None = None
    stop: str | None = None

    def __post_init__(self) -> None:
        self.at = self.start

    def prefetches(self) -> Mapping[Prefetch, Given]:
        """The prefetch queries of this segment's steps, with their parameters."""
        if self.step_by_step:
            return {}
        steps = self.pipeline.steps
        coming = list(steps[self.start : self.start + 1])
        for step in steps[self.start + 1 :]:
            if self._commits_before(step):
                break
            coming.append(step)
        queries = {one: one.given(self.lead) for step in coming for one in step.prefetch}
        return {one: given for one, given in queries.items() if given is not None}

    def enters(self, step: Step[Any]) -> bool:
        """Whether the segment includes this step: it ends before a call that waits."""
        if self.called is None and self._commits_before(step):
            self.status = "running"
        return self.status is None

    async def call(self, step: Step[Any]) -> CallResult | None:
        """The result of the step's call; the first step's may already have been called."""
        called, self.called = self.called, None
        return called or await call_step(step, self.lead, self.pipeline.services)

    async def apply(self, step: Step[Any], called: CallResult | None) -> None:
        """Apply the step's effects, and log how it went."""
        began = time.perf_counter()
        started = called.started_ms if called else _since(self.lead)
        answer, waited, how = None, 0.0, "done"
        if called is not None:
            answer, waited, how = called.answer, called.ms, called.outcome
        self.at += 1
        if answer is _SKIPPED:
            self._note(step.name, waited, started, "skipped")
            return
        outcome: Outcome = await step.apply(self.session, self.lead, self.pipeline.services, answer)
        self.lead = outcome.lead
        spent = _ms(began) + waited
        match outcome:
            case Continue(facts=facts, note=note):
                self.facts.extend(facts)
                self._note(step.name, spent, started, how, note)
            case Stop(reason=reason, facts=facts):
                self.facts.extend(facts)
                self._note(step.name, spent, started, "stopped", reason.value)
                self.status, self.stop = "stopped", reason.value
            case Wait(until=until):
                raise RetryLater(until - clock.now(), f"{step.name} waits")
            case _:
                assert_never(outcome)

    async def save(self) -> None:
        """Save what the steps learned about the lead."""
        store = self.pipeline.store
        await store.save_facts(self.session, self.lead, self.facts)
        await store.save_lead(self.session, self.lead)
        if self.stop is not None:
            await store.save_stopped(self.session, self.lead, self.stop)

    def _commits_before(self, step: Step[Any]) -> bool:
        step_by_step = self.step_by_step and step.call is not None
        return step_by_step or self.pipeline.commits_before(step, self.lead)

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


async def run_segments(steps: Sequence[Step[Any]], segments: Sequence[Segment]) -> None:
    """Run the steps for all segments, each from its start to its end."""
    for index, step in enumerate(steps):
        here = [one for one in segments if one.at == index and one.status is None]
        going = [one for one in here if one.enters(step)]
        for one, called in zip(going, await _call_results(step, going), strict=True):
            await one.apply(step, called)
    for one in segments:
        one.status = one.status or "done"


async def _call_results(step: Step[Any], going: Sequence[Segment]) -> Sequence[CallResult | None]:
    """Calls run concurrently, so that the encoder can process the messages in one batch."""
    if step.call is None:
        return [None] * len(going)
    if len(going) == 1:
        return [await going[0].call(step)]
    return await asyncio.gather(*(one.call(step) for one in going))


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _since(lead: LeadSnapshot) -> float:
    """Milliseconds since the submission was received."""
    return (clock.now() - lead.received_at).total_seconds() * 1000
