"""Inbound mail, delivered by a vendor's webhook. Consumer: `features/sources`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Attachment:
    """One attached file, decoded."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class InboundMail:
    """A mail's sender and files. `id` is its Message-ID, or the vendor's id.

    `raw`: the complete original mail, if the vendor delivers it.
    """

    id: str
    sender: str
    attachments: tuple[Attachment, ...] = ()
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class PostedForm:
    """The parts of a vendor's multipart request: fields by name, files in order. Empty for JSON."""

    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
