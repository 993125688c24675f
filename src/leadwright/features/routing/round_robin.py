"""Round robin: who waited longest gets the next lead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
select :workspace_id, t.id, statement_timestamp() + t.place * interval '1 microsecond'
from unnest(cast(:takers as uuid[])) with ordinality as t (id, place) order by t.id
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


@dataclass
class TurnAllocator:
    """Turns allocated to many leads, by several transactions side by side if need be.

    Who had one is written last of all in each, so that nobody waits for another's turns meanwhile.
    """

    _last: dict[PersonId, tuple[bool, float]] = field(default_factory=dict)
    _allocated: int = 0

    async def allocate(
        self, session: ReadSession, takers: Sequence[Owner], number: int
    ) -> list[PersonId | None]:
        """The owners of so many leads, beginning with who waited longest."""
        if not takers or not number:
            return [None] * number
        if fresh := [one for one in takers if one.person_id not in self._last]:
            for row in await session.execute(_TURNS, _asked(session, fresh)):
                last = row.last_assigned_at.timestamp()
                self._last.setdefault(PersonId(UUID(str(row.person_id))), (False, last))
        turns = sorted((self._last[one.person_id], one.person_id) for one in takers)
        owners = [turns[at % len(turns)][1] for at in range(number)]
        # Those who come last in the last round waited longest.
        for person in dict.fromkeys(owners[-len(turns) :]):
            self._allocated += 1
            self._last[person] = (True, self._allocated)
        return list(owners)

    async def write(self, session: TenantSession) -> None:
        """Write down who had a turn, in their order."""
        had = sorted((last, person) for person, last in self._last.items() if last[0])
        if had:
            takers = [str(person) for _, person in had]
            who = {"workspace_id": session.info["workspace_id"], "takers": takers}
            await session.execute(_TURNED, who)


async def allocate(
    session: TenantSession, takers: Sequence[Owner], number: int
) -> list[PersonId | None]:
    """The owners of so many leads at once, beginning with who waited longest."""
    turns = TurnAllocator()
    owners = await turns.allocate(session, takers, number)
    await turns.write(session)
    return owners
