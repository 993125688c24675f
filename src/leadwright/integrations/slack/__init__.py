"""Slack by an incoming webhook (a room), by a bot (members and a room), or both."""

from leadwright.ports.integration import (
    API_ADDRESS,
    TELLS,
    Auth,
    Capability,
    Field,
    Integration,
    Kind,
)

INTEGRATION = Integration(
    name="slack",
    title="Slack",
    about="An incoming webhook for a room, or an app with a bot: then members are told and buttons act.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    purpose="slack",
    load="leadwright.integrations.slack.sender:Slack",
    connect="leadwright.integrations.slack.sender:Slack",
    listens="leadwright.integrations.slack.listening:SlackChat",
    proves="signing_secret",
    webhook_help=(
        "In the app's settings: Interactivity & Shortcuts, switch it on and paste this address as"
        " the Request URL. Copy the Signing Secret of Basic Information into this connection."
    ),
    fields=(
        Field(
            "webhook_url",
            "Incoming webhook",
            Kind.SECRET_ADDRESS,
            optional=True,
            help="https://hooks.slack.com/services/... posts to one room.",
        ),
        Field(
            "bot_token",
            "Bot token",
            Kind.SECRET,
            optional=True,
            help="Starts with xoxb-. It needs the right chat:write, and im:write to tell members.",
        ),
        Field(
            "room",
            "Channel",
            optional=True,
            help="Id of the channel for the bot, such as C0123456789. The webhook knows its own.",
        ),
        Field(
            "signing_secret",
            "Signing secret",
            Kind.SECRET,
            optional=True,
            help="Without it messages carry links only, no buttons that act.",
        ),
        TELLS,
        API_ADDRESS,
    ),
)
