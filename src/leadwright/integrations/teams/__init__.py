"""Microsoft Teams by a workflow's webhook: a room of the team."""

from leadwright.ports.integration import TELLS, Auth, Capability, Field, Integration, Kind

INTEGRATION = Integration(
    name="teams",
    title="Microsoft Teams",
    about="A workflow that posts to a channel when a webhook request is received.",
    auth=Auth.URL,
    capabilities=frozenset({Capability.CHANNEL}),
    purpose="teams",
    load="leadwright.integrations.teams.sender:Teams",
    connect="leadwright.integrations.teams.sender:Teams",
    fields=(
        Field(
            "webhook_url",
            "Address of the workflow",
            Kind.SECRET_ADDRESS,
            help="Channel, Workflows, Post to a channel when a webhook request is received.",
        ),
        TELLS,
    ),
)
