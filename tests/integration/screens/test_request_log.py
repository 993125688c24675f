"""The request log: posts as they came, the refused ones with what was wrong."""

from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import WorkspaceId
from leadwright.domain.permission import Role
from leadwright.features.capture.actions import keep_refusal
from leadwright.features.capture.request_log import LONGEST_BODY

HOSTILE = "<script>alert(1)</script>"


async def post(installation: Installation, place: Workplace, body: bytes, content_type: str) -> int:
    """Post these bytes at the door; the status of the answer."""
    async with installation.browser() as client:
        answer = await client.post(
            f"/api/submit-lead?key={place.public_key}",
            content=body,
            headers={"Accept": "application/json", "Content-Type": content_type},
        )
    return answer.status_code


async def refuse(installation: Installation, workspace_id: WorkspaceId, body: bytes) -> UUID:
    """A refusal in the log; its id."""
    async with installation.runtime.database.tenant(workspace_id) as session:
        await keep_refusal(
            session,
            status=422,
            problem="The form names no way to answer.",
            address="192.0.2.7",
            request={
                "content_type": "application/json",
                "headers": {"user-agent": "a form", "Authorization": "Bearer lws_geheim"},
                "body": body,
            },
        )
    async with installation.runtime.database.read(workspace_id) as session:
        found = await session.execute(
            text("select id from refused_request where workspace_id = :w order by id desc limit 1"),
            {"w": workspace_id},
        )
        return UUID(str(found.scalar_one()))


async def test_an_empty_log_says_what_will_stand_there(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/requests")
        refused = await client.get(f"{place.url}/requests?only=refused")
    assert "Nothing came in yet." in page.text
    assert "Nothing was refused." in refused.text


async def test_taken_and_refused_posts_stand_there_with_lead_and_problem(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, name="Ana Lima", email="ana@lima.example", message="Could we see a demo?"
    )
    assert await post(installation, place, b'{"name": "No Address"}', "application/json") == 422
    lead = await installation.lead(place, "ana@lima.example")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/requests")
        refused = await client.get(f"{place.url}/requests?only=refused")
    assert "202 Taken" in page.text
    assert f"{place.url}/leads/{lead.id}" in page.text
    assert "422 Refused" in page.text
    assert "202 Taken" not in refused.text
    assert "422 Refused" in refused.text


async def test_a_body_that_cannot_be_read_is_in_the_log_as_it_came(
    installation: Installation, place: Workplace
) -> None:
    assert await post(installation, place, b'{"email": "a@b.exam', "application/json") == 400
    assert await post(installation, place, b"<lead/>", "application/xml") == 415
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/requests?only=refused")
        ids = [part.partition('"')[0] for part in page.text.split('data-panel-id="')[1:]]
        bodies = [(await client.get(f"{place.url}/requests/{each}")).text for each in ids]
    assert "400 Refused" in page.text
    assert "415 Refused" in page.text
    assert "{&#34;email&#34;: &#34;a@b.exam" in bodies[1]
    assert "&lt;lead/&gt;" in bodies[0]
    assert "Content-Type: Send application/json" in bodies[0]


async def test_a_stopped_submission_says_why_there_is_no_lead(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, name="Bot", email="bot@bot.example", message="Hello there", _lw_hp="filled"
    )
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/requests")
    assert "stopped: honeypot" in page.text


async def test_a_post_shows_its_body_and_no_secret(
    installation: Installation, place: Workplace
) -> None:
    body = b'{"key": "lws_abcDEF_123", "note": "\xff\x00\xe2\x80\xae' + HOSTILE.encode() + b'"}'
    request_id = await refuse(installation, place.workspace_id, body)
    async with installation.browser(place.owner_id) as client:
        pages = [
            await client.get(f"{place.url}/requests/{request_id}{part}") for part in ("", "/panel")
        ]
    assert "<html" not in pages[1].text
    for page in pages:
        assert page.status_code == 200
        assert "The form names no way to answer." in page.text
        assert "a form" in page.text
        assert "\\xff\\u0000\\u202e" in page.text
        assert HOSTILE not in page.text
        assert "&lt;script&gt;" in page.text
        assert "lws_abc" not in page.text
        assert "geheim" not in page.text


async def test_a_long_body_is_cut_and_says_so(installation: Installation, place: Workplace) -> None:
    request_id = await refuse(installation, place.workspace_id, b"y" * (LONGEST_BODY + 500))
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/requests/{request_id}")
    assert "y" * LONGEST_BODY in page.text
    assert "y" * (LONGEST_BODY + 1) not in page.text
    assert "20,500 bytes" in page.text


async def test_older_requests_are_a_page_away_and_none_is_lost(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, email="first@a.example", message="Hello, a demo please?")
    ids = [await refuse(installation, place.workspace_id, b"{}") for _ in range(60)]
    async with installation.browser(place.owner_id) as client:
        first = (await client.get(f"{place.url}/requests")).text
        tag = next(part for part in first.split("<a ") if 'rel="next"' in part.partition(">")[0])
        link = tag.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
        second = (await client.get(link)).text
        broken = await client.get(f"{place.url}/requests?before=nonsense")
    pages = [
        [each for each in ids if f'data-panel-id="{each}"' in page] for page in (first, second)
    ]
    assert [len(page) for page in pages] == [50, 10]
    assert "202 Taken" in second
    assert 'rel="next"' not in second
    assert broken.status_code == 422


@pytest.mark.parametrize("role", [Role.REP, Role.VIEWER])
async def test_those_who_do_not_run_the_workspace_see_no_requests(
    installation: Installation, place: Workplace, role: Role
) -> None:
    request_id = await refuse(installation, place.workspace_id, b"{}")
    member = await installation.member(place.workspace_id, f"{role}@{place.slug}.example", role)
    async with installation.browser(member) as client:
        statuses = [
            (await client.get(f"{place.url}/requests{path}")).status_code
            for path in ("", f"/{request_id}", f"/{request_id}/panel")
        ]
    assert statuses == [403] * 3


async def test_another_workspaces_request_is_not_there(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    refused = await refuse(installation, other.workspace_id, b'{"theirs": 1}')
    taken = await installation.submit(other, email="t@t.example", message="A demo, please?")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/requests")
        statuses = [
            (await client.get(f"{place.url}/requests/{each}{part}")).status_code
            for each in (refused, taken)
            for part in ("", "/panel")
        ]
    assert "Nothing came in yet." in page.text
    assert statuses == [404] * 4
