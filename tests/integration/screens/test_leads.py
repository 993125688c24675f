"""The table of leads: filters in the address, order, pages, bulk changes and undo, CSV, search."""

import re
from html import unescape
from uuid import UUID

import httpx
import pytest
from tests.integration.installation import Installation, Workplace
from tests.integration.screens.forms import send
from tests.integration.screens.lead_rows import add

from leadwright.domain.permission import Role

NAMES = ("Ana Lima", "Bo Berg", "Cy Chan", "Di Diaz", "Ed Eder")
HOSTILE = "<script>alert(1)</script>"


def names(html: str) -> list[str]:
    return [
        unescape(name) for name in re.findall(r"data-panel-id=\"[^\"]+\"><bdi>(.*?)</bdi>", html)
    ]


def ids(html: str) -> list[str]:
    return re.findall(r'data-panel-id="([^"]+)"', html)


def link(html: str, rel: str) -> str:
    """The address of a link by its `rel`."""
    found = re.search(rf'<a href="([^"]+)"[^>]*rel="{rel}"', html)
    assert found, f"there is no {rel} link"
    return unescape(found[1])


async def test_a_lead_from_the_door_stands_in_the_table_with_what_became_of_it(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, name="Ana Lima", email="ana@lima.example", message="Could we see a demo next week?"
    )
    lead = await installation.lead(place, "ana@lima.example")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads")
    assert names(page.text) == ["Ana Lima"]
    assert f'data-panel="{place.url}/leads/{lead.id}/panel"' in page.text
    assert f'href="{place.url}/leads/{lead.id}"' in page.text
    assert ">Demo<" in page.text


async def test_a_mere_suspicion_of_a_seller_is_not_called_one(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, "Ana Lima", intent="solicitation", reply_status="held")
    await add(
        installation,
        place,
        "Tom Reid",
        intent="solicitation",
        reply_status="stopped",
        stop_reason="solicitation",
    )
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads")
        today = await client.get(place.url)
    shown = re.findall(r"<td[^>]*>(Perhaps a seller|Solicitation)<", page.text)
    assert shown == ["Solicitation", "Perhaps a seller"]
    assert "Perhaps a seller, held for approval" in today.text


async def test_a_page_is_named_by_its_path_and_whole_on_hover(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, name="Ana", email="ana@lima.example", source="lima.example/lp/fewer-miles"
    )
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads")
    assert 'title="lima.example/lp/fewer-miles"><bdi>/lp/fewer-miles</bdi>' in page.text


async def test_without_leads_the_table_leads_to_the_snippet(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads")
    assert "No leads yet" in page.text
    assert f"{place.url}/settings/connect" in page.text


async def test_where_no_lead_matches_the_filters_are_the_remedy(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, *NAMES)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads?status=converted")
    assert "No lead matches these filters." in page.text
    assert f'href="{place.url}/leads"' in page.text
    assert "No leads yet" not in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=recent", list(reversed(NAMES))),
        ("sort=recent&dir=asc", list(NAMES)),
        ("sort=name", list(NAMES)),
        ("sort=company&dir=desc", ["Ana Lima", "Ed Eder", "Di Diaz", "Cy Chan", "Bo Berg"]),
        ("sort=score", list(NAMES)),
        ("sort=score&dir=asc", list(reversed(NAMES))),
        ("min_score=80", ["Bo Berg", "Ana Lima"]),
        ("intent=spam", []),
        ("intent=spam,demo_request&status=new&grade=A&reply=answered&source=form", None),
        ("owner=unassigned&since=7d&q=an", ["Cy Chan", "Ana Lima"]),
        ("owner=me", []),
    ],
)
async def test_the_address_chooses_and_orders(
    installation: Installation, place: Workplace, query: str, found: list[str] | None
) -> None:
    await add(installation, place, *NAMES)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads?{query}")
    assert names(page.text) == (list(reversed(NAMES)) if found is None else found)


@pytest.mark.parametrize(
    "order", ["sort=recent", "sort=score&dir=asc", "sort=name&dir=desc", "sort=company"]
)
async def test_pages_go_forth_and_back_without_losing_a_lead(
    installation: Installation, place: Workplace, order: str
) -> None:
    people = [f"Person {number % 7} {number:03}" for number in range(120)]
    await add(installation, place, *people, score=50)
    async with installation.browser(place.owner_id) as client:
        first = (await client.get(f"{place.url}/leads?{order}")).text
        second = (await client.get(link(first, "next"))).text
        third = (await client.get(link(second, "next"))).text
        back = (await client.get(link(third, "prev"))).text
        start = (await client.get(link(back, "prev"))).text
    assert sorted(names(first) + names(second) + names(third)) == sorted(people)
    assert names(back) == names(second)
    assert names(start) == names(first)
    assert 'rel="next"' not in third
    assert 'rel="prev"' not in start


async def test_chips_take_one_filter_away_and_views_are_fixed_filters(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, *NAMES)
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/leads?status=new&grade=A&sort=name")).text
    assert f'href="{place.url}/leads?grade=A&amp;sort=name"' in page
    assert re.search(r'<a class="view-tab"[^>]*aria-current="page">New<', page)
    assert f'href="{place.url}/leads?reply=held,failed,unconfirmed&amp;sort=name"' in page


async def test_the_filter_form_becomes_a_short_address(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        answer = await client.get(
            f"{place.url}/leads?apply=1&q=&dir=desc&intent=spam&intent=demo_request&owner=&min_score="
        )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{place.url}/leads?intent=spam,demo_request"


@pytest.mark.parametrize(
    "query",
    [
        "min_score=abc", "min_score=99999999999", "min_score=-1", "intent=unknown", "status=%00", "owner=1",
        "since=2026-99-99", "sort=colour", "after=garbage", "after=W10", "before=WyJ4IiwieSJd",
        "after=WzFlOTk5LCAieCJd&sort=score",
    ],
)  # fmt: skip
async def test_what_makes_no_sense_in_the_address_is_left_out_and_said(
    installation: Installation, place: Workplace, query: str
) -> None:
    await add(installation, place, *NAMES)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads?{query}")
    assert page.status_code == 200
    assert "Left out of this address" in page.text
    assert len(names(page.text)) == len(NAMES)


@pytest.mark.parametrize("q", ["%", "_", "\\", "%00", "'", "%ff%fe", "x" * 5000, "%20%20"])
async def test_any_search_is_answered(installation: Installation, place: Workplace, q: str) -> None:
    await add(installation, place, *NAMES)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads?q={q}")
        lines = await client.get(f"{place.url}/search?q={q}")
    assert page.status_code == lines.status_code == 200


async def test_the_search_box_gets_the_results_alone_and_a_clean_address(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, *NAMES)
    async with installation.browser(place.owner_id) as client:
        part = await client.get(
            f"{place.url}/leads?q=lim&dir=desc", headers={"HX-Request-Type": "partial"}
        )
    assert names(part.text) == ["Ana Lima"]
    assert "<html" not in part.text
    assert part.headers["hx-push-url"] == f"{place.url}/leads?q=lim"


async def test_what_a_lead_wrote_is_text_and_never_markup(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, f"{HOSTILE} \u202eevil", company=f"{HOSTILE}{'x' * 300}")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads")
        lines = await client.get(f"{place.url}/search?q=alert")
    for answer in (page, lines):
        assert HOSTILE not in answer.text
        assert "&lt;script&gt;" in answer.text


async def _bulk(
    client: httpx.AsyncClient, place: Workplace, verb: str, selected: list[str], **fields: str
) -> httpx.Response:
    return await client.post(f"{place.url}/leads/{verb}", data={"lead": selected, **fields})


async def test_a_status_is_set_for_the_selected_leads_and_undone(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, *NAMES)
    await add(installation, place, "Zoe Zed", status="rejected")
    async with installation.browser(place.owner_id) as client:
        shown = (await client.get(f"{place.url}/leads?grade=A")).text
        answer = await _bulk(
            client, place, "status", ids(shown)[:3], status="working", back="grade=A"
        )
        assert answer.status_code == 303
        after = (await client.get(answer.headers["location"])).text
        assert "3 leads set to Working" in after
        assert (await installation.lead(place, "zoe@0.example")).status == "working"
        undo = unescape(re.findall(r'hx-post="([^"]+/undo[^"]+)"', after)[0])
        undone = await client.post(undo, headers={"HX-Request": "true"})
    assert undone.headers["hx-redirect"].startswith(f"{place.url}/leads")
    assert (await installation.lead(place, "zoe@0.example")).status == "rejected"
    assert (await installation.lead(place, "ed@4.example")).status == "new"


async def test_leads_are_assigned_and_undo_leaves_what_changed_since(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, *NAMES)
    rep = await installation.member(place.workspace_id, f"rep@{place.slug}.example", Role.REP)
    async with installation.browser(place.owner_id) as client:
        chosen = ids((await client.get(f"{place.url}/leads")).text)[:2]
        answer = await _bulk(client, place, "assign", chosen, owner=str(rep))
        after = (await client.get(answer.headers["location"])).text
        assert "2 leads assigned to Rep" in after
        await _bulk(client, place, "status", chosen[:1], status="working")
        undo = unescape(re.findall(r'hx-post="([^"]+/undo[^"]+)"', after)[0])
        undone = await client.post(undo)
    assert undone.headers["location"].endswith("toast=undone_partly")
    assert (await installation.lead(place, "ed@4.example")).owner_id == rep
    assert (await installation.lead(place, "di@3.example")).owner_id is None


async def test_the_bulk_form_stands_on_the_page_with_its_token(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, *NAMES)
    async with installation.browser(place.owner_id) as client:
        client.headers.pop("X-CSRF-Token")
        shown = await client.get(f"{place.url}/leads")
        fields = {"lead": ids(shown.text)[0], "status": "nurture"}
        answer = await send(client, f"{place.url}/leads", f"{place.url}/leads/status", fields)
    assert answer.status_code == 303
    assert (await installation.lead(place, "ed@4.example")).status == "nurture"


@pytest.mark.parametrize("verb", ["status", "assign", "undo?token=x"])
async def test_viewers_and_forged_forms_change_nothing(
    installation: Installation, place: Workplace, verb: str
) -> None:
    await add(installation, place, *NAMES)
    viewer = await installation.member(place.workspace_id, f"v@{place.slug}.example", Role.VIEWER)
    async with installation.browser(viewer) as client:
        page = (await client.get(f"{place.url}/leads")).text
        refused = await _bulk(client, place, verb, ids(page), status="working")
    async with installation.browser(place.owner_id) as client:
        client.headers.pop("X-CSRF-Token")
        forged = await _bulk(client, place, verb, ids(page), status="working")
    assert names(page)
    assert "bulk-bar" not in page
    assert refused.status_code == forged.status_code == 403


async def test_leads_of_another_workspace_are_not_there(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    await add(installation, other, *NAMES)
    async with installation.browser(other.owner_id) as client:
        theirs = ids((await client.get(f"{other.url}/leads")).text)
        ours = await _bulk(client, other, "status", theirs[:1], status="working")
        token = ours.headers["location"].partition("done=")[2]
    async with installation.browser(place.owner_id) as client:
        answers = [
            await _bulk(client, place, "status", theirs, status="working"),
            await _bulk(client, place, "assign", theirs, owner=""),
            await client.get(f"{other.url}/leads"),
            await client.get(f"{other.url}/leads.csv"),
            await client.get(f"{other.url}/leads.xlsx"),
            await client.get(f"{other.url}/search?q=ana"),
        ]
        undo = await client.post(f"{place.url}/leads/undo?token={token}")
        table = await client.get(f"{place.url}/leads?done={token}")
    assert [answer.status_code for answer in answers] == [404] * 6
    assert undo.status_code == 422
    assert names(table.text) == []
    assert "set to Working" not in table.text


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("status", {"status": "unheard_of"}),
        ("assign", {"owner": "nobody"}),
        ("assign", {"owner": str(UUID(int=7))}),
        ("status", {"status": "working", "lead": "not-an-id"}),
    ],
)
async def test_a_bulk_change_that_makes_no_sense_is_refused(
    installation: Installation, place: Workplace, verb: str, fields: dict[str, str]
) -> None:
    await add(installation, place, *NAMES)
    async with installation.browser(place.owner_id) as client:
        selected = ids((await client.get(f"{place.url}/leads")).text)[:1]
        answer = await client.post(f"{place.url}/leads/{verb}", data={"lead": selected, **fields})
        none = await client.post(f"{place.url}/leads/status", data={"status": "working"})
    assert answer.status_code == none.status_code == 422


async def test_the_palette_finds_people_by_what_is_known_of_them(
    installation: Installation, place: Workplace
) -> None:
    await add(installation, place, *(f"Twin {number}" for number in range(12)))
    await installation.submit(
        place, name="Ana Lima", email="ana@lima.example", company="Lima Works", message="A demo?"
    )
    async with installation.browser(place.owner_id) as client:
        asked = [
            await client.get(f"{place.url}/search?q={q}") for q in ("LIMA W", "ana@", "twin", "")
        ]
    counts = [answer.text.count('role="option"') for answer in asked]
    assert counts == [1, 1, 8, 0]
    assert "Ana Lima" in asked[0].text
