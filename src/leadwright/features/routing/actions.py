"""The routing step: the lead goes to the member whose turn it is, and stays with its owner later."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.events import LeadAssigned
from leadwright.domain.ids import LeadId, PersonId
from leadwright.domain.lead import LeadSnapshot, Owner
from leadwright.domain.outcome import Continue, Outcome
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.directory import Services

# The turn is taken with `skip locked`, so that leads that arrive together go to different members
# instead of waiting for one another; if all turns are being taken, any taker will do.
_TAKE_TURN = text("""
update rotation r set last_assigned_at = clock_timestamp()
where r.workspace_id = :workspace_id and r.person_id = (
    select person_id from rotation
    where workspace_id = :workspace_id and person_id = any(cast(:takers as uuid[]))
    order by last_assigned_at, person_id limit 1 for update skip locked)
returning r.person_id
""")
_ENTER = text("""
insert into rotation (workspace_id, person_id, last_assigned_at)
select :workspace_id, unnest(cast(:takers as uuid[])), 'epoch' on conflict do nothing
""")
_OWNER = text("select owner_id from lead where workspace_id = :workspace_id and id = :lead_id")


async def assign(
    session: TenantSession, lead: LeadSnapshot, services: Services, _: None
) -> Outcome:
    """Round robin over the members who take leads. A returning lead keeps its owner."""
    takers = await services.members.takers(session)
    owner, why = await _choose(session, lead, takers)
    emit(
        session,
        LeadAssigned(
            lead_id=lead.lead_id,
            submission_id=lead.submission_id,
            person_id=None if owner is None else owner.person_id,
            why=why,
        ),
    )
    return Continue(lead.model_copy(update={"owner": owner}), note=why)


async def _choose(
    session: TenantSession, lead: LeadSnapshot, takers: tuple[Owner, ...]
) -> tuple[Owner | None, str]:
    by_id = {taker.person_id: taker for taker in takers}
    if not takers:
        return None, "nobody takes leads yet"
    if lead.is_returning and (kept := by_id.get(await _present_owner(session, lead))):
        return kept, "keeps its owner"
    if len(takers) == 1:
        return takers[0], "the only one who takes leads"
    arguments = {
        "workspace_id": lead.workspace_id,
        "takers": [str(taker.person_id) for taker in takers],
    }
    await session.execute(_ENTER, arguments)
    turn = (await session.execute(_TAKE_TURN, arguments)).scalar_one_or_none()
    if turn is None:
        return takers[lead.submission_id.int % len(takers)], "round robin"
    return by_id[PersonId(UUID(str(turn)))], "round robin"


async def _present_owner(session: TenantSession, lead: LeadSnapshot) -> PersonId:
    row = await session.execute(
        _OWNER, {"workspace_id": lead.workspace_id, "lead_id": lead.lead_id}
    )
    return PersonId(row.scalar_one())


_TURNS = text("""
select t.id as person_id, coalesce(r.last_assigned_at, 'epoch') as last_assigned_at
from unnest(cast(:takers as uuid[])) as t (id)
left join rotation r on r.workspace_id = :workspace_id and r.person_id = t.id
order by 2, 1
""")
_OWN = text("""
update lead l set owner_id = g.owner_id
from unnest(cast(:leads as uuid[]), cast(:owners as uuid[])) as g (lead_id, owner_id)
where l.workspace_id = :workspace_id and l.id = g.lead_id and l.owner_id is null
""")
_TURNED = text("""
insert into rotation as r (workspace_id, person_id, last_assigned_at)
select :workspace_id, unnest(cast(:takers as uuid[])), clock_timestamp()
on conflict (workspace_id, person_id) do update set last_assigned_at = excluded.last_assigned_at
""")


async def assign_many(
    session: TenantSession, lead_ids: Sequence[LeadId], takers: Sequence[Owner]
) -> None:
    """Round robin over many new leads at once, beginning with who waited longest.

    A lead that has an owner keeps it. Without takers the leads wait for somebody.
    """
    if not takers or not lead_ids:
        return
    workspace = {"workspace_id": session.info["workspace_id"]}
    asked = {"takers": [str(taker.person_id) for taker in takers]}
    turns = [str(row.person_id) for row in await session.execute(_TURNS, workspace | asked)]
    owners = [turns[at % len(turns)] for at in range(len(lead_ids))]
    given = {"leads": [str(lead_id) for lead_id in lead_ids], "owners": owners}
    await session.execute(_OWN, workspace | given)
    # Those who come last in the last round waited longest: they are written down in their order.
    for person in dict.fromkeys(owners[-len(turns) :]):
        await session.execute(_TURNED, workspace | {"takers": [person]})
