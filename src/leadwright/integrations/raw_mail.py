"""Attachments of a raw mail."""

from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default

from leadwright.domain.errors import Invalid
from leadwright.ports.inbound import Attachment


def attachments_of(raw: bytes) -> tuple[Attachment, ...]:
    """Every part that has a file name. Raises Invalid where the mail cannot be taken apart."""
    try:
        mail = message_from_bytes(raw, _class=EmailMessage, policy=default)
        return tuple(
            Attachment(name, content)
            for part in mail.walk()
            if (name := part.get_filename())
            and isinstance(content := part.get_payload(decode=True), bytes)
        )
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise Invalid("The mail cannot be taken apart.", code="broken_body") from error
