"""A refused post is taken in after all, by a person; and any post's body can be taken away."""

from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.permission import Role
from leadwright.features.capture.actions import keep_refusal
from leadwright.features.capture.request_log import KEPT

GOOD = b'{"name": "Ana Lima", "email": "ana@lima.example", "message": "A demo for 30, please?"}'
FORM = b"name=Ana+Lima&email=ana%40lima.example&message=A+demo+for+30%2C+please%3F"


async def refused(
    installation: Installation, place: Workplace, body: bytes, content_type: str = "text/xml"
) -> UUID:
    """A refusal in the log; its id."""
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await keep_refusal(
            session,
            status=422,
            problem=f"A body of type {content_type} is not taken.",
            address="192.0.2.7",
            request={
                "content_type": content_type,
                "headers": {"referer": "https://lima.example/contact?x=1"},
                "body": body,
            },
        )
    return await _newest(installation, place)


async def _newest(installation: Installation, place: Workplace) -> UUID:
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.scalar(
            text("select id from refused_request where workspace_id = :w order by id desc limit 1"),
            {"w": place.workspace_id},
        )
    return UUID(str(found))


async def submissions(installation: Installation, place: Workplace) -> list[tuple[UUID, str]]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        rows = await session.execute(
            text("select id, source from submission where workspace_id = :w"),
            {"w": place.workspace_id},
        )
        return [(row.id, row.source) for row in rows]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(GOOD, "text/xml"), (FORM, "text/xml"), (GOOD, "multipart/form-data"), (GOOD, "")],
)
async def test_a_post_taken_in_is_answered_like_any_other_and_only_once(
    installation: Installation, place: Workplace, body: bytes, content_type: str
) -> None:
    request_id = await refused(installation, place, body, content_type)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/requests/{request_id}")
        panel = await client.get(f"{place.url}/requests/{request_id}/panel")
        first = await client.post(f"{place.url}/requests/{request_id}/take-in")
        second = await client.post(f"{place.url}/requests/{request_id}/take-in")
        landed = await client.get(first.headers["location"])
    await installation.work()
    lead = await installation.lead(place, "ana@lima.example")
    ((made, source),) = await submissions(installation, place)
    assert "/take-in" in page.text
    assert "/take-in" in panel.text
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert str(made) in first.headers["location"]
    assert "Taken in." in landed.text
    assert "/take-in" not in landed.text
    assert source == "lima.example/contact"
    assert lead.reply_status == "answered"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"name": "Nobody"}', "e-mail"),
        (b"<lead><mail>ana@lima.example</mail></lead>", "JSON"),
        (b"[1, 2]", "no object"),
        (b'{"email": "ana@lima.example", "message": "<script>alert(1)</script>', "JSON"),
        (b"x" * KEPT, "64,000 bytes"),
    ],
)
async def test_a_post_that_still_will_not_do_says_why_and_stays_refused(
    installation: Installation, place: Workplace, body: bytes, words: str
) -> None:
    request_id = await refused(installation, place, body)
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/requests/{request_id}/take-in")
    assert answer.status_code == 422
    assert "One thing to correct" in answer.text
    assert words in answer.text
    assert "<script>alert" not in answer.text
    assert await submissions(installation, place) == []


async def test_a_post_that_was_taken_is_not_taken_in_again(
    installation: Installation, place: Workplace
) -> None:
    made = await installation.submit(place, work=False, email="ana@lima.example", message="Demo?")
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/requests/{made}/take-in")
    assert answer.status_code == 422
    assert "was taken when it came" in answer.text
    assert len(await submissions(installation, place)) == 1


async def test_a_body_can_be_taken_away_byte_for_byte_and_runs_in_no_browser(
    installation: Installation, place: Workplace
) -> None:
    raw = b"\xff\x00<script>alert(1)</script>" + b"y" * 30_000
    request_id = await refused(installation, place, raw)
    made = await installation.submit(place, work=False, email="ana@lima.example", message="Demo?")
    async with installation.browser(place.owner_id) as client:
        whole = await client.get(f"{place.url}/requests/{request_id}/raw")
        taken = await client.get(f"{place.url}/requests/{made}/raw")
    assert whole.content == raw
    assert whole.headers["content-type"] == "application/octet-stream"
    assert whole.headers["content-disposition"].startswith("attachment;")
    assert taken.json()["email"] == "ana@lima.example"


async def test_only_managers_of_the_workspace_take_posts_in(
    installation: Installation, place: Workplace
) -> None:
    request_id = await refused(installation, place, GOOD)
    stranger = await installation.workplace("Other")
    rep = await installation.member(place.workspace_id, f"rep{request_id}@acme.example", Role.REP)
    path = f"/requests/{request_id}/take-in"
    async with installation.browser(rep) as client:
        forbidden = await client.post(f"{place.url}{path}")
    async with installation.browser(stranger.owner_id) as client:
        missing = await client.post(f"{stranger.url}{path}")
        unseen = await client.get(f"{stranger.url}/requests/{request_id}/raw")
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        forged = await client.post(f"{place.url}{path}")
    assert (forbidden.status_code, forged.status_code) == (403, 403)
    assert (missing.status_code, unseen.status_code) == (404, 404)
    assert await submissions(installation, place) == []
