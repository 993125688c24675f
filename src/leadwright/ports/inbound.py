"""Inbound mail, handed in by a vendor's webhook. Consumer: `features/sources`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Attachment:
    """One attached file, decoded."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class InboundMail:
    """A mail's sender and files. `id` is its Message-ID, or what the vendor calls it.

    `raw`: the whole mail as it came, where the vendor hands that in.
    """

    id: str
    sender: str
    attachments: tuple[Attachment, ...] = ()
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class PostedForm:
    """The parts of a vendor's multipart post: fields by name, files in their order. Empty for JSON."""

    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
