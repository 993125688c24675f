"""Parts of a mail as vendors' APIs expect them, so that a name cannot inject an address or a header."""

import re
from collections.abc import Mapping
from email.utils import formataddr

from leadwright.domain.errors import ProviderError

# No white space, list separators, comments or routes: exactly one address.
_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f-\x9f]+@[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f-\x9f]+"
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_GAPS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
# The headers that the vendor generates from the parts we pass.
_THEIRS = frozenset(
    {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id"}
    | {"mime-version", "return-path", "received", "content-type", "content-transfer-encoding"}
    | {"dkim-signature"}
)


def line(value: str) -> str:
    """The value on one line: runs of white space and control characters become one space."""
    return _GAPS.sub(" ", value).strip(" ")


def address(value: str, role: str) -> str:
    """One plain address; ProviderError for anything else. `role` names it in the message."""
    if len(value) > 254 or not _ADDRESS.fullmatch(value):
        raise ProviderError(
            f"the letter cannot be sent: the {role} address is not an e-mail address: {value!r}",
            permanent=True,
        )
    return value


def mailbox(name: str, at: str, role: str) -> str:
    """`"Name" <address>` in UTF-8."""
    name = line(name)
    if not name:
        return address(at, role)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address(at, role)}>'


def ascii_mailbox(name: str, at: str, role: str) -> str:
    """The same with the name as encoded words (RFC 2047), for vendors that require ASCII."""
    return formataddr((line(name), address(at, role)), "utf-8")


def message_id(value: str) -> str:
    """Our own id with its angle brackets; a malformed one is refused rather than repaired."""
    if not re.fullmatch(r"<[!-;=?-~]{1,900}>", value):
        raise ProviderError(
            f"the letter cannot be sent: the Message-ID is not of the form <left@right>: {value!r}",
            permanent=True,
        )
    return value


def further(headers: Mapping[str, str]) -> dict[str, str]:
    """The mail's own headers, plus the one that marks an automatic reply (RFC 3834)."""
    kept = {
        name: line(value)
        for name, value in headers.items()
        if _NAME.fullmatch(name) and name.lower() not in _THEIRS and line(value)
    }
    if "auto-submitted" not in {name.lower() for name in kept}:
        kept["Auto-Submitted"] = "auto-replied"
    return kept
