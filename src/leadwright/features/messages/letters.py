"""Renders a stored message as the mail that is sent and that the screens show."""

from leadwright.domain.ids import MessageId
from leadwright.features.messages.models import Message
from leadwright.ports.channel import Button, Letter

REPLY_TO = "Reply-To"
"""The header in which a message stores its Reply-To address."""


def letter_of(message: Message) -> Letter:
    """The mail of a message. Deterministic: a retry is byte for byte the same."""
    headers = {str(k): str(v) for k, v in message.headers.items()}
    return Letter(
        id=MessageId(message.id),
        message_id=message.message_id,
        from_name=message.from_name,
        from_address=message.from_address,
        to_name=message.to_name,
        to_address=message.to_address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        date=message.queued_at,
        reply_to=headers.pop(REPLY_TO, None),
        headers=headers,
        buttons=tuple(Button(**one) for one in message.buttons),
    )
