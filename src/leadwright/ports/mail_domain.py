"""Whether a domain accepts mail, according to DNS."""

from enum import StrEnum
from typing import Protocol


class MailDomain(StrEnum):
    """What the DNS says of a domain that stands in an address.

    `by_address`: no MX, but a host, which RFC 5321 (5.1) lets mail go to. `refuses_mail`: a null MX
    (RFC 7505). `no_mail_server`: the domain exists and no mail can get there. `unknown`: nobody
    answered, or nobody was asked.
    """

    TAKES = "takes_mail"
    BY_ADDRESS = "by_address"
    REFUSES = "refuses_mail"
    NOWHERE = "no_mail_server"
    MISSING = "does_not_exist"
    UNKNOWN = "unknown"

    @property
    def is_undeliverable(self) -> bool:
        """Mail to it comes back, whatever stands before the @."""
        return self in {MailDomain.REFUSES, MailDomain.NOWHERE, MailDomain.MISSING}


class MailDomains(Protocol):
    """The DNS, asked about domains of e-mail addresses. Neither method raises."""

    def known(self, domain: str) -> MailDomain | None:
        """What can be said without asking anybody; None if it must be asked."""
        ...

    async def ask(self, domain: str) -> MailDomain:
        """The answer within the time limit; `unknown` where there is none. Waits for the network."""
        ...
