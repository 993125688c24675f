"""What happens to a message: which intents are answered, held for a person, or get no reply."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from leadwright.domain.reading import Intent, Reading

ACKNOWLEDGEMENT = "acknowledgement"
UNWANTED = frozenset({Intent.SOLICITATION, Intent.SPAM})
# From this probability on, an unsure "somebody sells to us" is too likely to be acknowledged unread.
DOUBTFUL_FROM = 0.4


class Mode(StrEnum):
    """What becomes of a reply: it leaves by itself, waits for a person, or is not written."""

    SEND = "send"
    HOLD = "hold"
    STOP = "stop"


DEFAULT_POLICY: Mapping[Intent, Mode] = MappingProxyType(
    {
        Intent.DEMO_REQUEST: Mode.SEND,
        Intent.PRICING_INQUIRY: Mode.SEND,
        Intent.PURCHASE_INTENT: Mode.SEND,
        Intent.PRODUCT_QUESTION: Mode.SEND,
        Intent.SUPPORT_QUESTION: Mode.SEND,
        Intent.PARTNERSHIP: Mode.SEND,
        Intent.GENERAL_INQUIRY: Mode.SEND,
        Intent.JOB_SEEKER: Mode.HOLD,
        Intent.PRESS_OR_INVESTOR: Mode.HOLD,
        Intent.SOLICITATION: Mode.STOP,
        Intent.SPAM: Mode.STOP,
    }
)


@dataclass(frozen=True)
class Plan:
    """How to answer: with which template, in which mode, and whether a person must be assigned.

    `template` is an intent's identifier or `acknowledgement`.
    """

    mode: Mode
    template: str
    assign: bool


def is_doubtful(reading: Reading | None) -> bool:
    """Whether it may well be solicitation or spam, and we are not sure: a person looks before any reply."""
    return (
        reading is not None
        and reading.unsure
        and reading.intent in UNWANTED
        and reading.confidence >= DOUBTFUL_FROM
    )


def plan(reading: Reading | None, modes: Mapping[Intent, Mode] = DEFAULT_POLICY) -> Plan:
    """The plan for a message; one that nobody or nothing understood is acknowledged neutrally.

    A message that should not get an automatic sales reply although its intent usually does
    (abuse around a real question) is held, so that a person decides; so is one that may well be
    solicitation.
    """
    if is_doubtful(reading):
        return Plan(Mode.HOLD, ACKNOWLEDGEMENT, assign=True)
    if reading is None or reading.unsure:
        return Plan(Mode.SEND, ACKNOWLEDGEMENT, assign=True)
    mode = modes.get(reading.intent, Mode.HOLD)
    if mode is Mode.STOP:
        return Plan(Mode.STOP, ACKNOWLEDGEMENT, assign=False)
    if mode is Mode.SEND and not reading.expect_auto_reply:
        mode = Mode.HOLD
    return Plan(mode, reading.intent.value, assign=mode is Mode.HOLD)


def policy(reading: Reading | None, modes: Mapping[Intent, Mode] = DEFAULT_POLICY) -> Mode:
    """Send, hold or stop; see `plan`."""
    return plan(reading, modes).mode
