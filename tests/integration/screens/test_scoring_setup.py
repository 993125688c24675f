"""The scoring set-up: five steps that keep what was typed, and end with real scores."""

from typing import Any

import httpx
from tests.integration.installation import Installation, Workplace
from tests.integration.screens.forms import hidden
from tests.integration.waiting import ANA

from leadwright.domain.permission import Role
from leadwright.features.notifications import preferences
from leadwright.features.scoring.in_force import in_force

HOSTILE = "<script>alert(1)</script>"


async def step(
    client: httpx.AsyncClient, place: Workplace, page: httpx.Response, do: str, **typed: Any
) -> httpx.Response:
    """A button of the page, with what the page carries."""
    form = {k: v for k, v in hidden(page.text).items() if k != "csrf_token"}
    return await client.post(f"{place.url}/scoring/setup", data={**form, "do": do, **typed})


async def test_five_steps_end_with_a_published_card_and_the_scores_of_real_leads(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANA)
    async with installation.browser(place.owner_id) as client:
        first = await client.get(f"{place.url}/scoring/setup")
        ideal = await step(client, place, first, "next", trade="saas")
        assert 'value="500"' in ideal.text
        typed = {
            "countries": "DE, Austria", "size_least": "5", "size_most": "", "trades": HOSTILE,
            "titles": "head of, owner",
        }  # fmt: skip
        deeds = await step(client, place, ideal, "next", **typed)
        again = await step(client, place, deeds, "back")
        assert 'value="DE, Austria"' in again.text
        assert HOSTILE not in again.text
        deeds = await step(client, place, again, "next", **typed)
        told = await step(client, place, deeds, "next", **{"deed-meeting": "true"})
        look = await step(
            client, place, told, "next", hot_at="80", warm_at="50", **{"tell-email": "true"}
        )
        assert "This is what your leads would score" in look.text
        assert ANA["name"] in look.text
        done = await step(client, place, look, "publish")
        assert done.status_code == 303
        await installation.work()
        end = await client.get(done.headers["location"])
        assert "is in force" in end.text
        assert ANA["name"] in end.text
    async with installation.runtime.database.read(place.workspace_id) as session:
        card = (await in_force(session)).primary
        prefs = await preferences.kept(session, place.owner_id)
    points = {rule.id: float(rule.points) for rule in card.rules}
    assert {each.id: each.at for each in card.thresholds} == {"hot": 80, "warm": 50}
    assert {"ideal_country", "ideal_title", "ideal_size"} <= points.keys()
    assert (points["meeting"], points["trial"]) == (40, 17.5)
    assert prefs is not None
    assert prefs.hot_from == 80
    assert "hot_lead" in prefs.wishes["email"]
    assert "hot_lead" not in prefs.wishes["browser"]
    assert "alert" in prefs.wishes["email"]


async def test_what_cannot_be_is_named_at_its_field_on_its_own_step(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        for at, typed, words in (
            ("0", {}, "Choose the trade"),
            ("0", {"trade": HOSTILE}, "Choose the trade"),
            ("1", {"trade": "saas", "countries": "DE, Atlantis"}, "Atlantis"),
            ("1", {"trade": "saas", "size_least": "-4"}, "Write a number of people"),
            ("1", {"trade": "saas", "size_least": "50", "size_most": "5"}, "Write 50 or more"),
            ("3", {"trade": "saas", "hot_at": "900"}, "from 1 to 100"),
            ("3", {"trade": "saas", "hot_at": "60", "warm_at": "70"}, "Write less than 60"),
        ):
            data = {"suggested": "saas", "step": at, "do": "next", **typed}
            page = await client.post(f"{place.url}/scoring/setup", data=data)
            assert page.status_code == 422, typed
            assert words in page.text, typed
            assert HOSTILE not in page.text
        skipped = {"step": "4", "do": "publish", "trade": "saas", "suggested": "saas"}
        page = await client.post(f"{place.url}/scoring/setup", data=skipped)
        assert page.status_code == 422
        assert "When is a lead hot" in page.text


async def test_without_leads_the_set_up_still_ends_and_offers_sample_data(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/scoring/setup/done")
        assert "See scores on sample data" in page.text
    rep = await installation.member(place.workspace_id, "rep@setup.example", Role.REP)
    async with installation.browser(rep) as client:
        assert (await client.get(f"{place.url}/scoring/setup")).status_code == 403
    async with installation.browser(place.owner_id) as client:
        refused = await client.post(
            f"{place.url}/scoring/setup", headers={"X-CSRF-Token": "no"}, data={"step": "4"}
        )
        assert refused.status_code == 403
