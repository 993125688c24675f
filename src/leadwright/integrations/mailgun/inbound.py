"""Mail that a route of Mailgun forwards.

documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store
"""

from leadwright.domain.errors import Invalid, Unauthenticated
from leadwright.integrations.mailgun.webhook import check_signature
from leadwright.ports.inbound import InboundMail, PostedForm
from leadwright.ports.raw_mail import attachments_of
from leadwright.ports.wiring import Hook


async def read(hook: Hook, form: PostedForm) -> InboundMail:
    """The mail of one post. Raises Unauthenticated, Invalid."""
    key = hook.values.get("signing_key", "")
    if not key:
        raise Unauthenticated("This connection has no webhook signing key yet; mail needs it.")
    check_signature(key, dict(form.fields), hook.now)
    known_as = form.fields.get("Message-Id") or form.fields.get("message-id", "")
    if not known_as:
        raise Invalid("The mail has no Message-Id.", code="broken_body")
    sender = form.fields.get("from") or form.fields.get("sender", "")
    # A route to an address that ends with "mime" brings the whole mail instead of its parts.
    raw = form.fields.get("body-mime", "").encode("utf-8", "surrogateescape")
    files = form.files or (attachments_of(raw) if raw else ())
    return InboundMail(known_as, sender, files, raw)
