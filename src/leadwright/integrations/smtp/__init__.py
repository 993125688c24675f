"""E-mail through any SMTP server: MIME, a pool of kept connections, and exact answers about failure."""

from leadwright.ports.integration import MAIL_FROM, Auth, Capability, Field, Integration, Kind

INTEGRATION = Integration(
    name="smtp",
    title="SMTP",
    about="Any mail server: your provider's, your own.",
    auth=Auth.URL,
    capabilities=frozenset({Capability.CHANNEL}),
    load="leadwright.integrations.smtp.sender.SmtpSender",
    connect="leadwright.integrations.smtp.connect:connect",
    fields=(
        *MAIL_FROM,
        Field("host", "Server", help="Such as smtp.example.com."),
        Field("port", "Port", default="587", help="587 with STARTTLS, 465 with TLS."),
        Field(
            "encryption",
            "Encryption",
            Kind.CHOICE,
            default="starttls",
            choices=(
                ("starttls", "STARTTLS, or nothing is sent"),
                ("tls", "TLS from the first byte"),
                ("none", "None, only for a server in the same house"),
            ),
        ),
        Field("user", "User", optional=True),
        Field("password", "Password", Kind.SECRET, optional=True),
    ),
)
