"""What a pipeline step returns: continue, stop, or wait."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leadwright.domain.lead import Fact, LeadSnapshot


class StopReason(StrEnum):
    """Why a submission gets no answer. Shown on screen; nothing is dropped silently."""

    SPAM = "spam"
    SOLICITATION = "solicitation"
    HONEYPOT = "honeypot"
    TOO_FAST = "too_fast"
    DUPLICATE = "duplicate"
    AUTOMATED_MAIL = "automated_mail"
    BLOCKED = "blocked"
    DISPOSABLE = "disposable_address"
    REPEATED = "repeated_content"
    NO_PROOF = "no_proof"
    WRONG_PROOF = "wrong_proof"
    USED_PROOF = "used_proof"
    UNDELIVERABLE = "undeliverable_address"


@dataclass(frozen=True)
class Continue:
    """Go on with this picture of the lead; `facts` are new and will be stored by the engine."""

    lead: LeadSnapshot
    facts: tuple[Fact, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Stop:
    """The run ends here, for a reason that is shown."""

    reason: StopReason
    lead: LeadSnapshot
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Wait:
    """Park the run until then and free the worker."""

    until: datetime
    lead: LeadSnapshot


Outcome = Continue | Stop | Wait
