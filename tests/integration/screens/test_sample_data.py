"""The button that fills a demo workspace, and what it shows meanwhile."""

from unittest import mock

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.bootstrap.demo import company
from leadwright.bootstrap.demo.plan import DemoOptions
from leadwright.domain.permission import Role


async def test_an_empty_dashboard_leads_to_sample_data_and_the_button_queues_it(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        assert f"{place.url}/sample-data" in (await client.get(place.url)).text
        page = await client.get(f"{place.url}/sample-data")
        assert "Fill a demo workspace" in page.text
        for _ in range(2):  # pressed twice
            begun = await client.post(f"{place.url}/sample-data")
            assert begun.headers["location"] == f"{place.url}/sample-data?begun=1"
    async with installation.runtime.database.autocommit.connect() as connection:
        query = text("delete from pgqueuer where entrypoint = 'demo.fill' returning payload")
        queued = (await connection.execute(query)).scalars().all()
    assert len(queued) == 1
    assert str(place.owner_id) in queued[0].decode()


async def test_progress_and_then_the_way_in_are_shown(
    installation: Installation, place: Workplace
) -> None:
    options = DemoOptions(seed=1, leads=10, days=5)
    states = (
        company.Progress(place.workspace_id, "northlight", options, mock.Mock(), done=3, of=10),
        company.Progress(place.workspace_id, "northlight", options, mock.Mock(), done=10, of=10),
    )
    shown = []
    async with installation.browser(place.owner_id) as client:
        for state in states:
            with mock.patch.object(company, "progress", mock.AsyncMock(return_value=state)):
                shown.append((await client.get(f"{place.url}/sample-data")).text)
    assert 'hx-trigger="every 1s"' in shown[0]
    assert 'hx-trigger="every 1s"' not in shown[1]
    assert 'href="/w/northlight"' in shown[1]


async def test_a_rep_may_not_fill_it(installation: Installation, place: Workplace) -> None:
    rep = await installation.member(place.workspace_id, "rep@sample.example", Role.REP)
    async with installation.browser(rep) as client:
        assert "sample-data" not in (await client.get(place.url)).text
        assert (await client.post(f"{place.url}/sample-data")).status_code == 403
