"""What a provider reported about a letter after it took it, in words."""

# fate -> kind of dot, word, what it means
FATES: dict[str, tuple[str, str, str]] = {
    "delivered": ("good", "Delivered", "The recipient's server took it."),
    "delayed": (
        "look",
        "Delayed",
        "The recipient's server has not taken it yet. The provider tries on by itself.",
    ),
    "bounced": (
        "bad",
        "Bounced",
        "It was not delivered. An address that is gone is suppressed, so that nothing more is sent to it.",
    ),
    "complained": (
        "bad",
        "Called spam",
        "The recipient called it spam. The address is suppressed, so that it gets nothing more.",
    ),
}
