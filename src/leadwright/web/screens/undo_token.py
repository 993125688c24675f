"""The way back from an answer or a change to many: signed, carried by the page, kept nowhere."""

import base64
import binascii
import json
from typing import Any

from leadwright.kernel.crypto import Keyring


def seal(keyring: Keyring, purpose: str, data: Any) -> str:
    """JSON as a token for this purpose only; safe in addresses."""
    text = json.dumps(data, separators=(",", ":"))
    return keyring.sign(purpose, base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))


def unseal(keyring: Keyring, purpose: str, token: str) -> Any:
    """What was sealed, or None when the token is not ours."""
    value = keyring.unsign(purpose, token)
    if value is None:
        return None
    try:
        return json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except (ValueError, binascii.Error):
        return None
