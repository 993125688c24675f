"""Marks in our own mail by which opens and clicks are seen, and the secrets in them.

Off unless a workspace switched it on. A mark is signed: it names the message, and a click's mark
holds the address it leads to, so that nobody can make us lead anywhere else.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from html import escape, unescape
from uuid import UUID

from leadwright.domain.ids import MessageId, WorkspaceId

Sign = Callable[[str, str], str]
Unsign = Callable[[str, str], str | None]

OPEN, CLICK = "mail_open", "mail_click"
LONGEST_LINK = 1_500
_HIDDEN = b"\x01"
_SEEN = b"\x00"
_LINK = re.compile(r'(<a\b[^>]*?\bhref=")(https?://[^"]+)(")', re.IGNORECASE)
_END = re.compile(r"</body>", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """What a mark says: whose mail it is, and for a click where it leads and whether people see it."""

    workspace_id: WorkspaceId
    message_id: MessageId
    link: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class MarkWriter:
    """Writes marks: `address` is ours, `sign` the installation's signature."""

    address: str
    sign: Sign
    workspace_id: WorkspaceId
    message_id: MessageId

    def opened(self) -> str:
        """The address of the picture."""
        return f"{self.address}/o/{self.sign(OPEN, _packed(self))}.gif"

    def click(self, link: str, *, is_hidden: bool = False) -> str:
        """The address by which this link is followed."""
        flag = _HIDDEN if is_hidden else _SEEN
        return f"{self.address}/l/{self.sign(CLICK, _packed(self, flag + link.encode()))}"


def marked(html: str, pen: MarkWriter, *, opens: bool, clicks: bool) -> str:
    """The mail's HTML with its marks. Its text part and links to us are left alone."""
    if clicks:
        followed = _LINK.sub(lambda found: _through_us(found, pen), html)
        if followed != html:
            hidden = escape(pen.click(pen.address, is_hidden=True))
            trap = f'<a href="{hidden}" style="display:none" tabindex="-1" aria-hidden="true"></a>'
            html = _before_end(followed, trap)
    if opens:
        picture = escape(pen.opened())
        html = _before_end(html, f'<img src="{picture}" width="1" height="1" alt="">')
    return html


def _through_us(found: re.Match[str], pen: MarkWriter) -> str:
    link = unescape(found[2])
    if link.startswith(pen.address) or len(link) > LONGEST_LINK:
        return found[0]
    return f"{found[1]}{escape(pen.click(link))}{found[3]}"


def _before_end(html: str, addition: str) -> str:
    at = [match.start() for match in _END.finditer(html)]
    return html[: at[-1]] + addition + html[at[-1] :] if at else html + addition


def read_open(unsign: Unsign, token: str) -> Mark | None:
    """The mark of a picture; None if it is none of ours."""
    found = _unpacked(unsign(OPEN, token))
    return None if found is None else Mark(*found[:2])


def read_click(unsign: Unsign, token: str) -> Mark | None:
    """The mark of a link; None if it is none of ours."""
    found = _unpacked(unsign(CLICK, token))
    if found is None or len(found[2]) < 2:
        return None
    link = found[2][1:].decode("utf-8", "replace")
    return Mark(found[0], found[1], link, found[2][:1] == _HIDDEN)


def once(*parts: object) -> str:
    """The name under which a repeated sight of the same is known again."""
    return sha256("|".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:40]


def _packed(pen: MarkWriter, more: bytes = b"") -> str:
    whole = pen.workspace_id.bytes + pen.message_id.bytes + more
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


def _unpacked(value: str | None) -> tuple[WorkspaceId, MessageId, bytes] | None:
    if value is None:
        return None
    try:
        whole = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        ids = UUID(bytes=whole[:16]), UUID(bytes=whole[16:32])
    except (ValueError, binascii.Error):
        return None
    return WorkspaceId(ids[0]), MessageId(ids[1]), whole[32:]
