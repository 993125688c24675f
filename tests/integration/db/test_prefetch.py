"""Questions that are asked for several leads at once: what is the same for all is asked once."""

import pytest
from tests.integration.installation import Installation, Workplace

from leadwright.kernel.db import prefetch
from leadwright.kernel.db.prefetch import Prefetch

# Asked twice it would be another number.
DRAWN = Prefetch("drawn", "select to_jsonb(random()) where cast(:workspace_id as uuid) is not null")
OWN = Prefetch("own", "select to_jsonb(cast(:number as int))")


@pytest.mark.parametrize("questions", [(DRAWN, OWN), (OWN, DRAWN), (DRAWN,)])
async def test_what_is_the_same_for_all_is_asked_once_and_the_rest_of_each(
    installation: Installation, place: Workplace, questions: tuple[Prefetch, ...]
) -> None:
    async with installation.runtime.database.read(place.workspace_id) as session:
        given = [{DRAWN: {}, OWN: {"number": number}} for number in range(3)]
        await prefetch.ask(session, *({one: each[one] for one in questions} for each in given))
        drawn = [await prefetch.answer(session, DRAWN) for _ in range(3)]
        own = [await prefetch.answer(session, OWN, number=number) for number in (2, 0, 1)]
        further = await prefetch.answer(session, DRAWN)
    assert len(set(drawn)) == 1
    assert own == [2, 0, 1]
    assert further not in drawn


async def test_one_lead_asks_all_in_one_statement(
    installation: Installation, place: Workplace
) -> None:
    begun = Prefetch("begun", "select to_jsonb(statement_timestamp())")
    other = Prefetch("other", "select to_jsonb(statement_timestamp())")
    async with installation.runtime.database.read(place.workspace_id) as session:
        await prefetch.ask(session, {begun: {}, other: {}})
        assert await prefetch.answer(session, begun) == await prefetch.answer(session, other)
