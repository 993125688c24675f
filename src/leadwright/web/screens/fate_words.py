"""What became of a letter after it was handed on, in words."""

from leadwright.features.messages.models import Message

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

KEPT = "Kept here"


def kept_words(message: Message) -> str:
    """Why a letter stands in the built-in outbox, and whether somebody should have got it."""
    if message.built_in:
        return (
            "Mail of a demo workspace never leaves this installation: this is where it was sent to."
        )
    why = "No mail server was connected when it was its turn, so that it stayed in the outbox."
    return f"{why} Its reader did not get it." if message.is_kept else why
