"""How a reader sees the bytes of a letter."""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import cast

import pytest


@dataclass(frozen=True)
class Read:
    """A message as a mail program shows it."""

    message: EmailMessage
    raw: bytes

    def correspondent(self, header: str) -> tuple[str, str]:
        """Display name and address.

        Not by `header.addresses`: Python 3.11 puts a space between neighbouring encoded words of a
        name, against RFC 2047 section 6.2.
        """
        field = message_from_bytes(self.raw)[header]
        name, address = parseaddr("".join(field.splitlines()))
        return str(make_header(decode_header(name))), address

    def bodies(self) -> list[str]:
        parts = cast("list[EmailMessage]", list(self.message.iter_parts()))
        return [cast("bytes", part.get_payload(decode=True)).decode() for part in parts]


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], Read]:
    def parse(raw: bytes) -> Read:
        message = message_from_bytes(raw, policy=policy.default)
        return Read(message, raw)

    return parse
