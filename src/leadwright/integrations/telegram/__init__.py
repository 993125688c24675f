"""Telegram by a bot of one's own: notifications with buttons that act."""

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
    name="telegram",
    title="Telegram",
    about="A bot of your own, made with @BotFather. Members approve replies by a button.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.CHANNEL}),
    purpose="telegram",
    load="leadwright.integrations.telegram.sender:Telegram",
    connect="leadwright.integrations.telegram.sender:Telegram",
    listens="leadwright.integrations.telegram.listening:TelegramChat",
    fields=(
        Field("bot_name", "Name of the bot", help="Its user name, such as acme_leads_bot."),
        Field("bot_token", "Token", Kind.SECRET, help="As @BotFather gave it: 123456:ABC..."),
        Field(
            "updates",
            "Buttons arrive",
            Kind.CHOICE,
            default="poll",
            help="The test button arranges it at Telegram.",
            choices=(
                ("poll", "Leadwright asks Telegram for them; works behind any firewall"),
                ("webhook", "Telegram posts them here; needs a public https address"),
            ),
        ),
        Field(
            "room",
            "Group",
            optional=True,
            help="Chat id of a group that has the bot as a member, such as -1001234567890.",
        ),
        TELLS,
        API_ADDRESS,
    ),
)
