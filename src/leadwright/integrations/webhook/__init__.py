"""Notifications to any program of one's own, as signed JSON."""

from leadwright.ports.integration import TELLS, Auth, Capability, Field, Integration, Kind

INTEGRATION = Integration(
    name="webhook",
    title="Webhook",
    about="JSON to an address of yours, signed: for chats and pagers without a card here.",
    auth=Auth.URL,
    capabilities=frozenset({Capability.CHANNEL}),
    purpose="webhook",
    load="leadwright.integrations.webhook.sender:Webhook",
    connect="leadwright.integrations.webhook.sender:Webhook",
    fields=(
        Field(
            "webhook_url", "Address", Kind.SECRET_ADDRESS, help="Answers any 2xx when it took it."
        ),
        Field(
            "signing_key",
            "Signing key",
            Kind.SECRET,
            optional=True,
            help="Signs each post by the Standard Webhooks scheme; at least 24 characters.",
        ),
        TELLS,
    ),
)
