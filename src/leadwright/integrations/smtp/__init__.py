"""E-mail through any SMTP server: MIME, a pool of kept connections, and exact answers about failure."""

from leadwright.ports.integration import Auth, Capability, Integration

INTEGRATION = Integration(
    name="smtp",
    title="SMTP",
    auth=Auth.URL,
    capabilities=frozenset({Capability.CHANNEL}),
    load="leadwright.integrations.smtp.sender.SmtpSender",
)
