"""How each chat vendor takes a message, as its reference says: what it checks, and what it answers."""

import re
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from leadwright.integrations.fake.vendor_dialects import KEY, told
from leadwright.integrations.fake.vendor_server import Answer, Asked, Dialect

BOT_TOKEN = "123456:AAE-the-right_token"  # noqa: S105 -- a test's
BOT_NAME = "acme_leads_bot"
SID = "AC" + "0123456789abcdef" * 2
_Taken = tuple[Answer, str | None]


def telegram(updates: list[dict[str, Any]] | None = None) -> Dialect:
    """One bot. `updates` is what it would tell, each once it is asked for by its offset."""
    numbers = count(100)
    waiting = updates if updates is not None else []

    def take(asked: Asked) -> _Taken:
        prefix, _, method = asked.path.rpartition("/")
        if prefix != f"/bot{BOT_TOKEN}":
            words = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return told(401, words), None
        body = asked.json
        if method == "getMe":
            return told(200, {"ok": True, "result": {"id": 1, "username": BOT_NAME}}), None
        if method == "getUpdates":
            due = [one for one in waiting if one["update_id"] >= body["offset"]]
            return told(200, {"ok": True, "result": due}), None
        if method != "sendMessage":
            return told(200, {"ok": True, "result": True}), None
        if wrong := _wrong(body):
            return told(400, {"ok": False, "error_code": 400, "description": wrong}), None
        result = {"message_id": next(numbers), "chat": {"id": body["chat_id"]}}
        return told(200, {"ok": True, "result": result}), body["text"]

    return take


def _wrong(body: dict[str, Any]) -> str:
    if not body.get("text") or len(body["text"].encode("utf-16-le")) > 2 * 4096:
        return "Bad Request: message text is empty or too long"
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    too_long = any(len(key.get("callback_data", "").encode()) > 64 for row in rows for key in row)
    return "Bad Request: BUTTON_DATA_INVALID" if too_long else ""


def slack(asked: Asked) -> _Taken:
    if asked.path.startswith("/services/"):
        words = asked.json.get("text")
        return (Answer(200, b"ok"), words) if words else (Answer(400, b"no_text"), None)
    if asked.path.startswith("/actions/"):
        return Answer(200, b"ok"), None
    if asked.headers.get("authorization") != f"Bearer xoxb-{KEY}":
        return told(200, {"ok": False, "error": "invalid_auth"}), None
    if asked.path == "/api/auth.test":
        return told(200, {"ok": True, "user": "leadwright", "team": "Acme"}), None
    body = asked.json
    answer = told(200, {"ok": True, "channel": "D1", "ts": "1700000000.000100"})
    return answer, body["text"] if body.get("channel") else None


def teams(asked: Asked) -> _Taken:
    card = asked.json["attachments"][0]["content"]
    return Answer(202), card["body"][0]["inlines"][0]["text"]


def discord(asked: Asked) -> _Taken:
    if asked.method == "GET":
        return told(200, {"name": "Leads"}), None
    if asked.json["allowed_mentions"] != {"parse": []} or len(asked.json["content"]) > 2000:
        return told(400, {"message": "Invalid Form Body"}), None
    return told(200, {"id": "9001"}), asked.json["content"]


def twilio(asked: Asked) -> _Taken:
    if not asked.headers.get("authorization", "").startswith("Basic "):
        return told(401, {"code": 20003, "message": "Authenticate"}), None
    if "/IncomingPhoneNumbers.json?" in asked.path:
        own = [{"sid": "PN1"}] if asked.path.endswith("%2B15005550006") else []
        return told(200, {"incoming_phone_numbers": own}), None
    if asked.method == "GET":
        return told(200, {"status": "active", "friendly_name": "Acme"}), None
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    if not re.fullmatch(r"\+[0-9]{7,15}", form["To"]):
        return told(400, {"code": 21211, "message": "Invalid 'To' Phone Number"}), None
    return told(201, {"sid": "SM1", "status": "queued"}), form["Body"]


def amazon_sns(asked: Asked) -> _Taken:
    signed = asked.headers.get("authorization", "")
    if f"Credential={KEY}/" not in signed or "/sns/aws4_request" not in signed:
        return Answer(403, b"<Code>InvalidClientTokenId</Code><Message>no</Message>"), None
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    if form["Action"] != "Publish":
        return Answer(200, b"<GetSMSAttributesResponse/>"), None
    return Answer(200, b"<MessageId>sns-1</MessageId>"), form["Message"]


def webhook() -> Dialect:
    """It knows a repetition by its id, as the scheme asks."""
    known: set[str] = set()

    def take(asked: Asked) -> _Taken:
        id_ = asked.headers["webhook-id"]
        fresh = id_ not in known
        known.add(id_)
        return Answer(204), asked.json["text"] if fresh else None

    return take


DIALECTS: dict[str, Callable[[], Dialect]] = {
    "telegram": telegram,
    "slack": lambda: slack,
    "teams": lambda: teams,
    "discord": lambda: discord,
    "twilio": lambda: twilio,
    "amazon_sns": lambda: amazon_sns,
    "webhook": webhook,
}
