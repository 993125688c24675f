"""Drafts of scorecards: tried before they are kept, one step back, one card beside another."""

import re

from tests.integration.installation import Installation, Workplace
from tests.integration.screens.test_scoring import DRAFT, counting, in_draft

from leadwright.features.scoring.cards import drafting
from leadwright.features.scoring.cards.card_files import card_yaml
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard


async def drafted(installation: Installation, place: Workplace) -> Scorecard:
    found = await in_draft(installation, place)
    assert found is not None
    return found


async def test_what_other_cuts_do_to_grades_is_shown_before_they_are_kept(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, email="ada@far.example", message="A demo for 40 people, please."
    )
    typed = {"title": "Ours", "weight_fit": "40", "weight_engagement": "40", "weight_intent": "20",
             "grade-0-0": "A"}  # fmt: skip
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}{DRAFT}")
        url = f"{place.url}{DRAFT}/numbers"
        shown = await client.post(url, data=typed | {"do": "refresh"})
        table = shown.text.partition("Leads by grade, now and then")[2].partition("</table>")[0]
        assert re.findall(r'<th scope="row"[^>]*>([A-D])<', table) == ["A", "B", "C", "D"]
        assert re.findall(r"<td[^>]*flush-e[^>]*>(\d+)<", table) == ["1", "0", "0", "0"]
        unfit = await client.post(url, data=typed | {"do": "refresh", "weight_fit": "90"})
        assert "as soon as the form can be counted" in unfit.text
    assert (await drafted(installation, place)).grading == default_scorecard().grading


async def test_a_draft_goes_one_step_back_and_is_replaced_by_a_file_only_when_asked(
    installation: Installation, place: Workplace
) -> None:
    words = card_yaml(default_scorecard().model_copy(update={"title": "From outside"}))
    path, url = f"{place.url}/scoring/import", f"{place.url}{DRAFT}"
    async with installation.browser(place.owner_id) as client:
        await client.post(url)
        assert (await client.post(f"{url}/undo")).status_code == 409
        await client.post(f"{url}/rules", data={"rule": "role_email", "do": "remove"})
        mine = await drafted(installation, place)
        refused = await client.post(path, data={"yaml": words})
        assert refused.status_code == 422
        assert "has a draft that somebody works on" in refused.text
        assert "From outside" in refused.text
        assert await drafted(installation, place) == mine
        again = card_yaml(mine)
        assert (await client.post(path, data={"yaml": again})).status_code == 303
        await client.post(path, data={"yaml": words, "replace": "true"})
        assert (await drafted(installation, place)).title == "From outside"
        await client.post(f"{url}/undo")
        assert await drafted(installation, place) == mine
        await client.post(f"{url}/undo")
        assert (await drafted(installation, place)).title == "From outside"


async def test_another_scorecard_is_added_for_a_segment_and_its_score_stands_beside(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, email="ada@far.example", message="A demo, please.")
    await installation.submit(
        place, email="bea@far.example", message="Was kostet es? Bitte ein Angebot."
    )
    async with installation.browser(place.owner_id) as client:
        made = await client.post(
            f"{place.url}/scoring/cards", data={"title": "DACH team", "like": "default"}
        )
        whom = made.headers["location"]
        assert whom.endswith("/scoring/cards/dach_team/draft/for-whom")
        line = {"c-0-field": "language", "c-0-op": "in", "do": "refresh"}
        assert "Of the newest" not in (await client.post(whom, data=line)).text
        assert (await client.post(whom, data=line | {"do": "keep"})).status_code == 422
        line["c-0-value"] = "de"
        counted = await client.post(whom, data=line)
        assert re.search(r"newest 2 leads, <[^>]*>1</span>\s+has a score", counted.text)
        await client.post(whom, data=line | {"do": "keep"})
        draft = whom.removesuffix("/for-whom")
        assert "For Language is German" in (await client.get(draft)).text
        await client.post(f"{draft}/publish", data={"seen": "1"})
        await installation.work()
        for address, there in (("bea@far.example", True), ("ada@far.example", False)):
            lead = await installation.lead(place, address)
            page = await client.get(f"{place.url}/leads/{lead.id}")
            assert ("DACH team" in page.text) is there
        refused = await client.post(f"{place.url}/scoring/cards/dach_team/primary")
        assert "counts for every lead" in refused.text


async def test_a_card_that_was_made_primary_is_told_on_a_lead_before_its_run_has_come_there(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, email="ada@far.example", message="A demo, please.")
    other = default_scorecard().model_copy(update={"name": "other", "title": "Fit first"})
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        number = await drafting.create(session, other, Change(place.owner_id))
        await drafting.publish(session, "other", Change(place.owner_id), seen=number)
        await drafting.make_primary(session, "other", Change(place.owner_id))
    lead = await installation.lead(place, "ada@far.example")
    async with installation.browser(place.owner_id) as client:
        for path in (f"leads/{lead.id}", f"leads/{lead.id}/why"):
            page = (await client.get(f"{place.url}/{path}")).text
            assert "not read as far as that" not in page
        assert "Fit first" in (await client.get(f"{place.url}/leads/{lead.id}")).text


async def test_setting_up_anew_leaves_a_colleagues_draft_alone(
    installation: Installation, place: Workplace
) -> None:
    mine = default_scorecard().model_copy(update={"title": "Half done"})
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await drafting.save_draft(session, mine, Change(place.owner_id))
        anew = default_scorecard().model_copy(update={"title": "Anew"})
        await drafting.put_in_force(session, anew, Change(place.owner_id, "Set up anew"))
    assert (await counting(installation, place)).title == "Anew"
    assert (await drafted(installation, place)).title == "Half done"
