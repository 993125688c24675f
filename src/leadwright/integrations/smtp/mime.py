"""A letter as bytes (RFC 5322, RFC 2045): the same letter always makes the same bytes.

Written by hand because the standard library's `email` package builds a few hundred letters a
second, and because a retry must be byte-identical; the tests read everything back with it.
"""

import base64
import binascii
import hashlib
import re
from datetime import UTC
from email.utils import format_datetime

from leadwright.integrations.smtp.addresses import Mailbox, mailbox
from leadwright.integrations.smtp.headers import (
    address_field,
    further_fields,
    ids_field,
    message_id_field,
    text_field,
)
from leadwright.ports.channel import Letter

_LINE_ENDS = re.compile("\r\n|\r|\n")
_HIGH = bytes(range(128, 256))
_DENSE = 0.17  # above this share of non-ASCII bytes base64 is the shorter one


def build(letter: Letter) -> bytes:
    """The whole message with CRLF line ends and no line over 998 octets.

    Control characters in names, subject and header values are folded into a space; an address,
    a Message-ID or a header name that cannot stand raises UnsendableLetter. Says
    `Auto-Submitted: auto-replied` (RFC 3834) unless the letter's headers say otherwise.
    """
    boundary = _boundary(letter.message_id)
    head = [*_fields(letter), *_about_the_letter(letter), "MIME-Version: 1.0"]
    head.append(f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"')
    mark = f"--{boundary}".encode("ascii")
    return b"\r\n".join(
        (
            "\r\n".join(head).encode(),
            b"",
            mark,
            _part("plain", letter.text),
            mark,
            _part("html", letter.html),
            mark + b"--",
            b"",
        )
    )


def correspondents(letter: Letter) -> tuple[Mailbox, Mailbox]:
    """Sender and recipient of the envelope."""
    return mailbox(letter.from_address, role="sender"), mailbox(letter.to_address, role="recipient")


def _fields(letter: Letter) -> list[str]:
    sender, recipient = correspondents(letter)
    fields = [
        f"Date: {format_datetime(letter.date.astimezone(UTC))}",
        address_field("From", letter.from_name, sender),
        address_field("To", letter.to_name, recipient),
    ]
    if letter.reply_to:
        fields.append(address_field("Reply-To", "", mailbox(letter.reply_to, role="reply")))
    return [*fields, text_field("Subject", letter.subject), message_id_field(letter.message_id)]


def _about_the_letter(letter: Letter) -> list[str]:
    fields = further_fields(letter.headers)
    given = {name.lower(): value for name, value in letter.headers.items()}
    if "references" not in given and "in-reply-to" in given:
        # RFC 5322 section 3.6.4: an answer to a message without References refers to its id.
        references = ids_field("References", given["in-reply-to"])
        fields += [references] if references else []
    if "auto-submitted" not in given:
        fields.append("Auto-Submitted: auto-replied")
    return fields


def _boundary(message_id: str) -> str:
    # "=_" occurs in neither quoted-printable nor base64, so no body can hold the boundary.
    return f"=_{hashlib.sha256(message_id.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _part(subtype: str, body: str) -> bytes:
    encoding, coded = _encoded(_LINE_ENDS.sub("\r\n", body).encode("utf-8", "replace"))
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode("ascii") + coded


def _encoded(body: bytes) -> tuple[str, bytes]:
    dense = len(body) - len(body.translate(None, _HIGH)) > _DENSE * len(body)
    if dense:
        code = base64.b64encode(body)
        return "base64", b"\r\n".join(code[i : i + 76] for i in range(0, len(code), 76))
    # b2a_qp takes its style of line break from the text, hence the line end lent to it.
    return "quoted-printable", binascii.b2a_qp(body + b"\r\n", istext=True)[:-2]
