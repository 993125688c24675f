"""The enrichment step: derives facts from what is at hand, and stores them."""

from leadwright.domain.events import LeadEnriched
from leadwright.domain.lead import Fact, LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.enrichment import rules
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.directory import Services


def asks_outside(lead: LeadSnapshot, services: Services) -> bool:
    """No: what is at hand needs nobody."""
    del lead, services
    return False


async def look_up(lead: LeadSnapshot, services: Services) -> tuple[Fact, ...]:
    """The facts at hand. Providers that must be asked over the network join here."""
    del services
    return rules.look_at(lead, clock.now())


async def record(
    session: TenantSession, lead: LeadSnapshot, services: Services, facts: tuple[Fact, ...]
) -> Outcome:
    """Hand the facts on to be kept, and tell which keys are known now."""
    del services
    keys = tuple(sorted({fact.key for fact in facts}))
    if keys:
        emit(
            session,
            LeadEnriched(lead_id=lead.lead_id, submission_id=lead.submission_id, keys=keys),
        )
    return Continue(lead.with_facts(*facts), facts=facts, note=f"{len(keys)} facts at hand")
