"""A segment: one submission's steps that share a transaction, up to the next call that waits.

Several segments of a workspace may share one transaction (`pipeline/shared_turns.py`). They go step by step
side by side, so that what steps ask without a transaction is asked for all of them at once.
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
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import RetryLater
from leadwright.kernel.logging import get
from leadwright.kernel.prefetch import Given, Prefetch
from leadwright.pipeline.step import FALL_BACK, Step
from leadwright.ports.directory import Services

log = get("pipeline")

_SKIPPED = object()
SIDE_BY_SIDE = 6


@dataclass(frozen=True)
class Keeping:
    """How a lead is opened and kept: handed in by `lead.py`, so that the engine knows no feature.

    `asks`: what opening asks the database, by the submission's id. `own`: what only one person has;
    submissions that share any of it never begin in one transaction, where neither would see the other.
    """

    asks: tuple[Prefetch, ...]
    open: Callable[[TenantSession, SubmissionId], Awaitable[LeadSnapshot]]
    own: Callable[[LeadSnapshot], Collection[int]]
    facts: Callable[[TenantSession, LeadSnapshot, Sequence[Fact]], Awaitable[None]]
    lead: Callable[[TenantSession, LeadSnapshot], Awaitable[None]]
    stopped: Callable[[TenantSession, LeadSnapshot, str], Awaitable[None]]


@dataclass(frozen=True)
class Pipeline:
    """The steps that submissions are carried along, with all that they need."""

    database: Database
    services: Services
    steps: Sequence[Step[Any]]
    keeping: Keeping
    # Segments are processor time more than waiting: many side by side only make each other late.
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SIDE_BY_SIDE))

    def waits(self, step: Step[Any], lead: LeadSnapshot) -> bool:
        """Whether the step's call needs a commit before it; on the demo form each step is watched."""
        return step.call is not None and (lead.is_demo or step.waits(lead, self.services))


@dataclass(frozen=True)
class Called:
    """What a step's call answered, and how it went."""

    answer: Any
    ms: float
    outcome: str
    started_ms: float


async def ask(step: Step[Any], lead: LeadSnapshot, services: Services) -> Called | None:
    """The answer of the step's call, if it has one; its time is limited, its failure is not ours."""
    if step.call is None:
        return None
    began, started = time.perf_counter(), _since(lead)
    try:
        async with asyncio.timeout(step.within):
            answer = await step.call(lead, services)
        return Called(answer, _ms(began), "done", started)
    except (ProviderError, TimeoutError, OSError, ValueError) as error:
        log.warning("step.failed", step=step.name, error=type(error).__name__)
        if step.if_failed is FALL_BACK and step.fallback is not None:
            answer = await step.fallback(lead, services)
            return Called(answer, _ms(began), "fell_back", started)
        return Called(_SKIPPED, _ms(began), "skipped", started)


@dataclass
class Segment:
    """Where one submission stands within the transaction. `called`: what its first step's call answered.

    `begun`: when, of a run that is written with its checkpoint. `status` is the run's, once it gets off.
    """

    pipeline: Pipeline
    session: TenantSession
    careful: bool
    lead: LeadSnapshot
    start: int
    done: list[dict[str, Any]]
    begun: datetime | None = None
    called: Called | None = None
    facts: list[Fact] = field(default_factory=list)
    at: int = field(init=False)
    status: str | None = None
    stop: str | None = None

    def __post_init__(self) -> None:
        self.at = self.start

    def asks(self) -> Mapping[Prefetch, Given]:
        """What the steps of this segment will ask of the database."""
        if self.careful:
            return {}
        steps = self.pipeline.steps
        coming = list(steps[self.start : self.start + 1])
        for step in steps[self.start + 1 :]:
            if self._commits_before(step):
                break
            coming.append(step)
        return {one: one.given(self.lead) for step in coming for one in step.asks}

    def reaches(self, step: Step[Any]) -> bool:
        """Whether it goes into the step; it gets off before a call that waits."""
        if self.called is None and self._commits_before(step):
            self.status = "running"
        return self.status is None

    async def ask(self, step: Step[Any]) -> Called | None:
        """The answer of the step's call; that of the first step may have been waited for before."""
        called, self.called = self.called, None
        return called or await ask(step, self.lead, self.pipeline.services)

    async def apply(self, step: Step[Any], called: Called | None) -> None:
        """The step's effects, and a note of how it went."""
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

    async def keep(self) -> None:
        """Write down what the steps found out about the lead."""
        keeping = self.pipeline.keeping
        await keeping.facts(self.session, self.lead, self.facts)
        await keeping.lead(self.session, self.lead)
        if self.stop is not None:
            await keeping.stopped(self.session, self.lead, self.stop)

    def _commits_before(self, step: Step[Any]) -> bool:
        careful = self.careful and step.call is not None
        return careful or self.pipeline.waits(step, self.lead)

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


async def go_through(steps: Sequence[Step[Any]], segments: Sequence[Segment]) -> None:
    """Apply the steps to all of them, each from where it stands to where it gets off."""
    for index, step in enumerate(steps):
        here = [one for one in segments if one.at == index and one.status is None]
        going = [one for one in here if one.reaches(step)]
        for one, called in zip(going, await _answers(step, going), strict=True):
            await one.apply(step, called)
    for one in segments:
        one.status = one.status or "done"


async def _answers(step: Step[Any], going: Sequence[Segment]) -> Sequence[Called | None]:
    """Asked side by side where there are several, so that messages are read together."""
    if step.call is None:
        return [None] * len(going)
    if len(going) == 1:
        return [await going[0].ask(step)]
    return await asyncio.gather(*(one.ask(step) for one in going))


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _since(lead: LeadSnapshot) -> float:
    """Milliseconds since the submission was received."""
    return (clock.now() - lead.received_at).total_seconds() * 1000
