"""The signatures of form tools: which headers they stand in, and over what.

Typeform: typeform.com/developers/webhooks/secure-your-webhooks. Webflow:
developers.webflow.com/data/docs/working-with-webhooks. Framer:
framer.com/help/articles/framer-form-webhook-setup.
"""

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadwright.domain.demand import Demand

# Webflow tries again for half an hour; nothing says whether it signs again.
OLDEST = timedelta(hours=1)
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class Signed:
    """A post as it came in. Header names are lower case; `raw` is the body to the byte."""

    headers: Mapping[str, str]
    raw: bytes
    now: datetime


def problem(demand: Demand, secret: str, post: Signed) -> str:
    """What is wrong with the post's signature, in words; empty when it is right."""
    header, title, expected = _TOOLS[demand]
    given = post.headers.get(header.lower(), "")
    if not given:
        return f"This key takes posts that {title} signed, and {header} is missing."
    right = expected(secret.encode(), post)
    if right is None:
        return f"{title} signed this too long ago, or says not when."
    if not hmac.compare_digest(right.encode(), given.strip().encode()):
        return f"{header} does not match: {title} and this key hold different secrets."
    return ""


def _typeform(secret: bytes, post: Signed) -> str:
    return "sha256=" + base64.b64encode(hmac.digest(secret, post.raw, "sha256")).decode()


def _webflow(secret: bytes, post: Signed) -> str | None:
    """Over the time in milliseconds, a colon and the body."""
    stamp = post.headers.get("x-webflow-timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 15:
        return None
    age = post.now.timestamp() - int(stamp) / 1000
    if not -_CLOCKS_DIFFER.total_seconds() <= age <= OLDEST.total_seconds():
        return None
    return hmac.digest(secret, stamp.encode() + b":" + post.raw, "sha256").hex()


def _framer(secret: bytes, post: Signed) -> str:
    """Over the body and the submission's id."""
    of = post.headers.get("framer-webhook-submission-id", "")
    return "sha256=" + hmac.digest(secret, post.raw + of.encode(), "sha256").hex()


_TOOLS: Mapping[Demand, tuple[str, str, Callable[[bytes, Signed], str | None]]] = {
    Demand.TYPEFORM: ("Typeform-Signature", "Typeform", _typeform),
    Demand.WEBFLOW: ("X-Webflow-Signature", "Webflow", _webflow),
    Demand.FRAMER: ("Framer-Signature", "Framer", _framer),
}
