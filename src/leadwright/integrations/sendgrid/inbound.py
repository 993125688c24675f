"""Mail from SendGrid's Inbound Parse (www.twilio.com/docs/sendgrid/for-developers/parsing-email).

It signs nothing unless told to: the address is the secret. Both of its forms are read: attachments
as parts, and the raw mail.
"""

import re

from leadwright.domain.errors import Invalid
from leadwright.ports.inbound import InboundMail, PostedForm
from leadwright.ports.raw_mail import attachments_of
from leadwright.ports.wiring import Hook

_MESSAGE_ID = re.compile(r"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


async def read(hook: Hook, form: PostedForm) -> InboundMail:
    """The mail of one post. Raises Invalid."""
    del hook
    sender = form.fields.get("from", "")
    raw = form.fields.get("email", "")
    found = _MESSAGE_ID.search(form.fields.get("headers", "") or raw)
    if not sender or found is None:
        raise Invalid(
            "The post has no sender, or no headers with a Message-ID.", code="broken_body"
        )
    content = raw.encode("utf-8", "surrogateescape")
    files = form.files or (attachments_of(content) if raw else ())
    return InboundMail(found[1], sender, files, content)
