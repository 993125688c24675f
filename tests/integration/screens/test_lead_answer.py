"""Answering a lead by hand, from the lead's page to the mail that leaves."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import ColumnElement, and_, select, update
from tests.integration.installation import Installation, Workplace, open_installation

from leadwright.domain.permission import Role
from leadwright.features.leads.models import Lead
from leadwright.features.messages.models import Message
from leadwright.features.messages.suppressions import add
from leadwright.features.notifications import alerts
from leadwright.features.tasks.models import Task
from leadwright.integrations.fake.smtp_server import Act, FakeSmtpServer
from leadwright.kernel.db.urls import DatabaseUrls

VERA = "vera@brandt-bau.example"
OFFER = "Hi, we sell backlinks and guest posts on 4,000 sites. Interested? Our rates start at $40 a link."


async def _lead(installation: Installation, place: Workplace, message: str) -> Lead:
    await installation.submit(place, name="Vera Brandt", email=VERA, message=message)
    return await installation.lead(place, VERA)


async def _written(installation: Installation, place: Workplace, lead: Lead) -> list[Message]:
    query = select(Message).where(
        Message.workspace_id == place.workspace_id,
        Message.lead_id == lead.id,
        Message.kind == "by_hand",
    )
    async with installation.runtime.database.read(place.workspace_id) as session:
        return list((await session.execute(query.order_by(Message.queued_at))).scalars())


def _at(place: Workplace, lead: Lead, rest: str = "") -> str:
    return f"{place.url}/leads/{lead.id}{rest}"


def _key(page: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert found is not None
    return found[1]


async def test_whom_nothing_answered_a_person_answers_by_hand(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _lead(installation, place, OFFER)
    assert lead.reply_status == "stopped"
    page = (await owner.get(_at(place, lead, "?write=true"))).text
    assert "Vera Brandt" in page
    assert "Kind regards" in page
    letter = {
        "key": _key(page),
        "subject": "No, thank you",
        "text": "Hello Vera,\n\nwe <do> not buy.",
    }
    for _ in range(2):  # sent twice by a nervous finger, it leaves once
        sent = await owner.post(_at(place, lead, "/answer"), data=letter)
        assert sent.status_code == 303
    await installation.work()

    (message,) = await _written(installation, place, lead)
    assert (message.status, message.to_address) == ("sent", VERA)
    assert "Auto-Submitted" not in message.headers
    assert message.headers["Reply-To"]
    assert "we &lt;do&gt; not buy" in message.html
    after = await installation.lead(place, VERA)
    assert (after.reply_status, after.stop_reason) == ("answered", None)
    shown = (await owner.get(_at(place, lead))).text
    for words in ("Written by hand", "we &lt;do&gt; not buy", "Mail by hand written"):
        assert words in shown


async def test_a_further_mail_goes_on_with_the_thread_in_the_leads_language(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    words = "Guten Tag, was kostet Ihre Software für 12 Personen im Monat? Bitte um ein Angebot."
    lead = await _lead(installation, place, words)
    answered = lead.reply_ms
    page = (await owner.get(_at(place, lead, "?write=true"))).text
    assert "Guten Tag Vera Brandt," in page
    assert 'value="Re: ' in page
    letter = {"key": _key(page), "subject": "Re: Preise", "text": "Guten Tag,\n\nhier die Liste."}
    await owner.post(_at(place, lead, "/answer"), data=letter)
    await installation.work()

    (message,) = await _written(installation, place, lead)
    async with installation.runtime.database.read(place.workspace_id) as session:
        reply = (
            await session.execute(
                select(Message).where(
                    Message.workspace_id == place.workspace_id,
                    Message.lead_id == lead.id,
                    Message.kind == "reply",
                )
            )
        ).scalar_one()
    assert message.headers["In-Reply-To"] == reply.message_id
    assert message.headers["References"].split()[-1] == reply.message_id
    assert (await installation.lead(place, VERA)).reply_ms == answered


async def test_what_was_typed_stays_when_the_letter_cannot_leave(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _lead(installation, place, OFFER)
    page = (await owner.get(_at(place, lead, "?write=true"))).text
    letter = {"key": _key(page), "subject": "", "text": "Worth <keeping>"}
    refused = await owner.post(_at(place, lead, "/answer"), data=letter)
    assert refused.status_code == 422
    assert "Worth &lt;keeping&gt;" in refused.text
    assert "Write a subject." in refused.text

    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await add(session, VERA)
    refused = await owner.post(_at(place, lead, "/answer"), data=letter | {"subject": "Hello"})
    assert refused.status_code == 422
    assert "Worth &lt;keeping&gt;" in refused.text
    assert "asked for no mail" in refused.text
    assert "asked for no mail" in (await owner.get(_at(place, lead, "?write=true"))).text
    assert await _written(installation, place, lead) == []


async def test_a_letter_can_wait_as_a_draft(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _lead(installation, place, OFFER)
    page = (await owner.get(_at(place, lead, "?write=true"))).text
    letter = {"key": _key(page), "subject": "Later", "text": "Not yet.", "then": "keep"}
    await owner.post(_at(place, lead, "/answer"), data=letter)
    (message,) = await _written(installation, place, lead)
    assert message.status == "held"
    assert f"/approvals/{message.id}" in (await owner.get(_at(place, lead))).text


async def test_the_task_to_answer_in_person_ends_with_the_answer(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _lead(installation, place, "What does it cost for 12 people, and by when?")
    await _asked_to_read(installation, place, lead)
    page = (await owner.get(_at(place, lead, "?write=true"))).text
    letter = {"key": _key(page), "subject": "Your message", "text": "What do you mean?"}
    await owner.post(_at(place, lead, "/answer"), data=letter)
    shown = (await owner.get(_at(place, lead))).text
    assert "Done: Read the message of Vera Brandt" in shown


async def _asked_to_read(installation: Installation, place: Workplace, lead: Lead) -> None:
    """The pipeline's task becomes the one for a message that nobody could be sure about."""
    asked = update(Task).where(_of_lead(place, lead))
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        title = "Read the message of Vera Brandt and answer in person"
        await session.execute(asked.values(title=title))


def _of_lead(place: Workplace, lead: Lead) -> ColumnElement[bool]:
    return and_(
        Task.workspace_id == place.workspace_id,
        Task.reason_key == f"follow_up:{lead.last_submission_id}",
    )


async def _is_done(installation: Installation, place: Workplace, lead: Lead) -> bool:
    async with installation.runtime.database.read(place.workspace_id) as session:
        done_at = await session.scalar(select(Task.done_at).where(_of_lead(place, lead)))
    return done_at is not None


async def test_a_draft_by_hand_that_is_approved_later_ends_the_task_to_answer(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _lead(installation, place, "What does it cost for 12 people, and by when?")
    await _asked_to_read(installation, place, lead)
    page = (await owner.get(_at(place, lead, "?write=true"))).text
    letter = {"key": _key(page), "subject": "Later", "text": "Not yet.", "then": "keep"}
    await owner.post(_at(place, lead, "/answer"), data=letter)
    assert not await _is_done(installation, place, lead)

    (message,) = await _written(installation, place, lead)
    await owner.post(f"{place.url}/approvals/{message.id}/approve", data={"revision": "0"})
    await installation.work()
    assert await _is_done(installation, place, lead)


@pytest.fixture
async def refusing(
    database_urls: DatabaseUrls, data_folder: Path
) -> AsyncIterator[tuple[Installation, FakeSmtpServer]]:
    """An installation, and its mail server, which refuses what it is told to."""
    async with FakeSmtpServer() as server:
        url = f"smtp://127.0.0.1:{server.port}"
        async with open_installation(database_urls, data_folder, smtp_url=url) as instance:
            yield instance, server


async def test_a_mail_by_hand_that_failed_answers_nobody_until_it_leaves(
    refusing: tuple[Installation, FakeSmtpServer],
) -> None:
    instance, server = refusing
    place = await instance.workplace()
    lead = await _lead(instance, place, OFFER)
    assert lead.reply_status == "stopped"
    async with instance.browser(place.owner_id) as owner:
        page = (await owner.get(_at(place, lead, "?write=true"))).text
        server.script["RCPT"].append(Act(b"550 5.1.1 no such mailbox\r\n"))
        letter = {"key": _key(page), "subject": "No", "text": "No, thank you."}
        await owner.post(_at(place, lead, "/answer"), data=letter)
        await instance.work()
        assert (await instance.lead(place, VERA)).reply_status == "failed"
        assert await _alerts(instance, place) == ["A letter written by hand could not be sent"]

        (message,) = await _written(instance, place, lead)
        await owner.post(_at(place, lead, f"/messages/{message.id}/again"))
        await instance.work()
    assert (await instance.lead(place, VERA)).reply_status == "answered"
    assert await _alerts(instance, place) == []


async def _alerts(instance: Installation, place: Workplace) -> list[str]:
    async with instance.runtime.database.read(place.workspace_id) as session:
        return [alert.title for alert in await alerts.open_ones(session)]


async def test_a_further_mail_that_fails_takes_nothing_from_the_reply_that_arrived(
    refusing: tuple[Installation, FakeSmtpServer],
) -> None:
    instance, server = refusing
    place = await instance.workplace()
    lead = await _lead(instance, place, "What does it cost for 12 people, and by when?")
    assert lead.reply_status == "answered"
    await _asked_to_read(instance, place, lead)
    async with instance.browser(place.owner_id) as owner:
        page = (await owner.get(_at(place, lead, "?write=true"))).text
        server.script["RCPT"].append(Act(b"550 5.1.1 no such mailbox\r\n"))
        letter = {"key": _key(page), "subject": "More", "text": "One thing more."}
        await owner.post(_at(place, lead, "/answer"), data=letter)
        await instance.work()
        (message,) = await _written(instance, place, lead)
        assert message.status == "failed"
        assert (await instance.lead(place, VERA)).reply_status == "answered"
        assert not await _is_done(instance, place, lead)

        await owner.post(_at(place, lead, f"/messages/{message.id}/again"))
        await instance.work()
    assert await _is_done(instance, place, lead)


async def test_who_may_only_look_is_offered_no_letter(
    installation: Installation, place: Workplace
) -> None:
    lead = await _lead(installation, place, OFFER)
    viewer = await installation.member(place.workspace_id, "looks@acme.example", Role.VIEWER)
    async with installation.browser(viewer) as client:
        assert "answer-text" not in (await client.get(_at(place, lead, "?write=true"))).text
        letter = {"key": str(lead.id), "subject": "Hello", "text": "Hello"}
        assert (await client.post(_at(place, lead, "/answer"), data=letter)).status_code == 403
