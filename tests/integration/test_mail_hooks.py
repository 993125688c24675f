"""Providers report what became of a letter: the message, the lead's page and suppression follow."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, text, update
from tests.integration.installation import Installation, Workplace
from tests.unit.mail import signed_posts as signed
from tests.unit.mail.signed_posts import Post

from leadwright.features.behaviour import actions as behaviour
from leadwright.features.connections import actions, queries
from leadwright.features.connections.actions import Editor
from leadwright.features.connections.opening import hook_token
from leadwright.features.messages.models import Message, Suppression
from leadwright.features.notifications.actions import News, tell
from leadwright.features.notifications.models import Notification
from leadwright.integrations import INTEGRATIONS
from leadwright.integrations.fake import vendor_dialects as dialects
from leadwright.integrations.fake.vendor_server import FakeVendor
from leadwright.kernel import clock
from leadwright.web.hooks import refused_posts

CARDS = {card.name: card for card in INTEGRATIONS}
LEAD: dict[str, Any] = {
    "name": "Bob Buyer",
    "email": "bob@buyer.example",
    "message": "Could we see a demo of the planner next week? We are 40 people.",
}


@dataclass
class Office:
    """A workspace with a connection to Resend, and the address it reports to."""

    instance: Installation
    place: Workplace
    url: str

    async def post(self, post: Post, url: str = "") -> httpx.Response:
        async with self.instance.browser() as client:
            return await client.post(
                url or self.url,
                content=post.body,
                headers={**post.headers, "Accept": "application/json"},
            )

    async def report(self, kind: str, *, id_: str = "msg_1", **data: Any) -> httpx.Response:
        reply = await self.reply()
        tags = {"leadwright_message": str(reply.id)}
        event = {
            "type": kind,
            "created_at": clock.wall().isoformat(),
            "data": {"email_id": reply.provider_id, "tags": tags, **data},
        }
        return await self.post(signed.resend(event, clock.wall(), id_=id_))

    async def reply(self) -> Message:
        async with self.instance.runtime.database.read(self.place.workspace_id) as session:
            query = select(Message).where(
                Message.workspace_id == self.place.workspace_id, Message.kind == "reply"
            )
            return (await session.execute(query)).scalar_one()

    async def events(self, name: str) -> int:
        async with self.instance.runtime.database.system() as session:
            query = text("select count(*) from event where workspace_id = :w and name = :n")
            mark = {"w": self.place.workspace_id, "n": name}
            return int(await session.scalar(query, mark) or 0)

    async def suppressed(self) -> dict[str, str]:
        async with self.instance.runtime.database.read(self.place.workspace_id) as session:
            query = select(Suppression).where(Suppression.workspace_id == self.place.workspace_id)
            rows = (await session.execute(query)).scalars()
            return {row.address_key: row.reason for row in rows}


@pytest_asyncio.fixture
async def vendor() -> AsyncIterator[FakeVendor]:
    async with FakeVendor(dialects.resend()) as server:
        yield server


@pytest_asyncio.fixture
async def office(instance: Installation, vendor: FakeVendor) -> Office:
    """One lead was answered by Resend."""
    place = await instance.workplace()
    fields = {
        "from_address": "ann@acme.example",
        "api_key": dialects.KEY,
        "base_url": vendor.url,
        **signed.RESEND,
    }
    host, _, port = vendor.place.partition(":")
    editor = Editor(instance.runtime.keyring, place.owner_id, frozenset({(host, int(port))}))
    async with instance.runtime.database.tenant(place.workspace_id) as session:
        made = await actions.add(session, editor, CARDS["resend"], fields)
    await instance.submit(place, **LEAD)
    token = hook_token(instance.runtime.keyring, place.workspace_id, made)
    return Office(instance, place, f"/hooks/mail/resend/{token}")


async def test_a_delivery_is_shown_on_the_message_the_list_and_the_lead(office: Office) -> None:
    assert (await office.report("email.delivered")).status_code == 200
    reply = await office.reply()
    assert (reply.status, reply.fate) == ("sent", "delivered")
    assert reply.fate_at is not None
    assert await office.events("message.delivered") == 1
    url = office.place.url
    async with office.instance.browser(office.place.owner_id) as client:
        for page in (f"{url}/outbox", f"{url}/outbox/{reply.id}", f"{url}/leads/{reply.lead_id}"):
            assert "elivered" in (await client.get(page)).text


async def test_the_connection_says_whether_reports_arrive_or_why_they_cannot(
    office: Office,
) -> None:
    url = f"{office.place.url}/settings/connections"
    async with office.instance.browser(office.place.owner_id) as client:
        listed = (await client.get(url)).text
        where = next(iter(set(re.findall(rf"{url}/[0-9a-f-]{{36}}", listed))))
        assert "No report arrived yet" in (await client.get(where)).text
        await office.report("email.delivered")
        assert "Reports arrive" in (await client.get(where)).text
        form = {"from_address": "ann@acme.example", "api_key": dialects.KEY}
        made = await client.post(f"{url}/new/sendgrid", data=form)
        page = (await client.get(made.headers["location"])).text
    assert "Everything is refused there" in page
    assert "Verification key of the webhook" in page


async def test_a_wrong_key_is_told_once_with_how_to_mend_it_until_a_post_is_right(
    office: Office,
) -> None:
    event = {"type": "email.delivered", "data": {"email_id": "1"}}
    url = f"{office.place.url}/settings/connections"
    for number in range(3):
        post = signed.resend(event, clock.wall(), id_=f"bad_{number}")
        wrong = {**post.headers, "svix-signature": "v1,AAAA"}
        answer = await office.post(replace(post, headers=wrong))
        assert answer.status_code == 401
        refused_posts._refused._buckets.clear()  # a minute later
    async with office.instance.browser(office.place.owner_id) as client:
        alerts = (await client.get(f"{office.place.url}/alerts")).text
        assert "What Resend posts here is refused" in alerts
        assert "The signature is wrong. Copy “Signing secret of the webhook” anew" in alerts
        where = re.findall(rf"{url}/[0-9a-f-]{{36}}", alerts)[0]
        assert "Posts are refused" in (await client.get(where)).text
        assert (await office.report("email.delivered")).status_code == 200
        assert "Reports arrive" in (await client.get(where)).text
    async with office.instance.runtime.database.read(office.place.workspace_id) as session:
        query = select(Notification).where(Notification.cause.startswith("posts_refused:"))
        (alert,) = (await session.execute(query)).scalars()
    assert (alert.times, alert.resolved_at is not None) == (1, True)


async def test_nobody_is_told_of_the_posts_of_a_connection_that_was_removed(office: Office) -> None:
    answer = await office.post(Post({"svix-signature": "v1,AAAA"}, b"{}"))
    assert answer.status_code == 401
    url = f"{office.place.url}/settings/connections"
    async with office.instance.browser(office.place.owner_id) as client:
        alerts = f"{office.place.url}/alerts"
        where = re.findall(rf"{url}/[0-9a-f-]{{36}}", (await client.get(alerts)).text)[0]
        await client.post(f"{where}/remove")
        await office.instance.work()
        assert where not in (await client.get(alerts)).text


async def test_a_replay_is_taken_and_has_no_effect(office: Office) -> None:
    for _ in range(3):
        assert (await office.report("email.delivered")).status_code == 200
    assert await office.events("message.delivered") == 1


async def test_a_hard_bounce_suppresses_the_address_alerts_and_unanswers_the_lead(
    office: Office,
) -> None:
    why: dict[str, Any] = {
        "bounce": {"type": "Permanent", "message": "550 no such\x00 user \ud800<script>"}
    }
    assert (await office.report("email.bounced", **why)).status_code == 200
    await office.instance.work()
    reply = await office.reply()
    assert reply.fate == "bounced"
    assert "no such" in (reply.fate_detail or "")
    assert "bounced" in (await office.suppressed())["bob@buyer.example"]
    lead = await office.instance.lead(office.place, "bob@buyer.example")
    assert lead.reply_status == "failed"
    async with office.instance.browser(office.place.owner_id) as client:
        assert "came back" in (await client.get(f"{office.place.url}/notifications")).text
        alerts = (await client.get(f"{office.place.url}/alerts")).text
        assert "bob@buyer.example takes no mail and gets none any more. 550 no such" in alerts
        page = (await client.get(f"{office.place.url}/outbox/{reply.id}")).text
    assert "Bounced" in page
    assert "<script>" not in page.replace("<script src", "").replace("<script type", "")


async def test_a_soft_bounce_suppresses_nobody(office: Office) -> None:
    assert (await office.report("email.delivery_delayed")).status_code == 200
    assert (await office.reply()).fate == "delayed"
    assert await office.suppressed() == {}


async def test_a_complaint_suppresses_and_an_older_word_does_not_take_it_back(
    office: Office,
) -> None:
    await office.report("email.complained", id_="msg_2")
    await office.report("email.delivered", id_="msg_3")
    assert (await office.reply()).fate == "complained"
    assert "bob@buyer.example" in await office.suppressed()
    assert await office.events("message.delivered") == 0


async def test_an_unconfirmed_message_that_is_reported_was_sent(office: Office) -> None:
    async with office.instance.runtime.database.tenant(office.place.workspace_id) as session:
        await session.execute(
            update(Message)
            .where(Message.workspace_id == office.place.workspace_id, Message.kind == "reply")
            .values(status="unconfirmed", provider=None, provider_id=None, sent_at=None)
        )
    sent_before = await office.events("message.sent")
    await office.report("email.delivered")
    reply = await office.reply()
    assert (reply.status, reply.provider, reply.fate) == ("sent", "resend", "delivered")
    assert await office.events("message.sent") == sent_before + 1


async def test_the_alert_about_an_unconfirmed_message_ends_with_the_report(office: Office) -> None:
    reply = await office.reply()
    news = News("message_unconfirmed:1", "alert", "Perhaps", cause="message_unconfirmed")
    async with office.instance.runtime.database.tenant(office.place.workspace_id) as session:
        await tell(session, news)
        await session.execute(
            update(Message)
            .where(Message.workspace_id == office.place.workspace_id, Message.id == reply.id)
            .values(status="unconfirmed")
        )
    async with office.instance.browser(office.place.owner_id) as client:
        assert "Perhaps" in (await client.get(f"{office.place.url}/alerts")).text
        await office.report("email.delivered")
        await office.instance.work()
        assert "Nothing fails." in (await client.get(f"{office.place.url}/alerts")).text


async def test_a_report_is_found_by_the_providers_own_id_too(office: Office) -> None:
    await office.report("email.delivered", tags={})
    assert (await office.reply()).fate == "delivered"


async def test_reports_about_nothing_of_ours_are_taken_and_left_aside(office: Office) -> None:
    answer = await office.report("email.bounced", tags={}, email_id="somebody-elses")
    assert answer.status_code == 200
    assert (await office.reply()).fate is None
    assert await office.suppressed() == {}
    # It is not remembered either: the same event is taken once it names a message.
    assert (await office.report("email.delivered")).status_code == 200
    assert (await office.reply()).fate == "delivered"


async def test_clicks_the_provider_saw_count_once_and_only_where_they_are_wanted(
    office: Office,
) -> None:
    click = {"link": "https://a.example/x", "ipAddress": "192.0.2.7", "userAgent": "Slackbot 1.0"}
    await office.report("email.clicked", id_="msg_off", click=click)
    assert await office.events("email.clicked") == 0
    async with office.instance.runtime.database.tenant(office.place.workspace_id) as session:
        await behaviour.change_tracking(session, opens=False, clicks=True, by=None)
    for name in ("msg_1", "msg_1", "msg_2"):
        assert (await office.report("email.clicked", id_=name, click=click)).status_code == 200
    await office.report("email.opened", id_="msg_3")
    assert await office.events("email.clicked") == 2
    assert await office.events("email.opened") == 0
    async with office.instance.runtime.database.system() as session:
        labels = await session.scalars(
            text("select distinct machine from event where workspace_id = :w and name = :n"),
            {"w": office.place.workspace_id, "n": "email.clicked"},
        )
        assert list(labels) == ["known_program"]


async def test_a_wrong_and_a_stale_signature_are_401(office: Office) -> None:
    event = {"type": "email.delivered", "data": {"email_id": "re-1"}}
    stale = signed.resend(event, clock.wall() - timedelta(hours=1))
    assert (await office.post(stale)).status_code == 401
    wrong = signed.resend(event, clock.wall())
    wrong.body += b" "
    assert (await office.post(wrong)).status_code == 401
    assert (await office.reply()).fate is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff" * 100, b"[" * 100_000])
async def test_broken_bodies_get_a_refusal(office: Office, body: bytes) -> None:
    answer = await office.post(Post({}, body))
    assert 400 <= answer.status_code < 500


async def test_a_huge_body_is_refused_before_it_is_read_whole(office: Office) -> None:
    assert (await office.post(Post({}, b"x" * 2_100_000))).status_code == 413


async def test_an_address_that_is_not_ours_leads_nowhere(office: Office) -> None:
    post = signed.resend({"type": "email.delivered", "data": {}}, clock.wall())
    other = await office.instance.workplace("Other")
    forged = hook_token(office.instance.runtime.keyring, other.workspace_id, other.workspace_id)
    for url in (
        office.url[:-1] + ("A" if office.url[-1] != "A" else "B"),
        office.url.replace("/resend/", "/mailgun/"),
        office.url.replace("/resend/", "/outbox/"),
        "/hooks/mail/resend/x",
        f"/hooks/mail/resend/{forged}",
    ):
        assert (await office.post(post, url)).status_code == 404


async def test_a_removed_connection_takes_no_reports(office: Office) -> None:
    async with office.instance.runtime.database.tenant(office.place.workspace_id) as session:
        (one,) = await queries.listed(session)
        await actions.remove(session, one.id, by=None)
    assert (await office.report("email.delivered")).status_code == 404
