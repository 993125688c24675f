"""The sources' screen: adding, pausing and removing; who may not; what cannot be kept."""

import pytest
from tests.integration.installation import Installation, Workplace

from leadwright.domain.permission import Role

FORM = {"label": "<script>alert(1)</script>", "folder": "/srv/{{7*7}}", "pattern": "customer.xlsx"}


async def test_without_sources_the_page_says_what_one_is(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as owner:
        page = (await owner.get(f"{place.url}/sources")).text
        form = (await owner.get(f"{place.url}/sources/new/folder")).text
    assert "No source yet" in page
    assert "LEADWRIGHT_WATCH_FOLDERS" in form
    assert 'name="folder"' not in form  # nothing could be typed that would be taken


async def test_a_source_is_added_changed_paused_and_removed(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as owner:
        made = await owner.post(f"{place.url}/sources/new/folder", data=FORM)
        assert made.status_code == 303
        page = made.headers["location"].partition("?")[0]
        listed = (await owner.get(f"{place.url}/sources")).text
        assert "<script>alert" not in listed
        assert "/srv/{{7*7}}" in listed
        await owner.post(
            page,
            data={**FORM, "label": "Fairs", "is_event_leads": "true", "consent": "At the fair"},
        )
        await owner.post(f"{page}/test")
        await owner.post(f"{page}/pause")
        shown = (await owner.get(page)).text
        assert "Paused" in shown
        assert "No folder may be watched here yet" in shown
        await owner.post(f"{page}/resume")
        await owner.post(f"{page}/remove")
        assert (await owner.get(page)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        ("folder", {"folder": ""}, "Which folder?"),
        ("folder", {"folder": "/srv/../etc"}, "Leave out"),
        ("folder", {"is_event_leads": "true"}, "Say where these people agreed"),
        ("folder", {"pattern": "x" * 501}, "Shorten it to 500"),
        ("bucket", {"connection_id": "nothing"}, "Choose one of the list"),
        ("mail", {"senders": "not an address"}, "neither an address nor a domain"),
    ],
)
async def test_what_cannot_be_kept_is_named_and_what_was_typed_stays(
    installation: Installation, place: Workplace, kind: str, wrong: dict[str, str], words: str
) -> None:
    async with installation.browser(place.owner_id) as owner:
        answer = await owner.post(
            f"{place.url}/sources/new/{kind}", data={**FORM, "label": "My typing", **wrong}
        )
        unknown = await owner.post(f"{place.url}/sources/new/drive", data=FORM)
    assert answer.status_code == 422
    assert words in answer.text
    assert "My typing" in answer.text
    assert unknown.status_code == 404


async def test_who_may_not_and_who_is_elsewhere(
    installation: Installation, place: Workplace
) -> None:
    viewer = await installation.member(
        place.workspace_id, f"viewer@{place.slug}.example", Role.VIEWER
    )
    other = await installation.workplace()
    async with installation.browser(place.owner_id) as owner:
        made = await owner.post(f"{place.url}/sources/new/folder", data=FORM)
        page = made.headers["location"].partition("?")[0]
        del owner.headers["X-CSRF-Token"]
        assert (await owner.post(f"{page}/remove")).status_code == 403
    async with installation.browser(viewer) as client:
        assert (await client.get(page)).status_code == 200
        assert "Remove for good" not in (await client.get(page)).text
        assert (await client.post(f"{page}/remove")).status_code == 403
    async with installation.browser(other.owner_id) as stranger:
        assert (await stranger.get(page.replace(place.url, other.url))).status_code == 404
        assert (
            await stranger.post(f"{page.replace(place.url, other.url)}/test")
        ).status_code == 404
