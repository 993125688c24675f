"""Whether a domain accepts mail, according to DNS."""

from enum import StrEnum
from typing import Protocol


class MailDomain(StrEnum):
    """What DNS says about the domain of an address.

    `by_address`: no MX, but a host, which RFC 5321 (5.1) lets mail go to. `refuses_mail`: a null MX
    (RFC 7505). `no_mail_server`: the domain exists but cannot receive mail. `unknown`: no response, or DNS
    was not asked.
    """

    TAKES = "takes_mail"
    BY_ADDRESS = "by_address"
    REFUSES = "refuses_mail"
    NOWHERE = "no_mail_server"
    MISSING = "does_not_exist"
    UNKNOWN = "unknown"

    @property
    def is_undeliverable(self) -> bool:
        """Mail to the domain bounces, whatever the local part."""
        return self in {MailDomain.REFUSES, MailDomain.NOWHERE, MailDomain.MISSING}


class MailDomains(Protocol):
    """Looks up the domains of email addresses in DNS. Neither method raises."""

    def known(self, domain: str) -> MailDomain | None:
        """The answer without a DNS query; None if a query is needed."""
        ...

    async def ask(self, domain: str) -> MailDomain:
        """The answer within the time limit, else `unknown`. Waits for the network."""
        ...
