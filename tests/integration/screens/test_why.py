"""The card beside a score in the table of leads."""

import re
from typing import Any

from tests.integration.installation import Installation, Workplace
from tests.integration.waiting import reply

HOSTILE = "<script>alert(1)</script>"
ANA: dict[str, Any] = {
    "name": f"Ana {HOSTILE}",
    "email": "ana@lima-works.example",
    "message": "Could we see a demo for 30 people?",
}


async def test_the_card_beside_a_score_adds_up_and_is_nobody_elses(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANA)
    lead = await installation.lead(place, ANA["email"])
    address = f"/leads/{lead.id}/why"
    async with installation.browser(place.owner_id) as client:
        listed = await client.get(f"{place.url}/leads")
        card = await client.get(f"{place.url}{address}")
    other = await installation.workplace()
    async with installation.browser(other.owner_id) as stranger:
        elsewhere = await stranger.get(f"{other.url}{address}")
    assert f'hx-get="{place.url}{address}"' in listed.text
    assert 'id="why" popover' in listed.text
    points = [float(one.replace("−", "-")) for one in re.findall(r">([+−][\d.]+)<", card.text)]
    assert len(points) > 1
    assert round(sum(points), 2) == lead.score
    assert HOSTILE not in card.text
    assert elsewhere.status_code == 404


async def test_every_screen_that_shows_a_leads_score_opens_its_reasons(
    installation: Installation, place: Workplace
) -> None:
    asked = {**ANA, "name": "Jo", "message": "I apply for the job as a technician, CV attached."}
    await installation.submit(place, **asked)
    lead = await installation.lead(place, ANA["email"])
    held = await reply(installation, place)
    opens = f'hx-get="{place.url}/leads/{lead.id}/why"'
    async with installation.browser(place.owner_id) as client:
        for path in ("", "/leads", "/approvals", "/scoring/setup/done"):
            page = (await client.get(f"{place.url}{path}")).text
            assert opens in page, path
            assert page.count('id="why" popover') == 1, path
        assert opens in (await client.get(f"{place.url}/approvals/{held.id}/panel")).text
