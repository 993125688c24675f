"""E-mail through Amazon Simple Email Service, API version 2."""

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
    name="amazon_ses",
    title="Amazon SES",
    about="By an access key with the right ses:SendEmail. SES writes a Message-ID of its own.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    load="leadwright.integrations.amazon_ses.sender:AmazonSes",
    connect="leadwright.integrations.amazon_ses.sender:AmazonSes",
    webhook="leadwright.integrations.amazon_ses.webhook:read",
    inbound="leadwright.integrations.amazon_ses.inbound:read",
    proves="topic_arn",
    webhook_help=(
        "Make an SNS topic, let SES publish deliveries, bounces and complaints to it (of the identity,"
        " or of a configuration set), and subscribe this address by HTTPS; it confirms itself."
    ),
    fields=(
        *MAIL_FROM,
        Field("region", "AWS region", default="us-east-1", help="Such as eu-central-1."),
        Field("access_key_id", "Access key id", help="Starts with AKIA."),
        Field("secret_access_key", "Secret access key", Kind.SECRET),
        Field("configuration_set", "Configuration set", optional=True),
        Field(
            "topic_arn",
            "ARN of the SNS topic",
            optional=True,
            help="Needed for deliveries and bounces: reports of any other topic are refused.",
        ),
        API_ADDRESS,
    ),
)
