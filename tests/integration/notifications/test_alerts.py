"""Alerts: a storm is one with a count, they go another way, and the screen shows how they stand."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from tests.integration.notifications.chat_setup import ANN, ChatSetup, keys, pressed

from leadwright.bootstrap.monitor import Intervals, MonitorState, look
from leadwright.domain.events import MessageBounced
from leadwright.domain.ids import LeadId, MessageId, new_id
from leadwright.features.messages.actions import suppress
from leadwright.features.notifications import alerts, preferences
from leadwright.features.notifications.actions import News, tell
from leadwright.features.notifications.models import Notification
from leadwright.features.notifications.preference_rules import SHIPPED
from leadwright.features.notifications.preferences import Typed
from leadwright.features.workspaces.models import Person
from leadwright.integrations.fake.vendor_server import Answer
from leadwright.kernel import clock
from leadwright.kernel.events import emit
from leadwright.pipeline import scheduled

NEWS = News("mail:1", "alert", "A mail failed", "550 no", cause="mail_failed", affects="mail")
AS_SHIPPED = Typed(SHIPPED, 70, "", None, None, True, None, time(8))


async def ring(chats: ChatSetup, news: News = NEWS, times: int = 1) -> None:
    for _ in range(times):
        async with chats.instance.runtime.database.tenant(chats.place.workspace_id) as session:
            await tell(session, news)
    await chats.instance.work()


async def owner(chats: ChatSetup) -> str:
    """The owner's mail address."""
    async with chats.instance.runtime.database.unbound() as session:
        person = await session.get(Person, chats.place.owner_id)
    assert person is not None
    return person.email


async def rows(chats: ChatSetup) -> list[Notification]:
    async with chats.instance.runtime.database.read(chats.place.workspace_id) as session:
        query = select(Notification).where(
            Notification.workspace_id == chats.place.workspace_id, Notification.kind == "alert"
        )
        return list((await session.execute(query)).scalars())


async def wish(chats: ChatSetup, **changes: Any) -> None:
    async with chats.instance.runtime.database.tenant(chats.place.workspace_id) as session:
        await preferences.save(session, chats.place.owner_id, replace(AS_SHIPPED, **changes))


async def test_a_storm_is_one_alert_with_a_count_told_once(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    await ring(chats, times=25)
    (alert,) = await rows(chats)
    assert alert.times == 25
    assert len(chats.said("telegram", "sendMessage")) == 1


async def test_an_alert_that_counts_opens_the_lead_its_words_are_about(chats: ChatSetup) -> None:
    found: list[LeadId] = []
    for name in ("first", "second"):
        email = f"{name}@bakery.example"
        await chats.instance.submit(chats.place, name=name.title(), email=email, message="A demo?")
        found.append(LeadId((await chats.instance.lead(chats.place, email)).id))
        about = News(
            reason_key=name, kind="alert", title=name, lead_id=found[-1], cause="reply_failed"
        )
        async with chats.instance.runtime.database.tenant(chats.place.workspace_id) as session:
            await tell(session, about)
    (alert,) = await rows(chats)
    assert (alert.title, alert.lead_id, alert.times) == ("second", found[1], 2)


async def test_failing_mail_is_told_by_chat_and_not_by_mail(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    await wish(chats, channels={"email": ["alert"], "telegram": []})
    await ring(chats)
    assert len(chats.said("telegram", "sendMessage")) == 1
    assert await chats.messages(channel="email") == []


async def test_an_alert_goes_another_way_when_the_first_fails(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    chats.vendors["telegram"].plan(Answer(400, b'{"ok":false,"description":"Bad Request"}'))
    await ring(chats, replace(NEWS, cause="queue", affects="queue"))
    failed, *others = await chats.messages(kind="notification")
    states = {one.channel: one.status for one in (failed, *others)}
    assert states == {"telegram": "failed", "email": "sent"}


async def test_a_member_whose_address_gets_no_mail_is_told_another_way(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    await wish(chats, channels={"email": ["alert"], "telegram": []})
    member = await owner(chats)
    async with chats.instance.runtime.database.tenant(chats.place.workspace_id) as session:
        await suppress(session, member.upper(), "bounced on 2026-11-22")
    await ring(chats, replace(NEWS, cause="queue", affects="queue"))
    assert len(chats.said("telegram", "sendMessage")) == 1
    assert await chats.messages(channel="email") == []
    async with chats.instance.browser(chats.place.owner_id) as client:
        page = (await client.get(f"{chats.place.url}/settings/notifications")).text
    assert "Nothing goes there: bounced on 2026-11-22" in page


async def test_a_mail_that_comes_back_to_a_member_sends_the_alert_another_way(
    chats: ChatSetup,
) -> None:
    await chats.link("telegram", ANN)
    await wish(chats, channels={"email": ["alert"], "telegram": []})
    await ring(chats, replace(NEWS, cause="queue", affects="queue"))
    (mail,) = await chats.messages(channel="email")
    bounced = MessageBounced(
        message_id=MessageId(mail.id), kind="notification", error="550 unknown", lead_id=None
    )
    async with chats.instance.runtime.database.tenant(chats.place.workspace_id) as session:
        await suppress(session, mail.to_address, "bounced")
        emit(session, bounced)
    await chats.instance.work()
    told = [one.json["text"] for one in chats.said("telegram", "sendMessage")]
    assert any("A mail failed" in one for one in told)
    assert any(mail.to_address in one and "550 unknown" in one for one in told)


async def test_a_room_that_is_gone_is_an_alert_and_members_are_told_all_the_same(
    chats: ChatSetup,
) -> None:
    await chats.link("telegram", ANN)
    await chats.connect("slack", room="C0123456789", tells="everything")
    gone = Answer(200, b'{"ok":false,"error":"is_archived"}')
    chats.vendors["slack"].plan(gone, gone, gone)
    await chats.instance.submit(chats.place, email="bob@buyer.example", message="A demo, please?")
    await chats.instance.work()
    found = [one for one in await rows(chats) if one.cause == "room_gone:slack"]
    assert [one.title for one in found] == ["The room of Slack takes nothing from us"]
    assert "is_archived" in found[0].detail
    told = [one.json["text"] for one in chats.said("telegram", "sendMessage")]
    assert any("The room of Slack" in one for one in told)


async def test_a_broken_chat_is_an_alert_by_mail_and_over_when_it_works(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    chats.vendors["telegram"].plan(Answer(401, b'{"ok":false,"description":"Unauthorized"}'))
    await ring(chats, replace(NEWS, cause="queue", affects="queue"))
    broken = next(one for one in await rows(chats) if "refuses us" in one.title)
    assert broken.affects == "telegram"
    mails = [one.subject for one in await chats.messages(channel="email", status="sent")]
    assert any("refuses us" in one for one in mails)
    async with chats.instance.runtime.database.tenant(chats.place.workspace_id) as session:
        await alerts.resolve(session, str(broken.cause))
    assert next(one for one in await rows(chats) if one.id == broken.id).resolved_at


async def test_the_screen_shows_acknowledges_and_keeps_them(chats: ChatSetup) -> None:
    instance, place = chats.instance, chats.place
    async with instance.browser(place.owner_id) as client:
        assert "Nothing fails." in (await client.get(f"{place.url}/alerts")).text
        await ring(chats, replace(NEWS, title="<script>alert(1)</script>"), times=3)
        page = await client.get(f"{place.url}/alerts")
        assert "<script>alert(1)" not in page.text
        assert "3 times since" in page.text
        (alert,) = await rows(chats)
        path = f"{place.url}/alerts/{alert.id}/acknowledge"
        assert (await client.post(path, headers={"X-CSRF-Token": "x"})).status_code == 403
        assert (await client.post(path)).status_code == 303
        page = await client.get(f"{place.url}/alerts")
        assert "saw to it" in page.text
        assert (await client.post(f"{place.url}/alerts/{new_id()}/acknowledge")).status_code == 404
    other = await instance.workplace()
    async with instance.browser(other.owner_id) as client:
        there = f"{other.url}/alerts/{alert.id}/acknowledge"
        assert (await client.post(there)).status_code == 404
    await ring(chats)
    assert len(await rows(chats)) == 2


async def test_seen_in_the_chat_is_seen_everywhere(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    await ring(chats)
    (sent,) = chats.said("telegram", "sendMessage")
    await chats.telegram(pressed(1, keys(sent)["Seen"]))
    (alert,) = await rows(chats)
    assert alert.acknowledged_by == chats.place.owner_id


async def test_quiet_hours_hold_a_lead_and_let_an_alert_pass(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    here = clock.now()
    around = {
        "quiet_from": (here - timedelta(hours=1)).time(),
        "quiet_until": (here + timedelta(hours=1)).time(),
    }
    await wish(chats, zone="UTC", **around)
    await ring(chats)
    assert len(chats.said("telegram", "sendMessage")) == 1
    await chats.instance.submit(chats.place, email="bob@buyer.example", message="A demo, please?")
    held = await chats.messages(channel="telegram", status="queued")
    assert [one.send_after is not None for one in held] == [True]
    mails = await chats.messages(channel="email", kind="notification")
    assert all(one.send_after is not None for one in mails)


async def test_a_revoked_token_is_known_within_a_day_though_nobody_is_told_anything(
    chats: ChatSetup,
) -> None:
    services, database = chats.instance.worker.engine.services, chats.instance.runtime.database

    async def a_day_later() -> None:
        async with database.tenant(chats.place.workspace_id) as session:
            a_day = "interval '25 hours'"
            await session.execute(
                text(
                    f"update connection set created_at = created_at - {a_day},"
                    f" checked_at = checked_at - {a_day}"
                )
            )
        for _ in range(2):
            await scheduled.tick(
                database,
                services.outbox,
                services.members,
                services.address,
                chats.place.workspace_id,
            )
        await chats.instance.work()

    await a_day_later()
    asked = len(chats.said("telegram", "getMe"))
    assert (asked, await rows(chats)) == (1, [])
    await a_day_later()
    chats.vendors["telegram"].plan(Answer(401, b'{"ok":false,"description":"Unauthorized"}'))
    await a_day_later()
    (alert,) = await rows(chats)
    assert "Telegram refuses us" in alert.title
    async with chats.instance.browser(chats.place.owner_id) as client:
        assert "Refused" in (await client.get(f"{chats.place.url}/settings/connections")).text
    await a_day_later()
    (alert,) = await rows(chats)
    assert alert.resolved_at is not None


async def night(chats: ChatSetup) -> datetime:
    """Quiet hours that hold alerts too, from now on; when they end."""
    await chats.link("telegram", ANN)
    here = clock.now()
    until = here + timedelta(hours=3)
    quiet = {"quiet_from": (here - timedelta(hours=1)).time(), "quiet_until": until.time()}
    await wish(chats, zone="UTC", alerts_pass=False, **quiet)
    return until + timedelta(minutes=1)


async def morning(chats: ChatSetup, at: datetime) -> None:
    async with chats.instance.runtime.database.system() as session:
        await session.execute(
            text(
                "insert into pgqueuer (priority, entrypoint, payload, execute_after, status)"
                " select priority, entrypoint, payload, now(), 'queued' from scheduled_job"
            )
        )
        await session.execute(text("delete from scheduled_job"))
    with clock.moved_to(at):
        await chats.instance.work()


@pytest.mark.parametrize("ended", ["resolved", "seen"])
async def test_an_alert_that_quiet_hours_held_stays_away_when_it_was_over_by_then(
    chats: ChatSetup, ended: str
) -> None:
    at = await night(chats)
    await ring(chats)
    (alert,) = await rows(chats)
    async with chats.instance.runtime.database.tenant(chats.place.workspace_id) as session:
        if ended == "resolved":
            await alerts.resolve(session, "mail_failed")
        else:
            await alerts.acknowledge(session, alert.id, chats.place.owner_id)
    await morning(chats, at)
    assert chats.said("telegram", "sendMessage") == []
    (held,) = await chats.messages(channel="telegram")
    assert (held.status, "was over" in (held.error or "")) == ("cancelled", True)


async def test_an_alert_that_rang_all_night_comes_once_in_the_morning(chats: ChatSetup) -> None:
    at = await night(chats)
    await ring(chats)
    for hour in (1, 2):
        with clock.moved_to(clock.now() + timedelta(minutes=61 * hour)):
            await ring(chats)
    assert len(await chats.messages(channel="telegram", status="queued")) == 3
    await morning(chats, at)
    (told,) = chats.said("telegram", "sendMessage")
    assert "3 times" in str(told.body)


async def test_a_digest_comes_once_a_day_and_a_due_task_once(chats: ChatSetup) -> None:
    instance, place = chats.instance, chats.place
    await chats.link("telegram", ANN)
    await wish(chats, channels={"telegram": ["digest", "task"]}, zone="UTC", digest_at=time(0))
    await instance.submit(place, email="bob@buyer.example", message="A demo, please?")
    services, database = instance.worker.engine.services, instance.runtime.database
    tomorrow = datetime.combine(clock.now().date() + timedelta(days=1), time(9), UTC)
    with clock.moved_to(tomorrow):
        for _ in range(3):
            await scheduled.tick(
                database, services.outbox, services.members, services.address, place.workspace_id
            )
    await instance.work()
    (digest,) = [
        one for one in await chats.messages(channel="telegram") if "Yesterday" in one.subject
    ]
    assert digest.subject == "Yesterday: 1 lead, 0 hot" or "1 lead, 1 hot" in digest.subject
    assert digest.status == "sent"


async def test_a_digest_by_mail_leads_to_the_hottest_and_to_what_waits(chats: ChatSetup) -> None:
    instance, place = chats.instance, chats.place
    berlin = ZoneInfo("Europe/Berlin")
    wishes = {"email": ["digest"], "telegram": ["digest"]}
    await chats.link("telegram", ANN)
    await wish(chats, channels=wishes, zone=berlin.key, hot_from=0, digest_at=time(7, 30))
    await instance.submit(place, name="Bob", email="bob@buyer.example", message="A demo, please?")
    await instance.submit(
        place, name="Jo", email="jo@mail.example", message="Any open job for me? CV"
    )
    lead = await instance.lead(place, "bob@buyer.example")
    services, database = instance.worker.engine.services, instance.runtime.database
    tomorrow = clock.now().astimezone(berlin).date() + timedelta(days=1)
    async with database.tenant(place.workspace_id) as session:
        # By night the follow-up falls due before tomorrow's digest, by day after it.
        await session.execute(text("update task set due_at = now() + interval '9 days'"))

    async def at(hour: time) -> None:
        with clock.moved_to(datetime.combine(tomorrow, hour, berlin).astimezone(UTC)):
            await scheduled.tick(
                database, services.outbox, services.members, services.address, place.workspace_id
            )

    await at(time(7, 29))
    assert [one for one in await chats.messages() if "Yesterday" in one.subject] == []
    await at(time(7, 30))
    told = {one.channel: one for one in await chats.messages() if "Yesterday" in one.subject}
    mail, chat = told["email"], told["telegram"]
    inside = f"/go/{place.workspace_id}"
    assert f"{inside}/leads/{lead.id}" in mail.text
    assert f'{inside}/approvals">Replies that wait: 1 (for approval)</a>' in mail.html
    assert "http" not in chat.text
    assert [one["words"] for one in chat.buttons] == ["Approvals", "Open"]
    async with instance.browser(place.owner_id) as client:
        for one in chat.buttons:
            path = one["url"].partition("/go/")[2]
            answer = await client.get(f"/go/{path}")
            assert answer.status_code == 303
            assert (await client.get(answer.headers["location"])).status_code == 200
        assert (await client.get(f"{inside}/elsewhere")).status_code == 404


async def test_a_late_queue_is_an_alert_until_it_moves(chats: ChatSetup) -> None:
    instance = chats.instance
    watch = MonitorState(
        instance.runtime, instance.worker.engine.services, Intervals(queue=60, tick=1e9)
    )
    add = text(
        "insert into pgqueuer (priority, entrypoint, payload, status, execute_after)"
        " values (0, 'nobody_takes_this', '', 'queued', now() - interval '10 minutes')"
    )
    async with instance.runtime.database.autocommit.connect() as connection:
        await connection.execute(add)
    try:
        await look(watch)
        await look(watch)
        late = [one for one in await rows(chats) if one.cause == "queue_late"]
        assert [one.times for one in late] == [1]
    finally:
        async with instance.runtime.database.autocommit.connect() as connection:
            gone = "delete from pgqueuer where entrypoint = 'nobody_takes_this'"
            await connection.execute(text(gone))
    await look(watch)
    assert all(one.resolved_at for one in await rows(chats) if one.cause == "queue_late")


@pytest.mark.parametrize("role_path", ["/alerts", "/settings/notifications"])
async def test_a_stranger_sees_nothing(chats: ChatSetup, role_path: str) -> None:
    other = await chats.instance.workplace()
    async with chats.instance.browser(other.owner_id) as client:
        assert (await client.get(f"{chats.place.url}{role_path}")).status_code == 404
