"""Text messages (SMS) through Amazon SNS."""

from leadwright.ports.integration import API_ADDRESS, Auth, Capability, Field, Integration, Kind

INTEGRATION = Integration(
    name="amazon_sns",
    title="Amazon SNS",
    about="Text messages to members' phones, by an access key with the right sns:Publish.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    purpose="sms",
    load="leadwright.integrations.amazon_sns.sender:AmazonSns",
    connect="leadwright.integrations.amazon_sns.sender:AmazonSns",
    fields=(
        Field("region", "AWS region", default="us-east-1", help="Such as eu-central-1."),
        Field("access_key_id", "Access key id", help="Starts with AKIA."),
        Field("secret_access_key", "Secret access key", Kind.SECRET),
        Field(
            "sender_id",
            "Sender's name",
            optional=True,
            help="Up to 11 letters and digits, where the country allows it.",
        ),
        API_ADDRESS,
    ),
)
