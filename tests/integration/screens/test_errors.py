"""Refusals and breakdowns as people and programs see them."""

from contextlib import AbstractContextManager
from unittest import mock

import pytest
from fastapi import APIRouter
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from tests.integration.installation import PASSWORD, Installation, Workplace
from tests.integration.screens.forms import hidden, send

from leadwright.domain import errors
from leadwright.domain.errors import FieldProblem, Refused
from leadwright.kernel.web import Tx

SECRET = "the password is swordfish"

REFUSALS: dict[str, tuple[Refused, int]] = {
    "unauthenticated": (errors.Unauthenticated("Who are you?"), 401),
    "forbidden": (errors.Forbidden("Not yours."), 403),
    "gone": (errors.NotFound("No such lead."), 404),
    "conflict": (errors.Conflict("Taken since."), 409),
    "large": (errors.TooLarge("Over the limit."), 413),
    "invalid": (
        errors.Invalid(
            "Look again.", problems=(FieldProblem("<b>name</b>", "too_long", "Shorten it."),)
        ),
        422,
    ),
    "many": (errors.TooMany("Slower.", retry_after=7), 429),
    "away": (errors.Unavailable("Not now."), 503),
}


@pytest.fixture
def instance(installation: Installation) -> Installation:
    """An installation with routes that refuse and break."""
    router = APIRouter()

    @router.api_route("/w/{workspace}/refuse/{kind}", methods=["GET", "POST"])
    async def refuse(kind: str) -> None:
        raise REFUSALS[kind][0]

    @router.get("/w/none/break")
    async def breaks() -> None:
        raise RuntimeError(SECRET)

    @router.post("/w/{workspace}/write")
    async def write(session: Tx, workspace: str) -> dict[str, bool]:
        del session, workspace
        return {"done": True}

    installation.app.include_router(router)
    return installation


@pytest.mark.parametrize("kind", REFUSALS)
async def test_a_person_gets_a_page_that_says_what_happened_and_what_next(
    instance: Installation, kind: str
) -> None:
    refusal, status = REFUSALS[kind]
    async with instance.browser() as client:
        page = await client.post(f"/w/none/refuse/{kind}")
    assert page.status_code == status
    assert refusal.message in page.text
    assert f"Error {status}" in page.text
    assert page.headers["x-request-id"] in page.text
    assert 'class="btn btn-32 btn-primary"' in page.text
    assert "<b>name" not in page.text


@pytest.mark.parametrize("kind", REFUSALS)
async def test_a_program_gets_problem_json(instance: Installation, kind: str) -> None:
    refusal, status = REFUSALS[kind]
    async with instance.browser() as client:
        answer = await client.post(f"/w/none/refuse/{kind}", headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == refusal.message


@pytest.mark.parametrize("kind", REFUSALS)
async def test_a_part_of_a_screen_gets_a_part_and_the_status(
    instance: Installation, kind: str
) -> None:
    _, status = REFUSALS[kind]
    async with instance.browser() as client:
        part = await client.get(f"/w/none/refuse/{kind}", headers={"HX-Request": "true"})
    assert part.status_code == status, "a redirect would put the log-in page into the part"
    assert "<html" not in part.text
    assert 'role="alert"' in part.text


async def test_when_to_come_back_stands_in_the_header(instance: Installation) -> None:
    async with instance.browser() as client:
        many = await client.get("/w/none/refuse/many")
        away = await client.get("/w/none/refuse/away", headers={"Accept": "*/*"})
    assert many.headers["retry-after"] == "7"
    assert away.headers["retry-after"] == "5"


async def test_going_back_leads_to_our_page_and_to_no_other_site(instance: Installation) -> None:
    origin = instance.settings.address
    async with instance.browser() as client:
        ours = await client.post(
            "/w/none/refuse/conflict", headers={"Referer": f"{origin}/w/acme/leads?q=1&p=2"}
        )
        foreign = await client.post(
            "/w/none/refuse/conflict", headers={"Referer": "https://evil.example/w/x"}
        )
        tricky = await client.post(
            "/w/none/refuse/conflict", headers={"Referer": f"{origin}//evil.example"}
        )
    assert 'href="/w/acme/leads?q=1&amp;p=2"' in ours.text
    assert "evil.example" not in foreign.text + tricky.text


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_breakdown_shows_no_trace_and_bears_id_and_policy(
    instance: Installation, accept: str
) -> None:
    async with instance.browser() as client:
        answer = await client.get("/w/none/break", headers={"Accept": accept})
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize("path", ["/", "/login", "/setup?token=x", "/me", "/w", "/w/acme"])
async def test_without_a_database_there_is_a_page_that_says_so(
    instance: Installation, path: str
) -> None:
    away = OSError(111, "Connect call failed")
    with (
        mock.patch.object(AsyncSession, "execute", side_effect=away),
        mock.patch.object(AsyncConnection, "execute", side_effect=away),
    ):
        async with instance.browser() as client:
            client.cookies["leadwright_session"] = "any"
            page = await client.get(path)
    if path == "/w/acme" and page.status_code == 404:
        return  # no screen at this address yet
    assert page.status_code == 503
    assert "database does not answer" in page.text
    assert page.headers["retry-after"] == "5"
    assert "Connect call" not in page.text


async def test_an_address_with_no_id_in_it_is_not_found(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        api = await client.get(
            "/api/leads/some-word", headers={"Authorization": f"Bearer {place.secret_key}"}
        )
        page = await client.get(f"/go/{place.workspace_id}/leads/some-word")
        method = await client.put("/login")
    assert api.status_code == page.status_code == 404
    assert method.status_code == 405
    assert "cannot be done" in method.text


async def test_a_refused_form_without_javascript_gets_a_page_about_its_fields(
    installation: Installation, place: Workplace
) -> None:
    path = f"/api/submit-lead?key={place.public_key}"
    async with installation.browser() as client:
        page = await client.post(path, data={"email": "<i>nowhere</i>", "message": "Hi"})
        wrong = await client.post("/api/submit-lead?key=lwp_wrong", data={"email": "a@b.example"})
        json = await client.post(path, json={"email": "no"}, headers={"Accept": "*/*"})
    assert page.status_code == 422
    assert "Your message was not sent" in page.text
    assert "email" in page.text
    assert "<i>" not in page.text
    assert page.headers["access-control-allow-origin"] == "*"
    assert wrong.status_code == 401
    assert "unknown or revoked" in wrong.text
    assert json.headers["content-type"] == "application/problem+json"


def _no_commit() -> AbstractContextManager[object]:
    lost = Exception("server closed the connection")
    failed = OperationalError("COMMIT", {}, lost, connection_invalidated=True)
    return mock.patch.object(AsyncSession, "commit", side_effect=failed)


async def test_a_change_whose_commit_fails_is_not_reported_as_done(
    instance: Installation, place: Workplace
) -> None:
    async with instance.browser(place.owner_id) as client:
        well = await client.post(f"{place.url}/write")
        with _no_commit():
            page = await client.post(f"{place.url}/write")
            json = await client.post(f"{place.url}/write", headers={"Accept": "*/*"})
    assert well.status_code == 200
    assert page.status_code == json.status_code == 503
    assert "done" not in json.text


async def test_a_change_whose_events_cannot_be_written_is_not_reported_as_done(
    instance: Installation, place: Workplace
) -> None:
    lost = mock.AsyncMock(side_effect=RuntimeError("no partition"))
    with mock.patch.object(instance.runtime.database, "_before_commit", lost):
        async with instance.browser(place.owner_id) as client:
            answer = await client.post(f"{place.url}/write")
    assert answer.status_code == 500
    assert lost.await_count == 1


async def test_a_login_whose_commit_fails_gives_no_cookie(
    instance: Installation, place: Workplace
) -> None:
    fields = {"email": place.owner_email, "password": PASSWORD}
    async with instance.browser() as client:
        form = await client.get("/login")
        assert form.status_code == 200
        with _no_commit():
            answer = await client.post("/login", data={**hidden(form.text), **fields})
        after = await send(client, "/login", "/login", fields)
    assert answer.status_code == 503
    assert "leadwright_session" not in answer.cookies
    assert after.status_code == 303
