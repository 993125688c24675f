"""E-mail through Postmark."""

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
    name="postmark",
    title="Postmark",
    about="By a server's token and one of its message streams.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    load="leadwright.integrations.postmark.sender:Postmark",
    connect="leadwright.integrations.postmark.sender:Postmark",
    webhook="leadwright.integrations.postmark.webhook:read",
    inbound="leadwright.integrations.postmark.inbound:read",
    webhook_help=(
        "The message stream, Webhooks, Add webhook: tick Delivery, Bounce and Spam complaint. The"
        " address is a secret, since Postmark signs nothing; a login below is a second one."
    ),
    fields=(
        *MAIL_FROM,
        Field("server_token", "Server API token", Kind.SECRET),
        Field("stream", "Message stream", default="outbound", help="Its id in Postmark."),
        Field(
            "webhook_login",
            "Login of the webhook",
            Kind.SECRET,
            optional=True,
            help="user:password, as given under Basic auth credentials in Postmark.",
        ),
        API_ADDRESS,
    ),
)
