"""Round robin: who waited longest gets the next lead."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import PersonId
from leadwright.domain.lead import Owner
from leadwright.kernel.db.session import ReadSession, TenantSession

Row = Any
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
_TURNS = text("""
select t.id as person_id, coalesce(r.last_assigned_at, 'epoch') as last_assigned_at
from unnest(cast(:takers as uuid[])) as t (id)
left join rotation r on r.workspace_id = :workspace_id and r.person_id = t.id
order by 2, 1
""")
_TURNED = text("""
insert into rotation as r (workspace_id, person_id, last_assigned_at)
select :workspace_id, unnest(cast(:takers as uuid[])), clock_timestamp()
on conflict (workspace_id, person_id) do update set last_assigned_at = excluded.last_assigned_at
""")


def _asked(session: ReadSession, takers: Sequence[Owner]) -> dict[str, Any]:
    return {
        "workspace_id": session.info["workspace_id"],
        "takers": [str(taker.person_id) for taker in takers],
    }


async def take(session: TenantSession, takers: Sequence[Owner]) -> Owner | None:
    """Whose turn it is among several, who then comes last; None while all turns are being taken."""
    asked = _asked(session, takers)
    await session.execute(_ENTER, asked)
    turn = (await session.execute(_TAKE_TURN, asked)).scalar_one_or_none()
    return next((one for one in takers if str(one.person_id) == str(turn)), None)


async def order(session: ReadSession, takers: Sequence[Owner]) -> list[PersonId]:
    """Who comes next, and after that; nothing is changed."""
    rows = await session.execute(_TURNS, _asked(session, takers))
    return [PersonId(UUID(str(row.person_id))) for row in rows]


async def deal(
    session: TenantSession, takers: Sequence[Owner], number: int
) -> list[PersonId | None]:
    """The owners of so many leads at once, beginning with who waited longest."""
    if not takers or not number:
        return [None] * number
    turns = await order(session, takers)
    owners = [turns[at % len(turns)] for at in range(number)]
    # Those who come last in the last round waited longest: they are written down in their order.
    for person in dict.fromkeys(owners[-len(turns) :]):
        who = {"workspace_id": session.info["workspace_id"], "takers": [str(person)]}
        await session.execute(_TURNED, who)
    return list(owners)
