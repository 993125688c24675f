"""Mail that a receipt rule of Amazon SES publishes to an SNS topic, with its content.

docs.aws.amazon.com/ses/latest/dg/receiving-email-action-sns.html: up to 150 KB a mail.
"""

import base64
import binascii
import json

from leadwright.domain.errors import Invalid
from leadwright.integrations.amazon_ses import sns
from leadwright.ports.inbound import InboundMail, PostedForm
from leadwright.ports.raw_mail import attachments_of
from leadwright.ports.wiring import Hook


async def read(hook: Hook, form: PostedForm) -> InboundMail | None:
    """The mail of one post; None for SNS's own. Raises Unauthenticated, Invalid."""
    del form
    message = await sns.checked(hook)
    if message["Type"] == "SubscriptionConfirmation":
        await sns.confirm(message, hook.client)
        return None
    try:
        told = json.loads(str(message.get("Message", "")))
    except (ValueError, RecursionError):
        return None  # SNS's own words, such as a test message from its console
    if not isinstance(told, dict) or told.get("notificationType") != "Received":
        return None
    try:
        raw, mail = str(told["content"]), told["mail"]
        is_base64 = told["receipt"]["action"].get("encoding") == "BASE64"
        content = base64.b64decode(raw, validate=True) if is_base64 else raw.encode()
        return InboundMail(
            str(mail["messageId"]), str(mail["source"]), attachments_of(content), content
        )
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise Invalid(
            "The notification brings no mail: use the rule's action 'Publish to Amazon SNS topic'.",
            code="broken_body",
        ) from error
