"""Text messages (SMS) through Twilio."""

from leadwright.ports.integration import API_ADDRESS, Auth, Capability, Field, Integration, Kind

INTEGRATION = Integration(
    name="twilio",
    title="Twilio SMS",
    about="Text messages to members' phones.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    purpose="sms",
    load="leadwright.integrations.twilio.sender:Twilio",
    connect="leadwright.integrations.twilio.sender:Twilio",
    fields=(
        Field("account_sid", "Account SID", help="Starts with AC."),
        Field("auth_token", "Auth token", Kind.SECRET),
        Field(
            "sender",
            "From",
            help="A number of yours such as +15005550006, or a messaging service (MG...).",
        ),
        API_ADDRESS,
    ),
)
