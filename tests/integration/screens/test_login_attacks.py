"""What somebody may try at the door: fixed sessions, foreign forms, guesses, redirects, old cookies."""

from unittest import mock

import pytest
from sqlalchemy import text
from tests.integration.installation import PASSWORD, Installation, Workplace
from tests.integration.screens.forms import hidden, send

from leadwright.features.workspaces import rules
from leadwright.kernel.ratelimit import RateLimit
from leadwright.web.paths import local_path

COOKIE = "leadwright_session"


def fields(place: Workplace) -> dict[str, str]:
    return {"email": place.owner_email, "password": PASSWORD}


async def test_a_session_that_somebody_planted_is_not_the_one_one_gets(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser() as client:
        client.cookies[COOKIE] = "planted"
        done = await send(client, "/login", "/login", fields(place))
    async with installation.browser() as attacker:
        attacker.cookies[COOKIE] = "planted"
        inside = await attacker.get("/w")
    assert done.cookies[COOKIE] != "planted"
    assert inside.headers["location"].startswith("/login")


async def test_logging_in_again_ends_the_login_of_before(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        before = client.cookies[COOKIE]
        done = await client.post("/login", data=fields(place))
        after = done.cookies[COOKIE]
    async with installation.browser() as old:
        old.cookies[COOKIE] = before
        inside = await old.get("/w")
    assert (done.status_code, inside.status_code) == (303, 303)
    assert after != before
    assert inside.headers["location"].startswith("/login")


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser() as client:
        form = await client.get("/login")
        done = await send(client, "/login", "/login", fields(place))
    for cookie in (form.headers["set-cookie"], done.headers["set-cookie"]):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


async def test_under_https_the_cookies_are_secure_and_bound_to_the_host(
    installation: Installation, place: Workplace
) -> None:
    installation.app.state.settings = installation.settings.model_copy(
        update={"public_url": "https://leads.example.com"}
    )
    async with installation.browser() as client:
        client.base_url = "https://leads.example.com"
        form = await client.get("/login")
        done = await send(client, "/login", "/login", fields(place))
        out = await client.post(
            "/logout", data={"csrf_token": hidden((await client.get("/me")).text)["csrf_token"]}
        )
    crumbs = [*form.headers.get_list("set-cookie"), *done.headers.get_list("set-cookie")]
    assert done.status_code == out.status_code == 303
    for crumb in (*crumbs, *out.headers.get_list("set-cookie")):
        assert crumb.startswith("__Host-")
        assert "Secure" in crumb


async def test_a_foreign_page_cannot_log_its_reader_in(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser() as attacker:
        own = hidden((await attacker.get("/login")).text)
    sent = {**own, **fields(place)}
    async with installation.browser() as victim:
        fresh = await victim.post("/login", data=sent)
        await victim.get("/login")
        foreign = await victim.post("/login", data=sent)
        empty = await victim.post("/login", data=fields(place))
    for answer in (fresh, foreign, empty):
        assert answer.status_code == 403
        assert COOKIE not in answer.cookies


@pytest.mark.parametrize(
    "header",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "file://"}],
)
async def test_a_form_that_names_another_site_is_refused_even_with_the_token(
    installation: Installation, place: Workplace, header: dict[str, str]
) -> None:
    async with installation.browser(place.owner_id) as client:
        answer = await client.post("/me/name", data={"name": "Eve"}, headers=header)
    assert answer.status_code == 403
    assert "another site" in answer.text


async def test_the_token_of_another_session_is_worth_nothing(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    async with installation.browser(other.owner_id) as attacker:
        token = attacker.headers["X-CSRF-Token"]
    async with installation.browser(place.owner_id) as client:
        stolen = await client.post("/logout", headers={"X-CSRF-Token": token})
        del client.headers["X-CSRF-Token"]
        umlaut = await client.post("/logout", data={"csrf_token": "é"})
        missing = await client.post("/logout")
        inside = await client.get("/me")
    assert [a.status_code for a in (stolen, umlaut, missing)] == [403, 403, 403]
    assert "Load the page again" in missing.text
    assert inside.status_code == 200


HOSTILE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\nSet-Cookie: a=b",
    "https://evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/login?next=/login",
    "/logout",
    "",
)


@pytest.mark.parametrize("wanted", HOSTILE)
async def test_the_log_in_leads_to_no_other_site(
    installation: Installation, place: Workplace, wanted: str
) -> None:
    async with installation.browser() as client:
        page = await client.get("/login", params={"next": wanted})
        sent = {**hidden(page.text), **fields(place), "next": wanted}
        done = await client.post("/login", data=sent)
        onward = await client.get("/login", params={"next": wanted})
    assert hidden(page.text)["next"] == "/w"
    assert done.headers["location"] == onward.headers["location"] == "/w"


async def test_the_log_in_leads_back_to_the_page_that_was_asked_for(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser() as client:
        asked = await client.get("/me?toast=name&x=a%26b")
        page = await client.get(asked.headers["location"])
        done = await client.post("/login", data={**hidden(page.text), **fields(place)})
    assert done.headers["location"] == "/me?toast=name&x=a%26b"


def test_a_local_path_keeps_its_query() -> None:
    assert local_path("/w/acme/leads?q=a%20b&sort=-score") == "/w/acme/leads?q=a%20b&sort=-score"
    assert local_path("/" + "a" * 5000) is None


async def test_script_in_next_and_in_the_address_is_text(installation: Installation) -> None:
    script = "/w\"><script>alert('x')</script>"
    async with installation.browser() as client:
        page = await client.get("/login", params={"next": script})
        wrong = {"email": "\"><script>alert('x')</script>", "password": "x"}
        answer = await send(client, "/login", "/login", wrong)
        lost = await client.get("/<script>alert('x')</script>")
    for shown in (page, answer, lost):
        assert "<script>alert" not in shown.text


async def test_guesses_from_one_address_are_slowed_down(
    installation: Installation, place: Workplace
) -> None:
    installation.app.state.gate.logins = RateLimit(3)
    async with installation.browser() as client:
        for _ in range(3):
            await send(client, "/login", "/login", {"email": "a@b.example", "password": "guess"})
        answer = await send(client, "/login", "/login", fields(place))
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert "Try again in" in answer.text
    assert f'value="{place.owner_email}"' in answer.text
    assert COOKIE not in answer.cookies


async def test_guesses_at_one_account_are_slowed_down_known_or_not(
    installation: Installation, place: Workplace
) -> None:
    installation.app.state.gate.accounts = RateLimit(2)
    for email in (place.owner_email, "nobody@nowhere.example"):
        answers = []
        for spelling in (email, email.upper(), f" {email}"):
            async with installation.browser() as client:
                guess = {"email": spelling, "password": "guess"}
                answers.append((await send(client, "/login", "/login", guess)).status_code)
        assert answers == [401, 401, 429]


async def test_an_unknown_address_costs_as_much_work_as_a_known_one(
    installation: Installation, place: Workplace
) -> None:
    """Counted, not timed: the hash is what takes long, and it is computed once either way."""
    for email in (place.owner_email, "nobody@nowhere.example"):
        with mock.patch.object(rules, "_HASHER", wraps=rules._HASHER) as hasher:
            async with installation.browser() as client:
                guess = {"email": email, "password": "a guess"}
                assert (await send(client, "/login", "/login", guess)).status_code == 401
        assert hasher.verify.call_count == 1


@pytest.mark.parametrize(
    "aged",
    ["seen_at = seen_at - interval '8 days'", "created_at = created_at - interval '31 days'"],
)
async def test_a_login_that_has_run_out_is_none(
    installation: Installation, place: Workplace, aged: str
) -> None:
    async with installation.browser(place.owner_id) as client:
        assert (await client.get("/me")).status_code == 200
        async with installation.runtime.database.unbound() as session:
            await session.execute(
                text(f"update web_session set {aged} where person_id = :person"),
                {"person": place.owner_id},
            )
        assert (await client.get("/me")).headers["location"] == "/login?next=/me"
        assert (await client.get("/login")).status_code == 200


async def test_a_disabled_person_stays_outside(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        async with installation.runtime.database.unbound() as session:
            await session.execute(
                text("update person set disabled_at = now() where id = :id"),
                {"id": place.owner_id},
            )
        assert (await client.get("/me")).status_code == 303
        assert (await client.post("/login", data=fields(place))).status_code == 401


async def test_pages_of_a_person_are_kept_by_no_cache(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        for path in ("/me", "/w/none"):
            assert (await client.get(path)).headers["cache-control"] == "no-store"
