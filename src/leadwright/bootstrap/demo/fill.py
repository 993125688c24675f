"""Carries a demo's plan out: each step on a clock moved to its moment, through the real pipeline.

A step is done when its jobs are done, and the count is kept. Who is stopped goes on from the count;
steps done twice, after a crash, leave the same leads, answers and tasks.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from sqlalchemy import text

from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.demo import company, company_actions, plan, submitting, team_actions
from leadwright.bootstrap.demo.company import NAME, Progress
from leadwright.bootstrap.demo.company_plan import CompanyAction
from leadwright.bootstrap.demo.plan import DemoOptions, Post, Step
from leadwright.bootstrap.demo.team_actions import Subject
from leadwright.bootstrap.demo.team_plan import TeamAction
from leadwright.domain.errors import Conflict
from leadwright.domain.ids import PersonId, WorkspaceId
from leadwright.kernel import clock, jobs
from leadwright.kernel.jobs import Job, Payload, lanes

FILL = "demo.fill"
_NOTE_EVERY = 10
_TOGETHER = 12
_LOCK = text("select pg_try_advisory_lock(hashtextextended(:lane, 0))")
_UNLOCK = text("select pg_advisory_unlock(hashtextextended(:lane, 0))")

Tell = Callable[[Progress], None]


def _silent(_: Progress) -> None:
    pass


async def fill_demo(
    runtime: Runtime, kinds: Sequence[Job], progress: Progress, tell: Tell = _silent
) -> Progress:
    """Fill an opened demo workspace from where it stands. `kinds`: what a worker runs.

    Conflict if it is being filled already.
    """
    steps = plan.make(progress.options, progress.until)
    lane = company.lane(progress.workspace_id)
    async with _alone(runtime, lane):
        filler = _Filler(runtime, kinds, progress.workspace_id, lane, steps, progress.done)
        try:
            while filler.done < len(steps):
                await filler.go_on()
                progress = replace(progress, done=filler.done, of=len(steps))
                tell(progress)
        finally:
            await company.note(runtime, progress.workspace_id, filler.done, len(steps))
    return progress


def job(runtime: Runtime, kinds: Sequence[Job]) -> Job:
    """`demo.fill`: the same as a background job. Payload: `name`, `person_id`, and some of the options."""
    return Job(FILL, partial(_fill_job, runtime, kinds), timeout=1800, max_attempts=4)


async def _fill_job(runtime: Runtime, kinds: Sequence[Job], payload: Payload) -> None:
    options = DemoOptions(
        **{key: payload[key] for key in ("seed", "leads", "days") if key in payload}
    )
    opened = await company.open_or_find(runtime, payload.get("name") or NAME, options)
    person = payload.get("person_id")
    await company.welcome(runtime, opened.workspace_id, PersonId(UUID(person)) if person else None)
    await fill_demo(runtime, kinds, opened)


@asynccontextmanager
async def _alone(runtime: Runtime, lane: str) -> AsyncIterator[None]:
    """One filler a workspace: held by a connection, so that a crash lets go by itself."""
    async with runtime.database.autocommit.connect() as connection:
        if not await connection.scalar(_LOCK, {"lane": lane}):
            raise Conflict("This demo is being filled already, by another process.")
        try:
            yield
        finally:
            await connection.execute(_UNLOCK, {"lane": lane})


@dataclass
class _Filler:
    """One passage over the steps. `done` of them are behind it."""

    runtime: Runtime
    kinds: Sequence[Job]
    workspace_id: WorkspaceId
    lane: str
    steps: Sequence[Step]
    done: int
    subjects: dict[int, Subject | None] = field(default_factory=dict)

    async def go_on(self) -> None:
        """The next post or action of the company, or the team's up to the next one, with what follows."""
        step = self.steps[self.done]
        with jobs.apart(self.lane):
            if isinstance(step, Post):
                await self._receive(step)
            elif isinstance(step, TeamAction):
                step = await self._work()
            else:
                await self._act(step)
            with clock.moved_to(step.at):
                await lanes.drain(self.runtime.database, self.lane, self.kinds)
        if self.done // _NOTE_EVERY != (self.done - 1) // _NOTE_EVERY:
            await company.note(self.runtime, self.workspace_id, self.done, len(self.steps))

    async def _receive(self, post: Post) -> None:
        with clock.moved_to(post.at):
            submission_id = await submitting.send(self.runtime.database, self.workspace_id, post)
            await lanes.drain(self.runtime.database, self.lane, self.kinds)
        async with self.runtime.database.read(self.workspace_id) as session:
            self.subjects[post.number] = await team_actions.subject(session, submission_id)
        self.done += 1

    async def _act(self, action: CompanyAction) -> None:
        """What comes of it follows with the jobs that it sets going."""
        with clock.moved_to(action.at):
            async with self.runtime.database.tenant(self.workspace_id) as session:
                await company_actions.perform(session, action)
        self.done += 1

    async def _work(self) -> TeamAction:
        """Deeds in one transaction, each on its own clock; an approved draft is to be sent first."""
        ahead = _actions(self.steps[self.done : self.done + _TOGETHER])
        subjects = [await self._subject(step.number) for step in ahead]
        done = 0
        async with self.runtime.database.tenant(self.workspace_id) as session:
            for step, subject in zip(ahead, subjects, strict=True):
                done += 1
                with clock.moved_to(step.at):
                    if subject and await team_actions.perform(session, subject, step):
                        break
        self.done += done
        return ahead[done - 1]

    async def _subject(self, number: int) -> Subject | None:
        """Of a post from before a stop: sent again with its key, the door says which one it is."""
        if number not in self.subjects:
            post = next(s for s in self.steps if isinstance(s, Post) and s.number == number)
            submission_id = await submitting.send(self.runtime.database, self.workspace_id, post)
            async with self.runtime.database.read(self.workspace_id) as session:
                self.subjects[number] = await team_actions.subject(session, submission_id)
        return self.subjects[number]


def _actions(steps: Sequence[Step]) -> list[TeamAction]:
    """The team's actions in front of the next step of another kind."""
    actions: list[TeamAction] = []
    for step in steps:
        if not isinstance(step, TeamAction):
            break
        actions.append(step)
    return actions
