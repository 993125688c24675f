"""Messages of Amazon SNS: their signature, and the confirmation of a subscription.

docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

import base64
import binascii
import json
import re
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_pem_x509_certificate

from leadwright.domain.errors import Invalid, Unauthenticated
from leadwright.kernel.outbound.http import fetch
from leadwright.ports.wiring import Hook

_HOST = re.compile(r"sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?")
_NOTICE = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
# SNS repeats a post for an hour with the first one's time.
_WINDOW = timedelta(hours=2)
_MOST_KEYS = 20

_keys: OrderedDict[str, rsa.RSAPublicKey] = OrderedDict()


async def checked(hook: Hook) -> dict[str, Any]:
    """The message, signed by SNS for the topic of the connection and fresh."""
    message = _parsed(hook.body)
    topic = hook.values.get("topic_arn", "")
    if not topic:
        raise Unauthenticated("This connection names no SNS topic yet; reports need it.")
    if message.get("TopicArn") != topic:
        raise Unauthenticated("The message is of another topic.")
    await _verify(message, hook.client)
    try:
        age = hook.now - datetime.fromisoformat(str(message.get("Timestamp")))
    except (ValueError, TypeError) as error:
        raise Unauthenticated("The message's time cannot be read.") from error
    if abs(age) > _WINDOW:
        raise Unauthenticated("The message is too old.")
    return message


async def confirm(message: dict[str, Any], client: httpx.AsyncClient) -> None:
    """Visit the address that confirms the subscription; only SNS's own."""
    url = _of_sns(message.get("SubscribeURL"))
    await fetch(client, client.build_request("GET", url))


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid("The message is no JSON.", code="broken_body") from error
    if not isinstance(message, dict) or not isinstance(message.get("Type"), str):
        raise Invalid("The message is none of SNS.", code="broken_body")
    return message


async def _verify(message: dict[str, Any], client: httpx.AsyncClient) -> None:
    names = _NOTICE if message["Type"] == "Notification" else _CONFIRMATION
    signed = "".join(f"{name}\n{message[name]}\n" for name in names if message.get(name))
    method = hashes.SHA256() if message.get("SignatureVersion") == "2" else hashes.SHA1()  # noqa: S303 -- SNS's version 1, the default of its topics
    key = await _key(_of_sns(message.get("SigningCertURL")), client)
    try:
        signature = base64.b64decode(str(message.get("Signature", "")), validate=True)
        key.verify(signature, signed.encode(), padding.PKCS1v15(), method)
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise Unauthenticated("The signature is wrong.") from error


def _of_sns(url: object) -> str:
    """An address of SNS itself. Everything else that a message names is somebody's trap."""
    text = str(url)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Unauthenticated("The message names an address that is none of SNS.") from error
    at_sns = _HOST.fullmatch(parts.hostname or "") is not None
    if parts.scheme != "https" or not at_sns or port not in {None, 443} or parts.username:
        raise Unauthenticated("The message names an address that is none of SNS.")
    return text


async def _key(url: str, client: httpx.AsyncClient) -> rsa.RSAPublicKey:
    known = _keys.get(url)
    if known is not None:
        return known
    answer = await fetch(client, client.build_request("GET", url), most_bytes=100_000)
    try:
        key = load_pem_x509_certificate(answer.body).public_key()
    except ValueError as error:
        raise Unauthenticated("The certificate cannot be read.") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise Unauthenticated("The certificate has no RSA key.")
    _keys[url] = key
    while len(_keys) > _MOST_KEYS:
        _keys.popitem(last=False)
    return key
