"""What screening asks the world outside: whether mail can reach the sender, and who vouches for the form."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from leadwright.domain.demand import Demand
from leadwright.domain.lead import Fact, LeadSnapshot
from leadwright.kernel import clock
from leadwright.ports.directory import Services
from leadwright.ports.form_guard import FormCheck, Verdict
from leadwright.ports.mail_domain import MailDomain

# Written by the door beside the post's headers; no header of a post can have these names.
DEMAND, PROOF, VERDICT = "leadwright-demand", "leadwright-proof", "leadwright-verdict"
_SURE = 0.95


@dataclass(frozen=True)
class OutsideAnswers:
    """The answers; what nobody answered stops nobody. `verdict` is None where no proof is asked for.

    `digest` names the challenge of an own proof, which counts once.
    """

    mail: MailDomain = MailDomain.UNKNOWN
    demand: Demand = Demand.NOTHING
    verdict: Verdict | None = None
    digest: str = ""

    @property
    def note(self) -> str:
        return "form not checked" if self.verdict is Verdict.UNCHECKED else ""

    def facts(self, at: datetime) -> tuple[Fact, ...]:
        """What was learnt, to be kept with the lead."""
        found = []
        if self.mail is not MailDomain.UNKNOWN:
            found.append(_fact("mail_domain", self.mail.value, "email", "dns", at))
        if self.verdict is not None:
            found.append(_fact("form_check", self.verdict.value, self.demand.value, "asked", at))
        return tuple(found)


def asks_outside(lead: LeadSnapshot, services: Services) -> bool:
    """Whether somebody must be waited for; what was asked lately is known."""
    domain = _domain(lead)
    if domain is not None and services.mail_domains.known(domain) is None:
        return True
    return demand_of(lead).is_vendors and bool(lead.headers.get(PROOF))


async def ask(lead: LeadSnapshot, services: Services) -> OutsideAnswers:
    """Ask what is not known, side by side."""
    mail, verdict = await asyncio.gather(_mail(lead, services), _verdict(lead, services))
    return _asked(lead, mail, verdict)


async def go_without(lead: LeadSnapshot, services: Services) -> OutsideAnswers:
    """The answers where asking failed or took too long."""
    del services
    verdict = _at_hand(lead) or (Verdict.UNCHECKED if demand_of(lead).is_vendors else None)
    return _asked(lead, MailDomain.UNKNOWN, verdict)


def demand_of(lead: LeadSnapshot) -> Demand:
    """What the key asked for when the post came in."""
    return Demand(lead.headers.get(DEMAND, ""))


def _asked(lead: LeadSnapshot, mail: MailDomain, verdict: Verdict | None) -> OutsideAnswers:
    demand = demand_of(lead)
    is_own = demand is Demand.PROOF_OF_WORK
    return OutsideAnswers(mail, demand, verdict, lead.headers.get(PROOF, "") if is_own else "")


async def _mail(lead: LeadSnapshot, services: Services) -> MailDomain:
    domain = _domain(lead)
    return MailDomain.UNKNOWN if domain is None else await services.mail_domains.ask(domain)


async def _verdict(lead: LeadSnapshot, services: Services) -> Verdict | None:
    verdict, demand = _at_hand(lead), demand_of(lead)
    if verdict is not None or not demand.is_vendors:
        return verdict
    age = (clock.now() - lead.received_at).total_seconds()
    check = FormCheck(lead.submission_id, lead.headers[PROOF], age)
    return await services.guards.verify(lead.workspace_id, demand, check)


def _at_hand(lead: LeadSnapshot) -> Verdict | None:
    """What can be said without the vendor: the door looked at own proofs, and none is none."""
    verdict = lead.headers.get(VERDICT)
    if verdict is not None:
        return Verdict(verdict)
    missing = demand_of(lead).is_proof and not lead.headers.get(PROOF)
    return Verdict.MISSING if missing else None


def _domain(lead: LeadSnapshot) -> str | None:
    """The domain to be asked about. The demo's visitors are not looked into."""
    email = lead.form.email
    if lead.is_demo or not email:
        return None
    return email.rpartition("@")[2] or None


def _fact(key: str, value: str, source: str, method: str, at: datetime) -> Fact:
    return Fact(
        key=key,
        value=value,
        source=source,
        method=method,
        confidence=_SURE,
        observed_at=at,
    )
