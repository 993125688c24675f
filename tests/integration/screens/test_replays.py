"""The replay pages: the list, a replay started and read, and who may."""

from typing import Any

from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import new_id
from leadwright.domain.permission import Role
from leadwright.features.scoring.cards import drafting
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard

HOSTILE = "<script>alert(1)</script>"
FORM: dict[str, Any] = {
    "name": HOSTILE,
    "email": "katrin@muehlenhof.example",
    "message": "Could you show us a demo for our 35 technicians before the end of January?",
}


async def drafted(installation: Installation, place: Workplace) -> int:
    card = default_scorecard().model_dump(mode="json", by_alias=True, exclude_none=True)
    changes = {"weights": {"fit": 100, "engagement": 0, "intent": 0}, "title": HOSTILE}
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        draft = Scorecard.model_validate(card | changes)
        return await drafting.save_draft(session, draft, Change(place.owner_id))


async def test_a_draft_is_replayed_and_its_page_says_who_moves(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    url = f"{place.url}/scoring/replays"
    async with installation.browser(place.owner_id) as client:
        empty = await client.get(url)
        number = await drafted(installation, place)
        offered = await client.get(url)
        begun = await client.post(url, data={"name": "default", "version": number})
        running = await client.get(begun.headers["location"])
        await installation.work()
        page = await client.get(begun.headers["location"])
        listed = await client.get(url)
        in_force = await client.post(url, data={"name": "default", "version": 1})
    assert "Nothing was replayed yet" in empty.text
    assert 'value="2"' in offered.text
    assert begun.status_code == 303
    assert 'hx-trigger="every 2s"' in running.text
    assert 'id="content"' in running.text  # what the page exchanges while it runs
    assert "The leads are being gathered" in running.text
    assert "Nobody rises" not in running.text
    assert "every 2s" not in page.text
    assert "1 lead in both ways: 0 up, 1 down" in page.text
    assert "Too few outcomes" in page.text
    assert "instead of" in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert HOSTILE not in page.text + listed.text + offered.text
    assert "0 up, 1 down" in listed.text
    assert in_force.status_code == 409
    assert "nothing to compare" in in_force.text


async def test_who_may_start_a_replay_and_who_may_see_it(
    installation: Installation, place: Workplace
) -> None:
    number = await drafted(installation, place)
    url, asked = f"{place.url}/scoring/replays", {"name": "default", "version": number}
    rep = await installation.member(place.workspace_id, "rep@replays.example", Role.REP)
    other = await installation.workplace("Other")
    async with installation.browser(place.owner_id) as client:
        begun = await client.post(url, data=asked)
        del client.headers["X-CSRF-Token"]
        assert (await client.post(url, data=asked)).status_code == 403
    address = begun.headers["location"]
    async with installation.browser(rep) as client:
        assert (await client.get(address)).status_code == 200
        assert ">Replay<" not in (await client.get(url)).text
        assert (await client.post(url, data=asked)).status_code == 403
    async with installation.browser(other.owner_id) as client:
        theirs = address.replace(place.url, other.url)
        assert (await client.get(theirs)).status_code == 404
        assert (await client.get(f"{other.url}/scoring/replays/{new_id()}")).status_code == 404
        wrong = await client.post(f"{other.url}/scoring/replays", data=asked)
        assert wrong.status_code == 404
