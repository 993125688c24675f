"""A place that does not answer: said at once, an alert when it lasts, over by itself."""

from datetime import timedelta

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.test_sources import add, drop, instance, looked, office, server, standing  # noqa: F401

from leadwright.domain.errors import ProviderError
from leadwright.features.notifications import alerts
from leadwright.features.sources import actions

AWAY = ProviderError("127.0.0.1:1 cannot be reached.", permanent=False)
LATER = text("update source set away_since = away_since - cast(:gone as interval)")


async def test_a_place_that_does_not_answer_is_told_of_when_it_lasts_and_comes_back_by_itself(
    instance: Installation,  # noqa: F811
    office: Workplace,  # noqa: F811
    drop: object,  # noqa: F811
) -> None:
    source = await add(instance, office, "folder", folder=str(drop), label="Fairs")

    async def away() -> tuple[str, int]:
        async with instance.runtime.database.tenant(office.workspace_id) as session:
            await actions.note_problem(session, source, AWAY)
        await instance.work()
        async with instance.runtime.database.read(office.workspace_id) as reading:
            return (await standing(instance, office, source)).state, await alerts.count_open(
                reading
            )

    assert await away() == ("untested", 0)
    async with instance.browser(office.owner_id) as client:
        page = (await client.get(f"{office.url}/sources")).text
    assert "Does not answer" in page
    assert AWAY.message in page
    async with instance.runtime.database.tenant(office.workspace_id) as session:
        await session.execute(LATER, {"gone": actions.PATIENCE + timedelta(seconds=1)})
    assert await away() == ("broken", 1)
    await looked(instance, office)
    one = await standing(instance, office, source)
    assert (one.state, one.away_since) == ("working", None)
    async with instance.runtime.database.read(office.workspace_id) as reading:
        assert await alerts.count_open(reading) == 0
