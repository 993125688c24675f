"""Reads raw mails: the sender and the attachments."""

from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default

from leadwright.domain.errors import Invalid
from leadwright.ports.inbound import Attachment, InboundMail


def attachments_of(raw: bytes) -> tuple[Attachment, ...]:
    """Every part with a file name. Raises Invalid if the mail cannot be parsed."""
    return read_mail("", raw).attachments


def read_mail(known_as: str, raw: bytes) -> InboundMail:
    """Parse the whole mail; `known_as` is its id if it has no Message-ID. Raises Invalid."""
    try:
        mail = message_from_bytes(raw, _class=EmailMessage, policy=default)
        attachments = tuple(
            Attachment(name, content)
            for part in mail.walk()
            if (name := part.get_filename())
            and isinstance(content := part.get_payload(decode=True), bytes)
        )
        sender = str(mail.get("From", ""))
        return InboundMail(str(mail.get("Message-ID", "")).strip() or known_as, sender, attachments)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise Invalid("The mail cannot be taken apart.", code="broken_body") from error
