"""The life of a lead when the world around it fails, and when the process dies at any step."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, combinations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel.db import prefetch
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import TenantSession
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.lead import LEAD_PIPELINE
from leadwright.pipeline.step import Step
from leadwright.ports.directory import Services

CALLS = [step.name for step in LEAD_PIPELINE if step.call is not None]
SUBSETS = list(chain.from_iterable(combinations(CALLS, n) for n in range(len(CALLS) + 1)))
FAILURES = (
    ProviderError("refused", permanent=True),
    ProviderError("try later", permanent=False),
    TimeoutError(),
    OSError("unreachable"),
)
FORM = {
    "name": "Katrin Ostermann",
    "email": "katrin@muehlenhof.example",
    "company": "Muehlenhof GmbH",
    "message": "Could you show us a demo for our 35 technicians before the end of January?",
}


class Death(BaseException):
    """The process ends here: nothing below may catch it."""


@pytest.mark.parametrize("failing", SUBSETS, ids=lambda names: "+".join(names) or "nothing")
async def test_whatever_subset_of_calls_fails_the_lead_has_an_answer_and_an_owner(
    installation: Installation, place: Workplace, failing: Sequence[str]
) -> None:
    submission = await installation.submit(place, work=False, **FORM)
    failure = FAILURES[len(failing) % len(FAILURES)]
    steps = [_failing(step, failure) if step.name in failing else step for step in LEAD_PIPELINE]
    await _engine(installation, steps).advance(place.workspace_id, _id(submission))
    await installation.work()
    lead = await installation.lead(place, FORM["email"])
    assert lead.reply_status == "answered"
    assert lead.owner_id == place.owner_id
    assert lead.score is not None


@pytest.mark.parametrize("asks", [False, True], ids=["one commit", "a commit before each call"])
@pytest.mark.parametrize("step", [step.name for step in LEAD_PIPELINE])
async def test_a_process_that_dies_in_a_step_leaves_each_effect_once(
    installation: Installation, place: Workplace, step: str, *, asks: bool
) -> None:
    submission = await installation.submit(place, work=False, **FORM)
    deadly = [_deadly(one) if one.name == step else one for one in _asking(asks)]
    with pytest.raises(Death):
        await _engine(installation, deadly).advance(place.workspace_id, _id(submission))
    await _let_the_lease_run_out(installation, place)
    await installation.work()
    lead = await installation.lead(place, FORM["email"])
    assert lead.reply_status == "answered"
    assert await _effects(installation, place) == {
        "lead": 1, "reply": 1, "notification": 1, "task": 1, "lead.created": 1, "lead.scored": 1,
    }  # fmt: skip


async def test_a_step_that_always_fails_ends_as_failed_and_another_try_answers(
    installation: Installation, place: Workplace
) -> None:
    submission = await installation.submit(place, work=False, **FORM)
    engine = installation.worker.engine
    broken = [_broken(one) if one.name == "score" else one for one in LEAD_PIPELINE]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await _engine(installation, broken).advance(place.workspace_id, _id(submission))
    await engine.advance(place.workspace_id, _id(submission))
    await installation.work()
    assert (await installation.lead(place, FORM["email"])).reply_status == "answered"


async def test_a_row_that_stands_already_sends_the_run_through_again_with_care(
    installation: Installation, place: Workplace
) -> None:
    submission = await installation.submit(place, work=False, **FORM)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text(
                "insert into task (workspace_id, id, reason_key, title, due_at, created_at)"
                " values (:w, gen_random_uuid(), 'follow_up:' || :s, 'Call', now(), now())"
            ),
            {"w": place.workspace_id, "s": submission},
        )
    await installation.work()
    assert (await installation.lead(place, FORM["email"])).reply_status == "answered"
    assert await _effects(installation, place) == {
        "lead": 1, "reply": 1, "notification": 1, "task": 1, "lead.created": 1, "lead.scored": 1,
    }  # fmt: skip


async def test_two_runners_of_one_submission_side_by_side_leave_each_effect_once(
    installation: Installation, place: Workplace
) -> None:
    submission = await installation.submit(place, work=False, **FORM)
    engine = installation.worker.engine
    await asyncio.gather(*(engine.advance(place.workspace_id, _id(submission)) for _ in range(2)))
    await installation.work()
    assert await _effects(installation, place) == {
        "lead": 1, "reply": 1, "notification": 1, "task": 1, "lead.created": 1, "lead.scored": 1,
    }  # fmt: skip


async def test_who_writes_twice_in_one_moment_is_one_lead_and_answered_twice(
    installation: Installation, place: Workplace
) -> None:
    engine = installation.worker.engine
    second = {**FORM, "message": "What does it cost for 35 technicians, billed yearly?"}
    both = [await installation.submit(place, work=False, **form) for form in (FORM, second)]
    await asyncio.gather(*(engine.advance(place.workspace_id, _id(one)) for one in both))
    await installation.work()
    assert (await installation.lead(place, FORM["email"])).submissions == 2
    effects = await _effects(installation, place)
    assert (effects["lead"], effects["lead.created"], effects["reply"]) == (1, 1, 2)


async def test_what_was_asked_beforehand_is_answered_once_and_to_the_same_question_only(
    installation: Installation, place: Workplace
) -> None:
    tasks = Prefetch("tasks", "select count(*) from task where title = :title")
    call, visit = {"title": "Call"}, {"title": "Visit"}
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await prefetch.ask(session, {tasks: call})
        assert await prefetch.answer(session, tasks, **visit) == 0, "another question"
        await prefetch.ask(session, {tasks: call})
        await session.execute(
            text(
                "insert into task (workspace_id, id, reason_key, title, due_at, created_at)"
                " values (:w, gen_random_uuid(), 'a', 'Call', now(), now())"
            ),
            {"w": place.workspace_id},
        )
        assert [await prefetch.answer(session, tasks, **call) for _ in range(2)] == [0, 1]


async def test_the_newest_submission_counts_whichever_run_ends_last(
    installation: Installation, place: Workplace
) -> None:
    engine = installation.worker.engine
    older = await installation.submit(place, work=False, **FORM)
    newer = await installation.submit(
        place, work=False, **{**FORM, "message": "Our invoice of October is wrong. Please mend it."}
    )
    await engine.advance(place.workspace_id, _id(newer))
    await engine.advance(place.workspace_id, _id(older))
    lead = await installation.lead(place, FORM["email"])
    assert (lead.intent, lead.submissions) == ("support_question", 2)
    assert str(lead.last_submission_id) == newer
    async with installation.runtime.database.read(place.workspace_id) as session:
        assert lead.score == await session.scalar(text("select total from lead_score"))


def _asking(asks: bool) -> Sequence[Step[Any]]:
    """The pipeline as it is, or as if each call asked somebody outside."""
    return [replace(step, asks_outside=lambda *_: True) if asks else step for step in LEAD_PIPELINE]


def _engine(installation: Installation, steps: Sequence[Step[Any]]) -> Engine:
    return replace(installation.worker.engine, steps=tuple(steps))


def _id(text_: str) -> SubmissionId:
    return SubmissionId(UUID(text_))


def _failing(step: Step[Any], failure: Exception) -> Step[Any]:
    async def call(lead: LeadSnapshot, services: Services) -> Any:
        raise failure

    return replace(step, call=call)


def _deadly(step: Step[Any]) -> Step[Any]:
    async def apply(session: TenantSession, lead: LeadSnapshot, services: Services, _: Any) -> Any:
        await step.apply(session, lead, services, None) if step.call is None else None
        raise Death

    return replace(step, apply=apply)


def _broken(step: Step[Any]) -> Step[Any]:
    async def apply(session: TenantSession, lead: LeadSnapshot, services: Services, _: Any) -> Any:
        raise ZeroDivisionError

    return replace(step, apply=apply)


async def _let_the_lease_run_out(installation: Installation, place: Workplace) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text(
                "update run set lease_until = now() - interval '1 minute' where workspace_id = :w"
            ),
            {"w": place.workspace_id},
        )


async def _effects(installation: Installation, place: Workplace) -> dict[str, int]:
    query = text(
        "select 'lead' as what from lead union all"
        " select kind from message where kind = 'reply' union all"
        " select 'notification' from notification union all"
        " select 'task' from task union all"
        " select name from event where name in ('lead.created', 'lead.scored')"
    )
    async with installation.runtime.database.read(place.workspace_id) as session:
        return dict(Counter(row.what for row in await session.execute(query)))
