"""The dashboard and the bell, over real leads."""

import re
from collections.abc import Sequence
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Role
from leadwright.features.leads import figures
from leadwright.features.notifications import alerts
from leadwright.features.notifications.actions import News, tell
from leadwright.features.workspaces import actions
from leadwright.kernel import clock
from leadwright.web.screens.today.period import period

PART = {"hx-request-type": "partial"}
DEMO: dict[str, Any] = {
    "name": "Ana Lima",
    "email": "ana@lima.example",
    "message": "Could we see a demo soon?",
}
SPAM: dict[str, Any] = {
    "email": "x@links.example",
    "message": "We offer SEO backlinks and guest posts to rank your website on page one of Google.",
}

LEADS_OF_TWO_YEARS = """
insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id)
select $1, gen_random_uuid(), at, at, at, gen_random_uuid()
from generate_series(now() - interval '2 years', now(), interval '3 hours') as at
"""


async def get(
    installation: Installation, person: PersonId, path: str, **headers: str
) -> httpx.Response:
    async with installation.browser(person) as client:
        return await client.get(
            path, headers={key.replace("_", "-"): v for key, v in headers.items()}
        )


def words(page: httpx.Response) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text))


async def test_a_lead_is_counted_by_source_and_intent_with_its_reply(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **DEMO)
    await installation.submit(place, **SPAM)
    page = await get(installation, place.owner_id, place.url)
    said = words(page)
    assert page.status_code == 200
    assert "Leads 1 Stopped 1" in said, said
    assert "2 messages; last " in said
    assert "100 %" in said
    assert "Ana Lima" in said
    assert "Demo, answered in" in said
    assert f'href="{place.url}/leads?intent=demo_request"' in page.text
    assert f'hx-sse:connect="{place.url}/live"' in page.text
    assert "UTC" in said


@pytest.mark.parametrize("span", ["7d", "30d", "nonsense"])
async def test_the_period_stands_in_the_address(
    installation: Installation, place: Workplace, span: str
) -> None:
    await installation.submit(place, **DEMO)
    page = await get(installation, place.owner_id, f"{place.url}?range={span}")
    assert page.status_code == 200
    assert ("Leads by day" in page.text) == (span != "nonsense")
    assert "Ana Lima" in page.text


async def test_an_empty_workspace_says_how_to_get_its_first_lead(
    installation: Installation, place: Workplace
) -> None:
    page = await get(installation, place.owner_id, place.url)
    assert "No leads yet" in page.text
    assert f'href="{place.url}/settings/connect"' in page.text


async def test_first_steps_are_ticked_off_and_can_be_put_away_and_taken_back(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **DEMO)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.change_settings(session, "Acme", {"facts": "Set up in a day."})
    said = words(await get(installation, place.owner_id, place.url))
    assert "First steps 2 of 5 done" in said
    async with installation.browser(place.owner_id) as client:
        away = await client.post(f"{place.url}/first-steps/away")
        page = await client.get(away.headers["location"])
        assert "First steps" not in words(page)
        assert f'hx-post="{place.url}/first-steps/back"' in page.text
        await client.post(f"{place.url}/first-steps/back")
        assert "First steps 2 of 5 done" in words(await client.get(place.url))


async def test_first_steps_are_not_told_to_those_who_cannot_take_them(
    installation: Installation, place: Workplace
) -> None:
    address = f"rep@{place.slug}.example"
    member = await installation.member(place.workspace_id, address, Role.REP)
    assert "First steps" in words(await get(installation, place.owner_id, place.url))
    assert "First steps" not in words(await get(installation, member, place.url))


async def test_the_page_asks_for_the_part_that_changes_alone(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **DEMO)
    part = await get(installation, place.owner_id, place.url, **PART)
    assert part.text.strip().startswith('<div id="today"')
    assert "<html" not in part.text


async def test_a_held_draft_and_a_due_task_wait_for_a_person(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place,
        name="Jo Doe",
        email="jo@doe.example",
        message="I apply for a job, my CV is attached.",
    )
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(text("update task set due_at = now() - interval '1 hour'"))
    page = await get(installation, place.owner_id, place.url)
    assert f'href="{place.url}/approvals"' in page.text
    assert "held for approval" in page.text


async def test_an_open_alert_needs_a_person_until_somebody_sees_to_it(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **DEMO)
    news = News("mail:1", "alert", "Mail waits", "550 no", cause="mail_failed", affects="mail")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await tell(session, news)
    page = await get(installation, place.owner_id, place.url)
    assert "Open alerts something fails now 1" in words(page)
    assert re.search(r'id="count-alerts"[^>]*>1<', page.text)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        (alert,) = await alerts.open_ones(session)
        await alerts.acknowledge(session, alert.id, place.owner_id)
    assert "Open alerts" not in words(await get(installation, place.owner_id, place.url))


async def test_what_a_stranger_wrote_is_shown_and_never_run(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place,
        name="<script>alert(1)</script>",
        company="שלום <b>" + "x" * 190,
        email="evil@evil.example",
        message="Please send us your price list.",
    )
    for path in (place.url, f"{place.url}/notifications"):
        page = await get(installation, place.owner_id, path)
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


async def test_another_workspace_is_not_there(installation: Installation, place: Workplace) -> None:
    other = await installation.workplace()
    await installation.submit(other, **DEMO)
    for path in ("", "/live", "/notifications", "/notifications/bell"):
        page = await get(installation, place.owner_id, other.url + path)
        assert page.status_code == 404
    assert "Ana Lima" not in (await get(installation, place.owner_id, place.url)).text


async def test_the_figures_read_the_index_of_recent_leads(
    installation: Installation, place: Workplace
) -> None:
    owner = await asyncpg.connect(installation.runtime.database.urls.owner)
    await owner.execute(LEADS_OF_TWO_YEARS, place.workspace_id)
    await owner.execute("analyze lead")
    await owner.close()
    async with installation.runtime.database.read(place.workspace_id) as session:
        days = period("30d", "UTC", clock.now()).days()
        plan: Sequence[str] = (
            (
                await session.execute(
                    text("explain " + figures.COUNTS.text),
                    figures.values(place.workspace_id, days, "UTC", clock.now()),
                )
            )
            .scalars()
            .all()
        )
    assert any("lead_recent" in line for line in plan), plan


async def unread(installation: Installation, place: Workplace, person: PersonId) -> bool:
    page = await get(installation, person, f"{place.url}/notifications/bell")
    return " unread" in page.text


async def first_opening(installation: Installation, place: Workplace, person: PersonId) -> str:
    page = await get(installation, person, f"{place.url}/notifications", **PART)
    found = re.search(r'action="([^"]+/open)"', page.text)
    assert found is not None
    return found[1]


async def test_opening_a_notification_leads_to_its_lead_and_marks_it_read(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **DEMO)
    lead = await installation.lead(place, "ana@lima.example")
    assert await unread(installation, place, place.owner_id)
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(await first_opening(installation, place, place.owner_id))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{place.url}/leads/{lead.id}"
    assert not await unread(installation, place, place.owner_id)


async def test_all_can_be_marked_as_read_at_once(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **DEMO)
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/notifications/read")
    assert answer.status_code == 303
    assert not await unread(installation, place, place.owner_id)


async def test_a_notification_without_the_token_of_its_form_stays_unread(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **DEMO)
    opening = await first_opening(installation, place, place.owner_id)
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        answers = [await client.post(path) for path in (opening, f"{place.url}/notifications/read")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert await unread(installation, place, place.owner_id)


async def test_a_colleague_and_a_stranger_cannot_open_my_notification(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **DEMO)
    opening = await first_opening(installation, place, place.owner_id)
    other = await installation.workplace()
    viewer = await installation.member(place.workspace_id, f"v@{place.slug}.example", Role.VIEWER)
    async with installation.browser(viewer) as client:
        assert (await client.post(opening)).status_code == 404
    async with installation.browser(other.owner_id) as client:
        elsewhere = opening.replace(place.url, other.url)
        assert (await client.post(elsewhere)).status_code == 404
    assert await unread(installation, place, place.owner_id)


async def test_without_notifications_the_page_says_what_will_come(
    installation: Installation, place: Workplace
) -> None:
    page = await get(installation, place.owner_id, f"{place.url}/notifications")
    assert "New leads and failed mails are told here" in page.text
