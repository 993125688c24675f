"""How each mail vendor takes a letter, as its reference says: what it checks, and what it answers."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from leadwright.integrations.fake.vendor_server import Answer, Asked, Dialect

KEY = "the-right-key"
SINGLE = "one@single.example"
"""A sender that is verified without its domain."""
_Taken = tuple[Answer, str | None]


def told(status: int, value: Any, **headers: str) -> Answer:
    """An answer in JSON."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"} | named)


def sendgrid(asked: Asked) -> _Taken:
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return told(401, {"errors": [{"message": "authorization required"}]}), None
    if (asked.method, asked.path) == ("GET", "/v3/scopes"):
        return told(200, {"scopes": ["mail.send", "whitelabel.read"]}), None
    if asked.path.startswith("/v3/whitelabel/domains?domain=acme.example"):
        return told(200, [{"domain": "acme.example", "valid": True}]), None
    if asked.method == "GET":
        return told(200, {"results": [{"from_email": SINGLE, "verified": True}]}), None
    letter = asked.json
    if [part["type"] for part in letter["content"]] != ["text/plain", "text/html"]:
        return told(400, {"errors": [{"message": "text/plain must be first"}]}), None
    return Answer(202, b"", {"X-Message-Id": "sg-1"}), letter["headers"]["Message-ID"]


def postmark(asked: Asked) -> _Taken:
    if asked.headers.get("x-postmark-server-token") != KEY:
        return told(401, {"ErrorCode": 10, "Message": "Bad or missing API token."}), None
    if (asked.method, asked.path) == ("GET", "/server"):
        return told(200, {"ID": 1, "Name": "Sales", "DeliveryType": "Live"}), None
    letter = asked.json
    headers = {one["Name"]: one["Value"] for one in letter["Headers"]}
    if headers.get("X-PM-KeepID") != "true":
        return told(422, {"ErrorCode": 300, "Message": "our test wants its own id"}), None
    taken = {"To": letter["To"], "MessageID": "pm-1", "ErrorCode": 0, "Message": "OK"}
    return told(200, taken), headers["Message-ID"]


def mailgun(asked: Asked) -> _Taken:
    if asked.headers.get("authorization") != "Basic YXBpOnRoZS1yaWdodC1rZXk=":
        return Answer(401, b"Forbidden"), None
    if asked.path != "/v3/mg.acme.example/messages":
        return told(404, {"message": "Domain not found"}), None
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    answer = told(200, {"id": "<mg-1@mg.acme.example>", "message": "Queued. Thank you."})
    return answer, None if form.get("o:testmode") == "yes" else form["h:Message-Id"]


def amazon_ses(asked: Asked) -> _Taken:
    if f"Credential={KEY}/" not in asked.headers.get("authorization", ""):
        words = {"message": "The security token included in the request is invalid."}
        return told(403, words, x_amzn_ErrorType="UnrecognizedClientException"), None
    if (asked.method, asked.path) == ("GET", "/v2/email/account"):
        return told(200, {"SendingEnabled": True, "ProductionAccessEnabled": True}), None
    if asked.path == "/v2/email/identities/acme.example":
        return told(200, {"VerifiedForSendingStatus": True}), None
    if asked.method == "GET":
        return told(404, {"message": "no"}, x_amzn_ErrorType="NotFoundException"), None
    tags: list[Mapping[str, str]] = asked.json["EmailTags"]
    # SES keeps no Message-ID; the tag is what names the letter, as our tests name it.
    return told(200, {"MessageId": "ses-1"}), f"<{tags[0]['Value']}@leads.example.com>"


def resend() -> Dialect:
    """One account: it remembers the idempotency keys it saw."""
    known: dict[str, str] = {}

    def take(asked: Asked) -> _Taken:
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            words = {"statusCode": 403, "name": "invalid_api_key", "message": "API key is invalid"}
            return told(403, words), None
        if (asked.method, asked.path) == ("GET", "/domains"):
            return told(200, {"data": [{"name": "acme.example", "status": "verified"}]}), None
        key = asked.headers["idempotency-key"]
        if key in known:
            return told(200, {"id": known[key]}), None
        known[key] = f"re-{len(known) + 1}"
        return told(200, {"id": known[key]}), asked.json["headers"]["Message-ID"]

    return take
