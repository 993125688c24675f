"""The settings: what a workspace says of itself, its members, keys and mail."""

import re

import httpx
import pytest
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Role
from leadwright.features.workspaces import directory, queries
from leadwright.features.workspaces.queries import Member
from leadwright.features.workspaces.rules import password_fits

HOSTILE = "<script>alert(1)</script>\u202e{{7*7}}" + "x" * 60
PAGES = ("", "/facts", "/members", "/keys", "/mail", "/connect")


async def members(installation: Installation, place: Workplace) -> dict[str, Member]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return {member.email: member for member in await queries.members(session)}


async def test_every_page_opens_for_an_owner(owner: httpx.AsyncClient, place: Workplace) -> None:
    for page in PAGES:
        answer = await owner.get(f"{place.url}/settings{page}")
        assert answer.status_code == 200, page
        assert answer.text.count('aria-current="page"') == 2, page  # the sidebar's and the tab's


async def test_what_the_workspace_says_of_itself_reaches_its_replies(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    form = {
        "name": "Acme sales",
        "company": "Acme  Pumps",
        "sender": "Ines Carvalho",
        "answers_to": "sales@acme.example",
        "booking_url": "https://cal.acme.example/ines",
        "website": "https://acme.example",
    }
    answer = await owner.post(f"{place.url}/settings", data=form)
    assert answer.headers["location"] == f"{place.url}/settings?toast=saved"
    page = (await owner.get(f"{place.url}/settings")).text
    assert 'value="Acme Pumps"' in page
    async with installation.runtime.database.read(place.workspace_id) as session:
        company = await directory.company(session)
    assert (company.name, company.sender_name) == ("Acme Pumps", "Ines Carvalho")
    assert company.answers_to == "sales@acme.example"
    assert company.booking_url == "https://cal.acme.example/ines"


async def test_a_wrong_address_is_told_at_its_field_and_what_was_typed_stays(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    form = {
        "name": "",
        "company": HOSTILE,
        "answers_to": "Ines <ines@acme.example>",
        "booking_url": "cal.acme.example",
        "website": "http://[",
    }
    answer = await owner.post(f"{place.url}/settings", data=form)
    assert answer.status_code == 422
    assert "4 things to correct" in answer.text
    assert "Start the address with https://" in answer.text
    assert 'value="cal.acme.example"' in answer.text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in answer.text


async def test_facts_are_kept_line_by_line_and_shown_in_a_real_reply(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    facts = "Acme costs 12 EUR a user and month.\r\n\r\n  See <b>https://acme.example</b>  \r\n"
    answer = await owner.post(
        f"{place.url}/settings/facts", data={"facts": facts, "sample": "pricing_inquiry"}
    )
    assert answer.status_code == 303
    page = (await owner.get(answer.headers["location"])).text
    assert "1 fact replies may state" in page
    assert page.count("Acme costs 12 EUR a user and month.") == 2  # on the sheet and in the reply
    assert "Never stated" in page
    assert "See &lt;b&gt;https://acme.example&lt;/b&gt;" in page


async def test_a_preview_shows_facts_without_keeping_them(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    form = {"facts": "It costs 99 EUR.", "sample": "pricing_inquiry", "do": "preview"}
    answer = await owner.post(f"{place.url}/settings/facts", data=form)
    assert answer.text.count("It costs 99 EUR.") == 2
    assert "not saved yet" in answer.text
    assert "It costs 99 EUR." not in (await owner.get(f"{place.url}/settings/facts")).text


async def test_too_many_facts_are_refused_with_their_number(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    facts = "\n".join(f"Fact {number}." for number in range(201))
    answer = await owner.post(f"{place.url}/settings/facts", data={"facts": facts})
    assert answer.status_code == 422
    assert "Keep at most 200 facts; there are 201." in answer.text
    assert "Fact 200." in answer.text


async def test_a_new_member_gets_a_password_shown_once_that_opens_the_door(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    email = f"rep@{place.slug}.example"
    form = {"name": HOSTILE, "email": email, "role": "rep"}
    answer = await owner.post(f"{place.url}/settings/members", data=form)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "<script>alert" not in answer.text
    found = re.search(rf"{re.escape(email)}\n(\S+)</pre>", answer.text)
    assert found is not None
    assert found[1] not in (await owner.get(f"{place.url}/settings/members")).text
    async with installation.runtime.database.unbound() as session:
        person = await queries.person_by_email(session, email)
    assert person is not None
    assert password_fits(person.password_hash, found[1])
    assert (await members(installation, place))[email].takes_leads


async def test_somebody_with_a_login_here_joins_with_it_and_keeps_the_password(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    form = {"name": "Whoever", "email": other.owner_email, "role": "viewer"}
    answer = await owner.post(f"{place.url}/settings/members", data=form)
    assert "keeps its password" in answer.text
    assert 'id="first-login"' not in answer.text
    again = await owner.post(f"{place.url}/settings/members", data=form)
    assert again.status_code == 422
    assert "is a member already" in again.text
    async with installation.browser(other.owner_id) as client:
        assert (await client.get(f"{place.url}/settings/members")).status_code == 200


async def test_the_last_owner_stays_owner_and_stays(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    one = f"{place.url}/settings/members/{place.owner_id}"
    for answer in (
        await owner.post(one, data={"role": "rep"}),
        await owner.post(f"{one}/remove"),
    ):
        assert answer.status_code == 422
        assert "A workspace needs an owner." in answer.text
    assert (await members(installation, place))[place.owner_email].role is Role.OWNER


async def test_only_an_owner_makes_changes_or_removes_owners(
    installation: Installation, place: Workplace
) -> None:
    admin = await installation.member(place.workspace_id, f"admin@{place.slug}.example", Role.ADMIN)
    path = f"{place.url}/settings/members"
    async with installation.browser(admin) as client:
        form = {"name": "New", "email": f"new@{place.slug}.example", "role": "owner"}
        refused = [
            await client.post(path, data=form),
            await client.post(f"{path}/{admin}", data={"role": "owner"}),
            await client.post(f"{path}/{place.owner_id}", data={"role": "viewer"}),
            await client.post(f"{path}/{place.owner_id}/remove"),
        ]
        page = await client.get(f"{path}/{place.owner_id}")
    assert [answer.status_code for answer in refused] == [403] * 4
    assert "Only an owner changes or removes owners." in page.text
    roles = {m.person_id: m.role for m in (await members(installation, place)).values()}
    assert roles == {place.owner_id: Role.OWNER, admin: Role.ADMIN}


async def test_a_member_is_changed_and_then_removed(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    email = f"bo@{place.slug}.example"
    person = await installation.member(place.workspace_id, email, Role.REP)
    one = f"{place.url}/settings/members/{person}"
    await owner.post(one, data={"role": "manager", "takes_leads": "true"})
    changed = (await members(installation, place))[email]
    assert (changed.role, changed.takes_leads, changed.mail_alerts) == (Role.MANAGER, True, False)
    unknown = await owner.post(one, data={"role": "emperor"})
    assert unknown.status_code == 422
    assert (await owner.post(f"{one}/remove")).status_code == 303
    assert email not in await members(installation, place)
    assert (await owner.get(one)).status_code == 404


async def test_who_leaves_by_themselves_is_shown_the_way_out(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    email = f"second@{place.slug}.example"
    await installation.member(place.workspace_id, email, Role.OWNER)
    answer = await owner.post(f"{place.url}/settings/members/{place.owner_id}/remove")
    assert answer.headers["location"] == "/"
    assert (await owner.get(f"{place.url}/settings")).status_code == 404


async def test_another_workspaces_people_are_not_found(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    path = f"{place.url}/settings/members/{other.owner_id}"
    assert (await owner.get(path)).status_code == 404
    assert (await owner.post(path, data={"role": "rep"})).status_code == 404
    assert (await owner.post(f"{path}/remove")).status_code == 404
    assert (await owner.get(f"{other.url}/settings")).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REP, Role.MANAGER])
async def test_members_without_the_right_read_and_change_nothing(
    installation: Installation, place: Workplace, role: Role
) -> None:
    email = f"{role}@{place.slug}.example"
    person: PersonId = await installation.member(place.workspace_id, email, role)
    async with installation.browser(person) as client:
        for page in ("", "/facts", "/members", "/connect"):
            shown = await client.get(f"{place.url}/settings{page}")
            assert shown.status_code == 200
            assert f'action="{place.url}/settings' not in shown.text
        hidden = [await client.get(f"{place.url}/settings/{page}") for page in ("keys", "mail")]
        posts = ("", "/facts", "/members", "/keys", "/mail/trial", "/mail/suppressions")
        refused = [await client.post(f"{place.url}/settings{page}", data={}) for page in posts]
    assert {answer.status_code for answer in (*hidden, *refused)} == {403}


async def test_a_post_without_the_forms_token_is_refused(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    del owner.headers["X-CSRF-Token"]
    for page in ("", "/facts", "/members", "/keys", "/mail/trial", "/mail/suppressions"):
        answer = await owner.post(f"{place.url}/settings{page}", data={"name": "Stolen"})
        assert answer.status_code == 403, page
