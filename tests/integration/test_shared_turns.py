"""Submissions that go through the pipeline together: what they share, and that one harms no other."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel.db.session import TenantSession
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.lead import LEAD_PIPELINE
from leadwright.pipeline.step import Step
from leadwright.ports.directory import Services

MANY = 7
# The first two find a free turn each; who comes meanwhile goes together.
TRANSACTIONS = 3
_EACH = text(
    "select (select count(*) from lead), (select count(distinct xmin::text) from run),"
    " (select count(*) from run where status = 'done'),"
    " (select count(*) from message where kind = 'reply'),"
    " (select count(*) from event where name = 'lead.scored')"
)


async def test_submissions_that_wait_for_a_turn_share_a_transaction_and_nothing_else(
    installation: Installation, place: Workplace
) -> None:
    ids = await _submitted(installation, place)
    _, found = await _advance(installation, place, ids)
    assert found == (MANY, TRANSACTIONS, MANY, MANY, MANY)


async def test_one_whose_step_fails_fails_alone(
    installation: Installation, place: Workplace
) -> None:
    ids = await _submitted(installation, place)
    steps = [_failing(one, ids[-2]) if one.name == "score" else one for one in LEAD_PIPELINE]
    ends, (leads, _, *others) = await _advance(installation, place, ids, steps)
    assert [isinstance(end, ZeroDivisionError) for end in ends] == [one == ids[-2] for one in ids]
    assert (leads, others) == (MANY, [MANY - 1] * 3)


async def test_who_writes_several_times_in_one_moment_is_one_lead_to_whom_each_is_answered(
    installation: Installation, place: Workplace
) -> None:
    ids = await _submitted(installation, place, email="same@firm.example", name="Ida Berg")
    ends, (leads, _, *others) = await _advance(installation, place, ids)
    assert ends == [None] * MANY
    assert (leads, others) == (1, [MANY] * 3)


async def test_so_it_is_where_their_runs_had_begun_before_anybody_asked_who_they_are(
    installation: Installation, place: Workplace
) -> None:
    ids = await _submitted(installation, place, email="twice@firm.example", name="Ida Holm")
    steps = [_asked(one) if one.name == "screen" else one for one in LEAD_PIPELINE]
    ends, (leads, _, *others) = await _advance(installation, place, ids, steps)
    assert ends == [None] * MANY
    assert (leads, others) == (1, [MANY] * 3)


async def _submitted(
    installation: Installation, place: Workplace, **same: str
) -> list[SubmissionId]:
    forms = [
        {
            "name": f"Lead {chr(65 + number) * 5}",
            "email": f"person{number}@firm{number}.example",
            "message": f"We are {number + 10} people. Could you show us a demo, {chr(65 + number) * 9}?",
            **same,
        }
        for number in range(MANY)
    ]
    found = [await installation.submit(place, work=False, **form) for form in forms]
    return [SubmissionId(UUID(one)) for one in found]


async def _advance(
    installation: Installation,
    place: Workplace,
    ids: Sequence[SubmissionId],
    steps: Sequence[Step[Any]] = LEAD_PIPELINE,
) -> tuple[list[BaseException | None], tuple[int, ...]]:
    """How each ended and what stands then; the queue is emptied afterwards."""
    engine: Engine = replace(installation.worker.engine, steps=tuple(steps))
    going = (engine.advance(place.workspace_id, one) for one in ids)
    ends = await asyncio.gather(*going, return_exceptions=True)
    found = await _counts(installation, place)
    await installation.work()
    return ends, found


def _asked(step: Step[Any]) -> Step[Any]:
    """The step asks outside, so that the run begins before anything is known."""
    return replace(step, asks_outside=lambda _lead, _services: True, within=5.0)


def _failing(step: Step[Any], submission: SubmissionId) -> Step[Any]:
    async def apply(
        session: TenantSession, lead: LeadSnapshot, services: Services, answer: Any
    ) -> Any:
        if lead.submission_id == submission:
            raise ZeroDivisionError
        return await step.apply(session, lead, services, answer)

    return replace(step, apply=apply)


async def _counts(installation: Installation, place: Workplace) -> tuple[int, ...]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return tuple((await session.execute(_EACH)).one())
