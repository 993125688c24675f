"""Setting up, logging in and out, choosing a workspace, one's own account."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from tests.integration.installation import PASSWORD, Installation, Workplace
from tests.integration.screens.forms import hidden, send

from leadwright import supervisor
from leadwright.domain.ids import new_id
from leadwright.domain.permission import Role
from leadwright.features.workspaces import actions
from leadwright.features.workspaces.actions import NewPerson
from leadwright.kernel.crypto import hash_token, new_token
from leadwright.kernel.settings import Settings


@pytest.fixture
async def token(installation: Installation) -> AsyncIterator[str]:
    """A set-up token in an installation that nobody claimed; afterwards all is as before."""
    made = new_token()
    async with installation.runtime.database.system() as session:
        claimed = (
            await session.execute(
                text("select id, claimed_at from workspace where claimed_at is not null")
            )
        ).all()
        await session.execute(text("update workspace set claimed_at = null where not is_demo"))
        await session.execute(
            text("insert into setup_token values (:hash, now())"), {"hash": hash_token(made)}
        )
    yield made
    async with installation.runtime.database.system() as session:
        await session.execute(text("delete from setup_token"))
        for row in claimed:
            await session.execute(
                text("update workspace set claimed_at = :at where id = :id"),
                {"at": row.claimed_at, "id": row.id},
            )


def owner(number: str) -> dict[str, str]:
    return {
        "workspace": f"Harbour {number}",
        "name": "Ana Lima",
        "email": f"ana{number}@harbour.example",
        "password": PASSWORD,
    }


async def test_the_set_up_link_claims_the_installation_and_logs_its_owner_in(
    installation: Installation, token: str
) -> None:
    number = new_id().hex
    async with installation.browser() as client:
        form = await client.get(f"/setup?token={token}")
        first = owner(number) | {"zone": "Europe/Berlin"}
        done = await send(client, f"/setup?token={token}", "/setup", first)
        today = await client.get(done.headers["location"])
        landed = await client.get("/login")
    assert form.status_code == 200
    assert 'autofocus=""' in form.text
    assert form.headers["referrer-policy"] == "same-origin"
    assert (done.status_code, done.headers["location"]) == (
        303,
        f"/w/harbour-{number[:32]}?toast=welcome",
    )
    assert "Europe/Berlin" in today.text
    assert landed.status_code == 303, "somebody who is logged in is sent on"


def test_the_console_says_the_link_and_the_shell_way_while_nobody_claimed_us(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = Settings(public_url="https://leads.example.com")
    supervisor.greet(settings, "the-token")
    unclaimed = capsys.readouterr().out
    supervisor.greet(settings, None)
    claimed = capsys.readouterr().out
    assert "  https://leads.example.com/setup?token=the-token\n" in unclaimed
    assert "leadwright user create --workspace NAME --email ADDRESS" in unclaimed
    assert "https://leads.example.com\n" in claimed
    assert "setup" not in claimed


async def test_no_answer_and_no_log_line_says_the_token(
    installation: Installation, token: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async with installation.browser() as client:
        pages = [await client.get(path) for path in ("/", "/login", "/setup", "/health/ready")]
        await client.get(f"/setup?token={token}")
        refused = await client.post("/setup", data={"token": token})
    written = capfd.readouterr()
    assert refused.status_code == 403
    assert token not in "".join(page.text for page in pages)
    assert token not in written.out + written.err


async def test_a_set_up_link_works_once(installation: Installation, token: str) -> None:
    async with installation.browser() as client:
        first = await send(client, f"/setup?token={token}", "/setup", owner(new_id().hex))
    async with installation.browser() as other:
        form = await other.get(f"/setup?token={token}")
        login = await other.get("/login")
        fields = hidden(login.text) | {"token": token} | owner(new_id().hex)
        second = await other.post("/setup", data=fields)
    assert first.status_code == 303
    assert form.status_code == second.status_code == 403
    assert "has an owner" in second.text


async def test_a_wrong_token_says_where_the_right_one_stands(
    installation: Installation, token: str
) -> None:
    async with installation.browser() as client:
        wrong = await client.get('/setup?token="><script>alert(1)</script>')
        none = await client.get("/setup")
    assert wrong.status_code == none.status_code == 403
    assert "console where Leadwright was started" in wrong.text
    assert "user create" in none.text
    assert "<script>alert" not in wrong.text
    assert token not in wrong.text + none.text


async def test_set_up_names_every_field_and_keeps_what_was_typed(
    installation: Installation, token: str
) -> None:
    fields = {"workspace": "", "name": "<b>Ana</b>", "email": "nowhere", "password": "short"}
    async with installation.browser() as client:
        answer = await send(client, f"/setup?token={token}", "/setup", fields)
        again = await send(client, f"/setup?token={token}", "/setup", owner(new_id().hex))
    assert answer.status_code == 422
    assert "3 things to correct" in answer.text
    assert "autofocus" not in answer.text, "the summary takes the focus"
    assert "&lt;b&gt;Ana&lt;/b&gt;" in answer.text
    assert 'value="nowhere"' in answer.text
    assert "short" not in answer.text.replace("shorter", "")
    assert again.status_code == 303, "a refused form does not use the link up"


async def test_an_unclaimed_installation_says_so_instead_of_asking_for_a_password(
    installation: Installation, token: str
) -> None:
    async with installation.browser() as client:
        page = await client.get("/login")
    assert "no owner" in page.text
    assert 'type="password"' not in page.text
    assert token not in page.text


async def test_a_person_logs_in_and_lands_in_the_workspace(
    installation: Installation, place: Workplace
) -> None:
    fields = {"email": f" {place.owner_email.upper()} ", "password": PASSWORD}
    async with installation.browser() as client:
        done = await send(client, "/login", "/login", fields)
        assert (done.status_code, done.headers["location"]) == (303, "/w")
        onward = await client.get("/w")
        assert (onward.status_code, onward.headers["location"]) == (303, place.url)


async def test_a_known_and_an_unknown_address_get_the_same_answer(
    installation: Installation, place: Workplace
) -> None:
    pages = []
    for email in (place.owner_email, "nobody@nowhere.example"):
        async with installation.browser() as client:
            fields = {"email": email, "password": "a wrong password"}
            answer = await send(client, "/login", "/login", fields)
            assert answer.status_code == 401
            secret = hidden(answer.text)["csrf_token"]
            pages.append(answer.text.replace(email, "EMAIL").replace(secret, "SECRET"))
    assert pages[0] == pages[1]


async def test_nul_and_endless_input_are_only_a_wrong_password(installation: Installation) -> None:
    for email in ("\x00@x", "a" * 5000, "' or 1=1 --", "\u202eevil@x.example"):
        async with installation.browser() as client:
            fields = {"email": email, "password": "\x00" * 500}
            answer = await send(client, "/login", "/login", fields)
        assert answer.status_code == 401, email


async def test_a_form_that_is_far_too_large_is_refused(installation: Installation) -> None:
    async with installation.browser() as client:
        answer = await send(client, "/login", "/login", {"email": "a" * 400_000, "password": "x"})
    assert answer.status_code == 413


async def test_what_is_too_large_is_refused_in_words_to_people_and_as_a_problem_to_programs(
    installation: Installation,
) -> None:
    said = {}
    for kind in ("text/html", "application/json"):
        async with installation.browser() as client:
            answer = await client.post(
                "/login", data={"email": "a" * 400_000}, headers={"accept": kind}
            )
        assert answer.status_code == 413
        assert "Send less, or files one by one" in answer.text
        said[kind] = answer.headers["content-type"].partition(";")[0]
    assert said == {"text/html": "text/html", "application/json": "application/problem+json"}


async def test_logging_out_ends_the_session_itself(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        kept = client.cookies["leadwright_session"]
        out = await client.post("/logout")
        shown = await client.get(out.headers["location"])
    async with installation.browser() as thief:
        thief.cookies["leadwright_session"] = kept
        inside = await thief.get("/w")
    assert (out.status_code, out.headers["location"]) == (303, "/login?out=1")
    assert "signed out" in shown.text
    assert inside.headers["location"].startswith("/login")


async def test_somebody_without_a_workspace_is_told_who_can_help(
    installation: Installation,
) -> None:
    email = f"lonely{new_id().hex}@acme.example"
    async with installation.runtime.database.unbound() as session:
        person_id = await actions.ensure_person(session, NewPerson("<i>Lo</i>", email, PASSWORD))
    async with installation.browser(person_id) as client:
        page = await client.get("/w")
        own = await client.get("/me")
    assert page.status_code == 200
    assert "not a member of any workspace" in page.text
    assert "&lt;i&gt;Lo&lt;/i&gt;" in own.text


async def test_a_member_of_several_workspaces_chooses(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Second")
    async with installation.runtime.database.tenant(other.workspace_id) as session:
        member = NewPerson("Owner", place.owner_email, PASSWORD)
        await actions.add_member(session, member, Role.REP)
    async with installation.browser(place.owner_id) as client:
        page = await client.get("/w")
    assert page.status_code == 200
    assert f'href="{place.url}"' in page.text
    assert f'href="{other.url}"' in page.text


async def test_a_mails_link_leads_members_to_the_lead_and_nobody_else(
    installation: Installation, place: Workplace
) -> None:
    stranger = await installation.workplace("Other")
    lead = new_id()
    path = f"/go/{place.workspace_id}/leads/{lead}"
    async with installation.browser(place.owner_id) as client:
        inside = await client.get(path)
        broken = await client.get(f"/go/{place.workspace_id}/leads/one")
    async with installation.browser(stranger.owner_id) as client:
        outside = await client.get(path)
    async with installation.browser() as client:
        nobody = await client.get(path)
    assert inside.headers["location"] == f"{place.url}/leads/{lead}"
    assert outside.status_code == broken.status_code == 404
    assert nobody.headers["location"] == f"/login?next={path}"


async def test_a_new_password_needs_the_old_one_and_ends_every_other_login(
    installation: Installation, place: Workplace
) -> None:
    new = "another long password"
    async with (
        installation.browser(place.owner_id) as client,
        installation.browser(place.owner_id) as elsewhere,
    ):
        wrong = {"password": "not the old one", "new_password": new}
        refused = await client.post("/me/password", data=wrong)
        weak = await client.post("/me/password", data={"password": PASSWORD, "new_password": "x"})
        assert (await elsewhere.get("/me")).status_code == 200
        good = {"password": PASSWORD, "new_password": new}
        done = await client.post("/me/password", data=good)
        assert (await client.get("/me?toast=password")).status_code == 200
        assert (await elsewhere.get("/me")).status_code == 303
    assert (refused.status_code, weak.status_code, done.status_code) == (422, 422, 303)
    assert "not your present password" in refused.text
    assert "10 characters or more" in weak.text
    async with installation.browser() as client:
        fields = {"email": place.owner_email, "password": new}
        assert (await send(client, "/login", "/login", fields)).status_code == 303


async def test_a_person_changes_their_name(installation: Installation, place: Workplace) -> None:
    async with installation.browser(place.owner_id) as client:
        saved = await client.post("/me/name", data={"name": "  Zoë\x00  <Q>  "})
        page = await client.get("/me?toast=name")
        empty = await client.post("/me/name", data={"name": "   "})
        long = await client.post("/me/name", data={"name": "n" * 201})
    assert saved.status_code == 303
    assert 'value="Zoë &lt;Q&gt;"' in page.text
    assert "Saved." in page.text
    assert (empty.status_code, long.status_code) == (422, 422)
