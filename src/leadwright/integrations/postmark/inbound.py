"""Mail from Postmark's inbound stream (postmarkapp.com/developer/webhooks/inbound-webhook)."""

import base64
import binascii
import json

from leadwright.domain.errors import Invalid
from leadwright.integrations.postmark.webhook import check_login
from leadwright.ports.inbound import Attachment, InboundMail, PostedForm
from leadwright.ports.wiring import Hook


async def read(hook: Hook, form: PostedForm) -> InboundMail:
    """The mail of one post. Raises Unauthenticated, Invalid."""
    del form
    check_login(hook)
    try:
        mail = json.loads(hook.body)
        files = tuple(
            Attachment(str(one["Name"]), base64.b64decode(one["Content"], validate=True))
            for one in mail.get("Attachments") or ()
        )
        # There if the stream includes the raw mail.
        raw = str(mail.get("RawEmail") or "").encode("utf-8", "surrogateescape")
        return InboundMail(str(mail["MessageID"]), str(mail["From"]), files, raw)
    except (
        ValueError,
        RecursionError,
        KeyError,
        TypeError,
        AttributeError,
        binascii.Error,
    ) as error:
        raise Invalid("The post is no inbound mail of Postmark's.", code="broken_body") from error
