"""Step `route`: which product a lead asks for and who owns it; leads without a route wait for one."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.imports import review
from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.notifications import alerts
from leadwright.features.notifications.actions import News, tell
from leadwright.features.routing import actions, editing, products, queries, waiting
from leadwright.features.routing.interests import asked_for, value_key
from leadwright.features.routing.rules import LONGEST
from leadwright.features.routing.waiting import Gone
from leadwright.kernel import live
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue, workspace_of
from leadwright.pipeline.engine import Engine
from leadwright.ports.directory import Services

PART = 500
"""Leads resumed per transaction when the routing table changes."""
PARTS_A_JOB = 40
_catalogue = lru_cache(256)(Catalogue)


async def route(session: TenantSession, lead: LeadSnapshot, services: Services, _: None) -> Outcome:
    """Assign the lead's team and owner; an unknown product raises one alert."""
    said = asked_for(lead.form.extra)
    named = interests(said, await products.catalogue(session)) if said else ()
    assigned = await actions.assign(session, lead, services.members, named)
    await ring(session, assigned.fresh)
    return Continue(assigned.lead, note=assigned.why)


def interests(said: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The products in these texts, in order, as the table spells them; unknown ones as written.

    A sentence is searched for products but is not a product name itself.
    """
    catalogue = _catalogue(tuple(known))
    found: list[str] = []
    for text in said:
        read = catalogue.read(text).values
        found += [one for one in read if len(one) <= LONGEST]
    return tuple(dict.fromkeys(found))


async def ring(session: TenantSession, fresh: Sequence[str]) -> None:
    """Raise one alert for each product without a team."""
    for value in fresh:
        news = News(
            reason_key=f"unknown_product:{value_key(value)}",
            kind="alert",
            title=f"No team for “{value}” yet",
            detail="Who asks for it waits in Review with the fallback owner. Say there whose it is.",
            cause=_cause(value),
            affects="routing",
        )
        await tell(session, news)


def _cause(value: str) -> str:
    return f"unknown_product:{value_key(value)}"


async def teach(session: TenantSession, value: str, team_id: UUID, *, by: UUID | None) -> None:
    """Route this product to that team from now on; leads that wait for it resume."""
    await editing.set_route(session, value, team_id, by=by)
    await alerts.resolve(session, _cause(value))
    await enqueue(session, LEARN, {"workspace_id": str(session.info["workspace_id"])})


async def unteach(session: TenantSession, key: str) -> None:
    """Undo a route: the product has no team, and the leads it resumed wait again."""
    await editing.remove_route(session, key)
    leads = await waiting.take_back(session, key)
    await review.unsettle(session, leads)
    await live.nudge(session)


LEARN = "routing.learn"


def tasks(engine: Engine) -> tuple[Job, ...]:
    """The job that resumes waiting leads."""
    return (Job(LEARN, partial(learn, engine), timeout=300),)


async def learn(engine: Engine, payload: Payload) -> None:
    """Assign waiting leads by the current table. Idempotent; continues in another job."""
    place = workspace_of(payload)
    for _ in range(PARTS_A_JOB):
        async with engine.turns, engine.database.tenant(place) as session:
            if not await _part(engine, session):
                return
    async with engine.database.tenant(place) as session:
        await enqueue(session, LEARN, payload, priority=BULK)


async def _part(engine: Engine, session: TenantSession) -> bool:
    table = await queries.table(session)
    staff = await queries.staff(session, engine.services.members, table)
    gone = await waiting.go_on(session, table, staff, PART)
    if not gone:
        return False
    await review.settle(session, [one.lead_id for one in gone])
    await _tell_owners(session, gone)
    await live.nudge(session)
    return True


async def _tell_owners(session: TenantSession, gone: Sequence[Gone]) -> None:
    """One notification per owner and product, however many leads there are."""
    groups: dict[tuple[Any, str], list[Gone]] = {}
    for one in gone:
        groups.setdefault((one.owner_id, one.value), []).append(one)
    for (owner_id, value), leads in groups.items():
        first = leads[0]
        title = (
            f"{first.name}: asked for {value}, and is {first.team}'s now"
            if len(leads) == 1
            else f"{len(leads):,} leads who asked for {value} are {first.team}'s now"
        )
        news = News(
            reason_key=f"learnt:{value_key(value)}:{first.lead_id}:{owner_id}",
            kind="lead",
            title=title,
            detail="They waited in Review for a team." if len(leads) > 1 else "",
            person_id=owner_id,
            lead_id=first.lead_id,
        )
        await tell(session, news)
