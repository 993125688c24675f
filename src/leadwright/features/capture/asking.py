"""What screening asks the world outside: whether mail can reach the sender's domain."""

from dataclasses import dataclass
from datetime import datetime

from leadwright.domain.lead import Fact, LeadSnapshot
from leadwright.ports.directory import Services
from leadwright.ports.mail_domain import MailDomain

_SURE = 0.95


@dataclass(frozen=True)
class Asked:
    """The answers; what nobody answered is unknown, and stops nobody."""

    mail: MailDomain = MailDomain.UNKNOWN

    def facts(self, at: datetime) -> tuple[Fact, ...]:
        """What was learnt, to be kept with the lead."""
        if self.mail is MailDomain.UNKNOWN:
            return ()
        value = self.mail.value
        return (
            Fact(
                key="mail_domain",
                value=value,
                source="email",
                method="dns",
                confidence=_SURE,
                observed_at=at,
            ),
        )


def asks_outside(lead: LeadSnapshot, services: Services) -> bool:
    """Whether somebody must be waited for; what was asked lately is known."""
    domain = _domain(lead)
    return domain is not None and services.mail_domains.known(domain) is None


async def ask(lead: LeadSnapshot, services: Services) -> Asked:
    """Ask what is not known."""
    domain = _domain(lead)
    if domain is None:
        return Asked()
    return Asked(await services.mail_domains.ask(domain))


async def go_without(lead: LeadSnapshot, services: Services) -> Asked:
    """The answers where asking failed or took too long."""
    del lead, services
    return Asked()


def _domain(lead: LeadSnapshot) -> str | None:
    """The domain to be asked about. The demo's visitors are not looked into."""
    email = lead.form.email
    if lead.is_demo or not email:
        return None
    return email.rpartition("@")[2] or None
