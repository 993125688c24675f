"""Routing by product interest: both ways in, unknown products, learning, and the two screens."""

from typing import Any

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.screens.test_imports import ADA, BEA, STRANGE, drop, rows_of, sheet
from tests.integration.screens.test_leads import names

from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Role

TEAMS = (
    "select l.name, t.name, l.owner_id from lead l left join team t on t.id = l.team_id order by 1"
)
REVIEW = "select verdict from import_row order by row_index"


async def team(installation: Installation, place: Workplace, name: str) -> Any:
    found = await rows_of(installation, place, f"select id from team where name = '{name}'")
    return found[0][0]


async def staffed(installation: Installation, place: Workplace) -> tuple[PersonId, PersonId]:
    """A seller in each of the shipped teams; the owner is the fallback."""
    people = []
    async with installation.browser(place.owner_id) as client:
        for name in ("Enterprise", "Startup"):
            email = f"{name.lower()}@{place.slug}.example"
            person = await installation.member(place.workspace_id, email, Role.REP)
            url = f"{place.url}/routing/teams/{await team(installation, place, name)}"
            saved = await client.post(url, data={"name": name, "person": str(person)})
            assert saved.status_code == 303, saved.text
            people.append(person)
        chosen = {"person": str(place.owner_id)}
        assert (await client.post(f"{place.url}/routing/fallback", data=chosen)).status_code == 303
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(text("update membership set takes_leads = true"))
    return people[0], people[1]


async def test_rows_and_forms_go_to_the_team_of_their_first_known_product(
    installation: Installation, place: Workplace
) -> None:
    enterprise, startup = await staffed(installation, place)
    await drop(installation, place, sheet(ADA, BEA))
    form: dict[str, Any] = {"message": "Please call me.", "Product Interest": "Z7 and a-2; A1"}
    await installation.submit(place, name="Cleo Form", email="cleo@form.example", **form)
    await installation.submit(
        place, name="Dan Plain", email="dan@form.example", message="Hello there"
    )
    found = await rows_of(installation, place, TEAMS)
    assert found[:3] == [
        ("Ada Holm", "Enterprise", enterprise),
        ("Bea Lund", "Startup", startup),
        ("Cleo Form", "Startup", startup),
    ]
    assert found[3][:2] == ("Dan Plain", None)
    lead = await installation.lead(place, "cleo@form.example")
    startups = await team(installation, place, "Startup")
    async with installation.browser(place.owner_id) as client:
        listed = (await client.get(f"{place.url}/leads?team={startups}")).text
        assert {"Bea Lund", "Cleo Form"} == set(names(listed))
        assert "Startup" in listed
        assert names((await client.get(f"{place.url}/leads?team=none")).text) == ["Dan Plain"]
        page = await client.get(f"{place.url}/leads/{lead.id}")
        assert 'title="Team Startup"' in page.text
        empty = await client.get(f"{place.url}/review")
    assert "Nothing waits" in empty.text


async def test_unknown_products_wait_are_counted_and_alerted_once_and_go_on_when_taught(
    installation: Installation, place: Workplace
) -> None:
    _, startup = await staffed(installation, place)
    other = ("Eva", "Ro", "eva.ro@ro.example", "", "Ro GmbH", "z-9", "")
    path = await drop(installation, place, sheet(STRANGE, other))
    form: dict[str, Any] = {"message": "Please call me.", "interest": "Z9"}
    await installation.submit(place, name="Fay Form", email="fay@form.example", **form)
    found = await rows_of(installation, place, TEAMS)
    assert [row[1:] for row in found] == [(None, place.owner_id)] * 3
    assert await rows_of(installation, place, "select count(*) from lead where score is null") == [
        (0,)
    ]
    alerts = "select times, resolved_at is null from notification where kind = 'alert'"
    assert await rows_of(installation, place, alerts) == [(1, True)]
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/review")
        assert "3 leads" in page.text
        assert "Cy Ek" in page.text
        assert "is not in the catalogue" in (await client.get(path)).text
        taught = {"value": "Z9", "team": str(await team(installation, place, "Startup"))}
        answer = await client.post(f"{place.url}/review/products", data=taught)
        assert "taught=z9" in answer.headers["location"]
        await installation.work()
        found = await rows_of(installation, place, TEAMS)
        assert [row[1:] for row in found] == [("Startup", startup)] * 3
        assert await rows_of(installation, place, REVIEW) == [("new",), ("new",)]
        assert "is not in the catalogue" not in (await client.get(path)).text
        assert await rows_of(installation, place, alerts) == [(1, False)]
        told = f"select count(*) from notification where person_id = '{startup}' and title like '3 leads%'"
        assert await rows_of(installation, place, told) == [(1,)]
        await client.post(f"{place.url}/review/products/z9/take-back")
        found = await rows_of(installation, place, TEAMS)
        assert [row[1:] for row in found] == [(None, place.owner_id)] * 3
        assert await rows_of(installation, place, REVIEW) == [("review",), ("review",)]


async def test_a_team_without_members_leaves_its_leads_to_the_fallback_owner(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, f"fall@{place.slug}.example", Role.REP)
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/routing/fallback", data={"person": str(rep)})
        page = await client.get(f"{place.url}/routing", params={"asked": "A1, Z9"})
    assert "Enterprise, because A1 is its product; Z9 is noted" in page.text
    assert "fallback owner" in page.text
    await drop(installation, place, sheet(ADA))
    assert await rows_of(installation, place, TEAMS) == [("Ada Holm", "Enterprise", rep)]


async def test_the_table_is_edited_and_a_removed_product_can_be_put_back(
    installation: Installation, place: Workplace
) -> None:
    values = "select value from product_route order by created_at, value"
    async with installation.browser(place.owner_id) as client:
        url = f"{place.url}/routing"
        hostile = await client.post(f"{url}/teams", data={"name": "<b>Bold</b>"})
        assert hostile.status_code == 303
        assert "<b>Bold" not in (await client.get(url)).text
        twice = await client.post(f"{url}/teams", data={"name": "STARTUP"})
        assert twice.status_code == 422
        assert "There is a team STARTUP already" in twice.text
        bold = str(await team(installation, place, "<b>Bold</b>"))
        await client.post(f"{url}/products", data={"value": "B7", "team": bold})
        assert await rows_of(installation, place, values) == [("A1",), ("A2",), ("B7",)]
        bad = await client.post(f"{url}/products", data={"value": "!", "team": bold})
        assert bad.status_code == 422
        removed = await client.post(f"{url}/products/remove", data={"value": "b-7"})
        page = await client.get(removed.headers["location"])
        assert f"/products/put-back?value=B7&amp;team={bold}" in page.text
        await client.post(f"{url}/products/put-back?value=B7&team={bold}")
        assert len(await rows_of(installation, place, values)) == 3
        await client.post(f"{url}/teams/{bold}/remove")
        assert await rows_of(installation, place, values) == [("A1",), ("A2",)]


DOUBT = ("Gus", "Oh", "gus [at] oh.example", "", "Oh Ltd", "A1", "")


async def test_rows_in_doubt_are_accepted_mended_rejected_and_taken_back(
    installation: Installation, place: Workplace
) -> None:
    await drop(installation, place, sheet(DOUBT))
    [(import_id, number)] = await rows_of(
        installation, place, "select import_id, row_index from import_row where needs_person"
    )
    path, mark = f"{place.url}/review/rows/{import_id}/{number}", f"{import_id}.{number}"
    state = "select i.verdict, l.status, l.email, l.name from import_row i join lead l on l.id = i.lead_id"
    before = await rows_of(installation, place, state)
    async with installation.browser(place.owner_id) as client:
        assert "hides the address" in (await client.get(f"{place.url}/review")).text
        assert "As the file says it" in (await client.get(f"{path}/panel")).text
        wrong = await client.post(f"{path}/mend", data={"name": "Gus Oh", "email": "gus@"})
        assert wrong.status_code == 422
        assert "no complete address" in wrong.text
        mended = {"name": "Gus Ohm", "email": "gus@ohm.example"}
        undo = f"{place.url}/review/rows/take-back?row={mark}"
        for verb, data, after in (
            (f"{path}/mend", mended, ("new", "new", mended["email"], mended["name"])),
            (f"{place.url}/review/reject", {"row": mark}, ("rejected", "rejected", *before[0][2:])),
            (f"{place.url}/review/accept", {"row": mark}, ("new", "new", *before[0][2:])),
        ):  # fmt: skip
            done = await client.post(verb, data=data)
            assert done.status_code == 303, done.text
            assert mark in done.headers["location"]
            assert await rows_of(installation, place, state) == [after]
            again = await client.post(f"{place.url}/review/accept", data={"row": mark})
            assert "too_late" in again.headers["location"]
            await client.post(undo)
            assert await rows_of(installation, place, state) == before


async def test_strangers_viewers_and_forged_forms_are_kept_out_of_routing(
    installation: Installation, place: Workplace
) -> None:
    await drop(installation, place, sheet(DOUBT, STRANGE))
    mark = "select import_id || '.' || row_index from import_row where needs_person"
    [(ref,)] = await rows_of(installation, place, mark)
    startup = str(await team(installation, place, "Startup"))
    other = await installation.workplace("Other")
    viewer = await installation.member(place.workspace_id, "viewer@route.example", Role.VIEWER)
    taught, row = {"value": "Z9", "team": startup}, {"row": ref}
    async with installation.browser(other.owner_id) as client:
        one = f"{other.url}/review/rows/{ref.replace('.', '/')}"
        for path in (one, f"{one}/panel", f"{other.url}/routing/teams/{startup}"):
            assert (await client.get(path)).status_code == 404
        for path, data in (
            ("routing/products", taught), ("routing/fallback", {"person": str(place.owner_id)}),
            (f"routing/teams/{startup}/remove", {}), ("review/accept", row),
        ):  # fmt: skip
            assert (await client.post(f"{other.url}/{path}", data=data)).status_code == 404, path
    async with installation.browser(viewer) as client:
        assert (await client.get(f"{place.url}/review")).status_code == 200
        assert (await client.post(f"{place.url}/review/accept", data=row)).status_code == 403
        assert (await client.post(f"{place.url}/routing/products", data=taught)).status_code == 403
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        forged = await client.post(f"{place.url}/review/products", data=taught)
        assert forged.status_code == 403


@pytest.mark.parametrize("fields", [{"topics": "A1"}, {"interest": "Something " * 12}])
async def test_other_fields_and_sentences_make_nobody_wait(
    installation: Installation, place: Workplace, fields: dict[str, str]
) -> None:
    form: dict[str, Any] = {"message": "Please call me.", **fields}
    await installation.submit(place, name="Ida Form", email="ida@form.example", **form)
    assert await rows_of(installation, place, "select count(*) from product_wait") == [(0,)]
