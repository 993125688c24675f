"""Discord by a channel's webhook: a room of the team."""

from leadwright.ports.integration import TELLS, Auth, Capability, Field, Integration, Kind

INTEGRATION = Integration(
    name="discord",
    title="Discord",
    about="A webhook of a channel: its settings, Integrations, Webhooks.",
    auth=Auth.URL,
    capabilities=frozenset({Capability.CHANNEL}),
    purpose="discord",
    load="leadwright.integrations.discord.sender:Discord",
    connect="leadwright.integrations.discord.sender:Discord",
    fields=(
        Field(
            "webhook_url",
            "Webhook",
            Kind.SECRET_ADDRESS,
            help="Begins with https://discord.com/api/webhooks/.",
        ),
        TELLS,
    ),
)
