"""Slack: rooms by a webhook, members by a bot, and signed buttons."""

from tests.integration.notifications.chat_setup import ANN_SLACK, ChatSetup
from tests.integration.waiting import reply, waiting

from leadwright.integrations.fake.vendor_server import Asked


def posted(chats: ChatSetup) -> list[Asked]:
    return chats.said("slack", "chat.postMessage")


def element(asked: Asked, act: str) -> dict[str, str]:
    found: list[dict[str, str]] = asked.json["blocks"][1]["elements"]
    return next(one for one in found if one["action_id"] == act)


def payload(chats: ChatSetup, asked: Asked, act: str, user: str = ANN_SLACK) -> dict[str, object]:
    """What Slack posts when this button is pressed."""
    return {
        "type": "block_actions",
        "user": {"id": user},
        "response_url": f"{chats.vendors['slack'].url}/actions/1",
        "message": {"blocks": asked.json["blocks"]},
        "actions": [{"action_id": act, "value": element(asked, act)["value"]}],
    }


async def told(chats: ChatSetup) -> Asked:
    await chats.connect("slack")
    await chats.link("slack", ANN_SLACK)
    await waiting(chats.instance, chats.place)
    return next(one for one in posted(chats) if one.json["channel"] == ANN_SLACK)


async def test_a_signed_press_sends_once_and_takes_the_buttons_away(chats: ChatSetup) -> None:
    asked = await told(chats)
    press = payload(chats, asked, "approve")
    assert (await chats.slack(press)).status_code == 200
    assert (await chats.slack(press)).status_code == 200
    await chats.instance.work()
    sent = await reply(chats.instance, chats.place)
    assert (sent.status, sent.attempts) == ("sent", 1)
    (answer, *_) = chats.said("slack", "/actions/1")
    assert answer.json["replace_original"] is True
    assert "Approved by Owner" in answer.json["text"]
    assert all(block["type"] != "actions" for block in answer.json["blocks"])


async def test_forged_old_and_unsigned_posts_are_refused(chats: ChatSetup) -> None:
    asked = await told(chats)
    press = payload(chats, asked, "approve")
    assert (await chats.slack(press, secret="guessed")).status_code == 401
    assert (await chats.slack(press, late=301)).status_code == 401
    # A moment passes until it is read, which a post of the future gains.
    assert (await chats.slack(press, late=-330)).status_code == 401
    assert (await chats.slack(press, headers={"X-Other": "1"})).status_code == 401
    nonsense = {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=é"}
    nonsense = {name: value.encode("ascii", "ignore").decode() for name, value in nonsense.items()}
    assert (await chats.slack(press, headers=nonsense)).status_code == 401
    assert (await reply(chats.instance, chats.place)).status == "held"


async def test_a_stranger_is_told_so_and_nobody_else_reads_it(chats: ChatSetup) -> None:
    asked = await told(chats)
    await chats.slack(payload(chats, asked, "approve", user="U999999999"))
    (answer,) = chats.said("slack", "/actions/1")
    assert answer.json["response_type"] == "ephemeral"
    assert answer.json["replace_original"] is False
    assert (await reply(chats.instance, chats.place)).status == "held"


async def test_an_answer_goes_to_slack_alone(chats: ChatSetup) -> None:
    asked = await told(chats)
    press = payload(chats, asked, "approve") | {"response_url": "https://evil.example/x"}
    assert (await chats.slack(press)).status_code == 200
    assert chats.said("slack", "/actions/1") == []
    assert (await reply(chats.instance, chats.place)).status == "queued"


async def test_a_room_hears_by_a_webhook_and_has_links_only(chats: ChatSetup) -> None:
    url = chats.vendors["slack"].url + "/services/T/B/x"
    await chats.connect(
        "slack", bot_token="", signing_secret="", webhook_url=url, tells="everything"
    )
    hostile = "<!channel> <https://evil.example|click>"
    await waiting(chats.instance, chats.place, name=hostile)
    (asked,) = chats.said("slack", "/services/T/B/x")
    assert "<!channel>" not in asked.json["text"]
    assert "&lt;!channel&gt;" in asked.json["text"]
    assert asked.json["blocks"][0]["text"]["type"] == "plain_text"
    assert all("url" in one for one in asked.json["blocks"][1]["elements"])
    (message,) = await chats.messages(channel="slack")
    assert (message.status, message.to_address) == ("sent", "room")


async def test_without_a_bot_no_member_is_told_and_without_a_channel_no_room(
    chats: ChatSetup,
) -> None:
    await chats.link("slack", ANN_SLACK)
    await chats.connect("slack")  # a bot, but no channel for it
    await waiting(chats.instance, chats.place)
    assert [one.to_address for one in await chats.messages(channel="slack")] == [ANN_SLACK]
    (message,) = await chats.messages(channel="slack")
    async with chats.instance.browser(chats.place.owner_id) as client:
        page = (await client.get(f"{chats.place.url}/outbox/{message.id}")).text
    assert "No mail server can take" not in page
    assert "Slack" in page


async def test_a_room_that_wants_alerts_only_hears_of_no_lead(chats: ChatSetup) -> None:
    await chats.connect("teams", tells="alerts")
    await chats.connect("discord", tells="everything")
    await chats.connect("webhook", tells="nothing")
    await waiting(chats.instance, chats.place)
    assert await chats.messages(channel="teams") == []
    assert len(await chats.messages(channel="discord", status="sent")) == 1
    assert await chats.messages(channel="webhook") == []
