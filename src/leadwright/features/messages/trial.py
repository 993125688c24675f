"""A test mail to oneself, sent by the same path as every message."""

from leadwright.domain.ids import MessageId, new_id
from leadwright.kernel.db.session import TenantSession
from leadwright.ports.directory import NewMessage, Outbox

KIND = "trial"
_SUBJECT = "A test from Leadwright"
_PARAGRAPHS = (
    "This is the test you asked for in the settings.",
    (
        "It went the way of every reply: written down first, then handed to the mail server. "
        "If you read this, replies to your leads arrive as well."
    ),
)


async def send_trial(
    session: TenantSession, outbox: Outbox, *, to: tuple[str, str], built_in: bool
) -> MessageId:
    """Queue a test mail. `to` is address and name; `built_in` keeps it in the built-in outbox."""
    address, name = to
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS)
    return await outbox.put(
        session,
        NewMessage(
            reason_key=f"{KIND}:{new_id()}",
            kind=KIND,
            to_address=address,
            to_name=name,
            subject=_SUBJECT,
            text="\n\n".join(_PARAGRAPHS) + "\n",
            html=f'<!doctype html><html lang="en"><body>{paragraphs}</body></html>',
            from_name="Leadwright",
            built_in=built_in,
        ),
    )
