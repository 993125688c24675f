"""E-mail through Resend."""

from leadwright.ports.integration import (
    API_ADDRESS,
    MAIL_FROM,
    Auth,
    Capability,
    Field,
    Integration,
    Kind,
)

INTEGRATION = Integration(
    name="resend",
    title="Resend",
    about="A retry never sends twice: Resend knows our letters by a key.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    load="leadwright.integrations.resend.sender:Resend",
    connect="leadwright.integrations.resend.sender:Resend",
    webhook="leadwright.integrations.resend.webhook:read",
    proves="webhook_secret",
    webhook_help=(
        "Webhooks, Add webhook: choose email.delivered, email.delivery_delayed, email.bounced and"
        " email.complained, and copy the signing secret into this connection."
    ),
    fields=(
        *MAIL_FROM,
        Field("api_key", "API key", Kind.SECRET, help="Starts with re_. Sending access is enough."),
        Field(
            "webhook_secret",
            "Signing secret of the webhook",
            Kind.SECRET,
            optional=True,
            help="Starts with whsec_. Needed for deliveries and bounces.",
        ),
        API_ADDRESS,
    ),
)
