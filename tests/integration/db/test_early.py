"""Questions that are asked for several leads at once: what is the same for all is asked once."""

import pytest
from tests.integration.installation import Installation, Workplace

from leadwright.kernel import early
from leadwright.kernel.early import Early

# Asked twice it would be another number.
DRAWN = Early("drawn", "select to_jsonb(random()) where cast(:workspace_id as uuid) is not null")
OWN = Early("own", "select to_jsonb(cast(:number as int))")


@pytest.mark.parametrize("questions", [(DRAWN, OWN), (OWN, DRAWN), (DRAWN,)])
async def test_what_is_the_same_for_all_is_asked_once_and_the_rest_of_each(
    installation: Installation, place: Workplace, questions: tuple[Early, ...]
) -> None:
    async with installation.house.database.read(place.workspace_id) as session:
        given = [{DRAWN: {}, OWN: {"number": number}} for number in range(3)]
        await early.ask(session, *({one: each[one] for one in questions} for each in given))
        drawn = [await early.answer(session, DRAWN) for _ in range(3)]
        own = [await early.answer(session, OWN, number=number) for number in (2, 0, 1)]
        further = await early.answer(session, DRAWN)
    assert len(set(drawn)) == 1
    assert own == [2, 0, 1]
    assert further not in drawn


async def test_one_lead_asks_all_in_one_statement(
    installation: Installation, place: Workplace
) -> None:
    begun = Early("begun", "select to_jsonb(statement_timestamp())")
    other = Early("other", "select to_jsonb(statement_timestamp())")
    async with installation.house.database.read(place.workspace_id) as session:
        await early.ask(session, {begun: {}, other: {}})
        assert await early.answer(session, begun) == await early.answer(session, other)
