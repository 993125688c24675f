"""The custom fields of a lead on its page: what stands now, and who said so."""

from typing import Any

from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import LeadId
from leadwright.features.leads import custom_fields

ANA: dict[str, Any] = {
    "name": "Ana Lima",
    "email": "ana@lima.example",
    "message": "Could we see a demo?",
}


async def page(installation: Installation, place: Workplace) -> str:
    lead = await installation.lead(place, ANA["email"])
    async with installation.browser(place.owner_id) as client:
        panel = (await client.get(f"{place.url}/leads/{lead.id}/panel")).text
        whole = (await client.get(f"{place.url}/leads/{lead.id}")).text
    assert ('id="panel-fields"' in panel) is ('id="fields"' in whole)
    return whole.partition('id="fields"')[2].partition('id="tasks"')[0]


async def tell(installation: Installation, place: Workplace, value: str, by: str) -> None:
    lead = await installation.lead(place, ANA["email"])
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await custom_fields.set_one(session, LeadId(lead.id), "account_tier", value, by)


async def test_a_lead_without_fields_has_no_empty_table(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANA)
    assert await page(installation, place) == ""


async def test_a_field_of_the_form_stands_as_it_was_sent_with_its_form(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANA, fleet_size="12 Vans", region="South West")
    shown = await page(installation, place)
    for words in ("Fleet size", "12 Vans", "Region", "South West"):
        assert words in shown
    assert "automation" not in shown


async def test_very_many_fields_stand_in_their_order_and_fold(
    installation: Installation, place: Workplace
) -> None:
    asked: dict[str, Any] = {f"question_{n}": f"answer {n}" for n in range(1, 31)}
    await installation.submit(place, **ANA, **asked)
    open_ones, _, folded = (await page(installation, place)).partition("<details")
    order = [open_ones.index(f"<bdi>Question {n}</bdi>") for n in (1, 2, 3, 10, 12)]
    assert order == sorted(order)
    assert "18 more fields" in folded
    assert "<bdi>answer 30</bdi>" in folded


async def test_what_an_automation_set_says_so_until_the_lead_tells_another(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANA, account_tier="Bronze")
    await tell(installation, place, "Gold <b>", "Big & bold")
    shown = await page(installation, place)
    assert "Gold &lt;b&gt;" in shown
    assert "automation Big &amp; bold" in shown
    assert "Bronze" not in shown
    await installation.submit(
        place, **{**ANA, "message": "Once more, please."}, account_tier="Silver"
    )
    shown = await page(installation, place)
    assert "Silver" in shown
    assert "automation" not in shown


async def test_a_field_that_an_automation_set_stands_in_the_timeline_with_what_it_held_before(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANA, account_tier="Bronze")
    await tell(installation, place, "Gold <b>", "Big & bold")
    lead = await installation.lead(place, ANA["email"])
    async with installation.browser(place.owner_id) as client:
        shown = (await client.get(f"{place.url}/leads/{lead.id}")).text
    told = shown.partition('id="timeline"')[2]
    assert "Account tier set to Gold &lt;b&gt;" in told
    assert "by the automation Big &amp; bold, before: bronze" in told
