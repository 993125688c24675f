"""Products and competitors on the fact sheet's page."""

import httpx
from tests.integration.installation import Installation, Workplace

from leadwright.features.workspaces import directory


async def test_names_are_kept_one_a_line_and_reach_the_reading_of_messages(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    form = {
        "facts": "",
        "products": "TX-300\r\n  Planner \r\nplanner\r\n",
        "competitors": "<b>Brightdesk</b>",
    }
    answer = await owner.post(f"{place.url}/settings/facts", data=form)
    assert answer.status_code == 303
    page = (await owner.get(answer.headers["location"])).text
    assert "&lt;b&gt;Brightdesk&lt;/b&gt;" in page
    async with installation.runtime.database.read(place.workspace_id) as session:
        company = await directory.company(session)
    assert company.products == ("TX-300", "Planner")
    assert company.competitors == ("<b>Brightdesk</b>",)


async def test_a_name_that_is_too_long_is_refused_at_its_field(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    form = {"facts": "", "products": "x" * 81, "competitors": ""}
    answer = await owner.post(f"{place.url}/settings/facts", data=form)
    assert answer.status_code == 422
    assert "Shorten each name to 80 characters." in answer.text
    assert "x" * 81 in answer.text


async def test_saving_the_facts_alone_leaves_the_names(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    path = f"{place.url}/settings/facts"
    await owner.post(path, data={"facts": "", "products": "Ledger", "competitors": "Torvano"})
    await owner.post(path, data={"facts": "We ship on Mondays."})
    page = (await owner.get(path)).text
    assert "Ledger" in page
    assert "Torvano" in page
