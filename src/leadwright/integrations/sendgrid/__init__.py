"""E-mail through Twilio SendGrid's v3 API."""

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
    name="sendgrid",
    title="SendGrid",
    about="Twilio SendGrid, worldwide or in the EU.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    load="leadwright.integrations.sendgrid.sender:SendGrid",
    connect="leadwright.integrations.sendgrid.sender:SendGrid",
    webhook="leadwright.integrations.sendgrid.webhook:read",
    inbound="leadwright.integrations.sendgrid.inbound:read",
    proves="verification_key",
    webhook_help=(
        "Settings, Mail settings, Event webhook: tick delivered, bounced, dropped, deferred and spam"
        " reports, switch on the signature and copy its verification key into this connection."
    ),
    fields=(
        *MAIL_FROM,
        Field("api_key", "API key", Kind.SECRET, help="One with the right Mail Send is enough."),
        Field(
            "region",
            "Region",
            Kind.CHOICE,
            default="global",
            choices=(("global", "Worldwide"), ("eu", "European Union")),
        ),
        Field(
            "verification_key",
            "Verification key of the webhook",
            optional=True,
            help="Needed for deliveries and bounces.",
        ),
        API_ADDRESS,
    ),
)
