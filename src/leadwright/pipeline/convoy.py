"""Submissions that wait for a turn go together: one transaction carries those of a workspace on.

A transaction costs a lead more than its rows: its session, its commit, a statement that writes what
was put off. At rest each submission goes at once and alone; the busier it is, the more share those.
Nothing else is shared: each has its own run, its own checkpoint, its own job.
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
from leadwright.kernel import clock, live, metrics, prefetch, unit_of_work
from leadwright.kernel.db.outage import is_outage
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.deferred_writes import NotWritten
from leadwright.kernel.jobs import RetryLater, waiting_outside
from leadwright.kernel.logging import get
from leadwright.kernel.prefetch import Given, Prefetch
from leadwright.pipeline import runs
from leadwright.pipeline.segment import Called, Course, Segment, ask, go_through

log = get("pipeline")

MOST = 10
"""Of one transaction: the first of them waits for the last."""
AT_ONCE = 2
"""One is worked on while the other waits for the database or the reader; more would be smaller."""


@dataclass
class Passage:
    """One attempt to carry one submission on."""

    course: Course
    workspace_id: WorkspaceId
    submission_id: SubmissionId
    runner: UUID
    careful: bool
    at: int = 0
    lead: LeadSnapshot | None = None
    done: list[dict[str, Any]] = field(default_factory=list)
    claimed: bool = False

    async def travel(self, convoys: "Convoys") -> None:
        """Segment by segment to the end of the run."""
        is_over = False
        while not is_over:
            called = None
            if self.claimed and self.lead is not None:
                with waiting_outside():
                    called = await ask(self.course.steps[self.at], self.lead, self.course.services)
            is_over = await convoys.ride(self, called)

    def opens_with(self) -> dict[Prefetch, Given]:
        """What beginning a run asks of the database; nothing, once it is ours."""
        if self.claimed or self.careful:
            return {}
        which = {"submission_id": self.submission_id}
        return dict.fromkeys((runs.STANDS, *self.course.keeping.asks), which)

    async def segment(self, session: TenantSession, called: Called | None) -> Segment | None:
        """From where we are, or, at the start, from where the run stands; None if it is over."""
        if self.claimed and self.lead is not None:
            lead, done = self.lead, list(self.done)
            return Segment(self.course, session, self.careful, lead, self.at, done, called=called)
        begun = None
        if not self.careful and await runs.is_new(session, self.submission_id):
            begun, place = clock.now(), runs.Place(0, None, [])
        else:
            claimed = await self._claimed(session)
            if claimed is None:
                return None
            place = claimed
        lead = place.snapshot or await self.course.keeping.open(session, self.submission_id)
        return Segment(
            self.course, session, self.careful, lead, place.checkpoint, place.steps, begun
        )

    async def _claimed(self, session: TenantSession) -> runs.Place | None:
        """The run as ours. A new one is written with its checkpoint: until then nobody else sees it."""
        place = await runs.claim(session, self.submission_id, self.runner)
        if place is not None:
            return place
        run = await runs.of_submission(session, self.submission_id)
        if run is not None and run.status in {"running", "failed"}:
            raise RetryLater(timedelta(seconds=10), "another runner holds the lease")
        return None

    async def keep(self, session: TenantSession, made: Segment) -> None:
        """Write down what the segment found, and move the checkpoint."""
        await made.keep()
        status = made.status or "done"
        move = runs.Advance(
            made.start, made.at, made.lead, made.done, status, made.stop, made.begun
        )
        await runs.advance(session, self.runner, move)
        if made.lead.is_demo or status != "running":
            await live.announce(session, self.submission_id, "progress")

    def arrived(self, made: Segment) -> bool:
        """The segment was committed. Whether the run is over."""
        self.claimed, self.at, self.lead, self.done = True, made.at, made.lead, made.done
        if made.status == "running":
            return False
        metrics.runs.labels(made.status).inc()
        return True

    def may_go_again(self, error: Exception) -> bool:
        """Whether going with care may help: what was undone can be done again step by step."""
        if isinstance(error, NotWritten):
            return True
        return not (self.claimed or isinstance(error, RetryLater) or is_outage(error))

    async def give_back(self) -> None:
        """Give the lease back after a failure."""
        if self.claimed:
            async with self.course.database.tenant(self.workspace_id) as session:
                await runs.release(session, self.submission_id, self.runner)


@dataclass(frozen=True, eq=False)
class _Seat:
    """A passage that waits for a turn. `arrived`: whether its run is over; None, it has to go alone."""

    passage: Passage
    called: Called | None
    arrived: asyncio.Future[bool | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


_OVER, _APART = object(), object()


class Convoys:
    """Whoever gets a turn takes along who waits for one too, of the same workspace."""

    def __init__(self) -> None:
        self._pace = asyncio.Semaphore(AT_ONCE)
        self._lines: defaultdict[UUID, list[_Seat]] = defaultdict(list)

    async def ride(self, passage: Passage, called: Called | None) -> bool:
        """Carry the passage one segment on, alone or with others; whether its run is over."""
        is_over = None
        if not passage.careful:
            is_over = await self._in_line(_Seat(passage, called))
        if is_over is None:
            async with self._pace, passage.course.turns:
                (is_over,) = await _carry([_Seat(passage, called)])
        return bool(is_over)

    async def _in_line(self, seat: _Seat) -> bool | None:
        line = self._lines[seat.passage.workspace_id]
        line.append(seat)
        try:
            async with self._pace, seat.passage.course.turns:
                if seat in line:
                    line.remove(seat)
                    aboard = [seat, *line[: MOST - 1]]
                    del line[: MOST - 1]
                    await _carry_along(aboard)
            return await seat.arrived
        finally:
            if seat in line:  # it lost patience
                line.remove(seat)


async def _carry_along(aboard: Sequence[_Seat]) -> None:
    """Tell each how it went. Where they fail together each goes by itself, as if nothing had been done."""
    answers: Sequence[bool | None] = [None] * len(aboard)
    try:
        answers = await _carry(aboard)
    except Exception as error:
        if len(aboard) == 1:
            raise
        log.warning("convoy.parted", submissions=len(aboard), error=repr(error))
    finally:
        for seat, is_over in zip(aboard, answers, strict=True):
            if not seat.arrived.done():  # else it lost patience
                seat.arrived.set_result(is_over)


async def _carry(aboard: Sequence[_Seat]) -> list[bool | None]:
    """Apply a segment of each in one transaction: whether its run is over, None where it has to go alone."""
    first = aboard[0].passage
    async with first.course.database.tenant(first.workspace_id) as session:
        if not first.careful:
            unit_of_work.put_off(session)
        opened = await _opened(session, aboard)
        made = {seat: one for seat, one in opened.items() if isinstance(one, Segment)}
        await prefetch.ask(session, *(one.asks() for one in made.values()))
        await go_through(first.course.steps, list(made.values()))
        for seat, one in made.items():
            await seat.passage.keep(session, one)
    arrived = {seat: seat.passage.arrived(one) for seat, one in made.items()}
    return [arrived.get(seat, opened[seat] is _OVER or None) for seat in aboard]


async def _opened(session: TenantSession, aboard: Sequence[_Seat]) -> dict[_Seat, Segment | object]:
    """Where each goes on from; `_OVER`; or `_APART` where one before it may be the same person's."""
    await prefetch.ask(session, *(seat.passage.opens_with() for seat in aboard))
    taken: set[int] = set()
    opened: dict[_Seat, Segment | object] = {}
    for seat in aboard:
        one = await seat.passage.segment(session, seat.called)
        own = set(one.course.keeping.own(one.lead)) if one else set()
        if one is None:
            opened[seat] = _OVER
        elif taken & own:
            opened[seat] = _APART
        else:
            opened[seat] = one
        taken |= own
    return opened
