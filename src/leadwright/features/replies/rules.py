"""Which template answers a message, and which messages must never be answered unread."""

from collections.abc import Mapping

from leadwright.domain.reading import Intent, Reading

ACKNOWLEDGEMENT = "acknowledgement"
UNWANTED = frozenset({Intent.SOLICITATION, Intent.SPAM})
# From this probability on, an unsure "somebody sells to us" is too likely to be acknowledged unread.
DOUBTFUL_FROM = 0.4


def is_doubtful(reading: Reading | None) -> bool:
    """Whether it may well be solicitation or spam, and we are not sure: a person looks before any reply."""
    return (
        reading is not None
        and reading.unsure
        and reading.intent in UNWANTED
        and reading.confidence >= DOUBTFUL_FROM
    )


def template_of(reading: Reading | None) -> str:
    """An intent's identifier; the neutral acknowledgement for what nobody or nothing understood.

    So for what a person has to answer, where nothing of ours is to be sold, and for what may not be
    wanted at all: a person let it through, and decides about the answer.
    """
    if reading is None or reading.unsure or reading.matter or reading.intent in UNWANTED:
        return ACKNOWLEDGEMENT
    return reading.intent.value


def their_mail(headers: Mapping[str, str]) -> str | None:
    """The Message-ID of what they sent, where it came by mail."""
    given = str(headers.get("message-id", "")).strip()
    is_id = given.startswith("<") and given.endswith(">") and "@" in given and " " not in given
    return given if is_id else None
