"""The signature of a post, by Standard Webhooks (www.standardwebhooks.com): HMAC-SHA256, `v1`."""

import base64
import hashlib
import hmac
import json
import secrets
from uuid import UUID

from leadwright.kernel.crypto import Keyring

_PREFIX = "whsec_"


def new_secret() -> str:
    """192 random bits, as the scheme writes them."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def seal(keyring: Keyring, automation_id: UUID, secret: str) -> str:
    """The secret as it may stand in the database, bound to its automation."""
    return keyring.encrypt(json.dumps([str(automation_id), secret]))


def unseal(keyring: Keyring, automation_id: UUID, sealed: str) -> str:
    """The secret of this automation. ValueError where another installation or row sealed it."""
    whose, secret = json.loads(keyring.decrypt(sealed))
    if whose != str(automation_id):
        raise ValueError("The secret belongs to another automation.")
    return str(secret)


def headers(secret: str, id_: UUID, stamp: int, body: bytes) -> dict[str, str]:
    """What goes with a post. `stamp`: seconds since 1970; the id is the same for each try."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{id_}.{stamp}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": str(id_),
        "webhook-timestamp": str(stamp),
        "webhook-signature": f"v1,{digest}",
    }
