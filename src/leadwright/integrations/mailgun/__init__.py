"""E-mail through Mailgun, in the United States or the European Union."""

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
    name="mailgun",
    title="Mailgun",
    about="By a sending domain, in the US or the EU.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    load="leadwright.integrations.mailgun.sender:Mailgun",
    connect="leadwright.integrations.mailgun.sender:Mailgun",
    webhook="leadwright.integrations.mailgun.webhook:read",
    inbound="leadwright.integrations.mailgun.inbound:read",
    proves="signing_key",
    webhook_help=(
        "Send, Sending, Webhooks: add it for Delivered messages, Temporary failure, Permanent failure"
        " and Spam complaints, and copy the HTTP webhook signing key into this connection."
    ),
    fields=(
        *MAIL_FROM,
        Field("domain", "Sending domain", help="Such as mg.example.com."),
        Field("api_key", "API key", Kind.SECRET, help="A sending key of the domain is enough."),
        Field(
            "region",
            "Region",
            Kind.CHOICE,
            default="us",
            choices=(("us", "United States"), ("eu", "European Union")),
        ),
        Field(
            "signing_key",
            "HTTP webhook signing key",
            Kind.SECRET,
            optional=True,
            help="Needed for deliveries and bounces.",
        ),
        API_ADDRESS,
    ),
)
