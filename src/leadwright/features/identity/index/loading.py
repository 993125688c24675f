"""The index of a workspace read from the database, and kept up with who comes meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text

from leadwright.domain.ids import first_id_of
from leadwright.features.identity.candidates import Entry
from leadwright.features.identity.index.process import IndexProcess
from leadwright.features.identity.keys import contact_keys
from leadwright.features.identity.record_fields import KEPT
from leadwright.features.identity.records import LeadRecord
from leadwright.features.identity.rules import Verdict
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession

MOST_HELD = 150_000
"""Records that are read into memory, where each takes a kilobyte; those of the job come on top."""
WORTH_IT = 500
_A_KNOWN_ONE = 50
"""To read so many records costs what the database takes to look one lead up."""
_PAGE = 5_000
_LATE = timedelta(seconds=5)
"""A record is seen at most so long after its id was made: its transaction ends with the next statement."""

_FIELDS = ", ".join(KEPT)
_COUNT = text(f"""
select count(*) from (select 1 from known_record where workspace_id = :workspace_id
    limit {MOST_HELD + 1}) as found
""")
_UNREAD = text("""
select count(*) from (select 1 from lead l where l.workspace_id = :workspace_id
    and (select true from known_record r where r.workspace_id = l.workspace_id
        and r.lead_id = l.id limit 1) is null
    limit :enough) as found
""")
_PAGE_AFTER = text(f"""
select id, lead_id, {_FIELDS}, keys from known_record
where workspace_id = :workspace_id and id > :after order by id limit {_PAGE}
""")
_COUNT_SINCE = text(
    "select count(*) from known_record where workspace_id = :workspace_id and id > :since"
)
_OTHERS_SINCE = text(f"""
select id, lead_id, {_FIELDS}, keys from known_record
where workspace_id = :workspace_id and id > :since and id <> all(:these) order by id
""").bindparams(bindparam("these", type_=ARRAY(Uuid)))


@dataclass
class KeptIndex:
    """An index in a process of its own, and the ids of the records that came last, ours and others'."""

    process: IndexProcess
    _held: int = 0
    _recent: dict[int, UUID] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether a job may not add to it any more."""
        return self._held >= 2 * MOST_HELD

    async def add(self, others: Sequence[Entry], since: int = 0) -> None:
        """Know these, and count those that came since."""
        self._recent |= {one.id.int: one.id for one in others if one.id.int > since}
        self._held += len(others)
        await self.process.add(others)

    async def judged(self, fresh: Sequence[LeadRecord]) -> list[Verdict]:
        """What becomes of each, as `records.judged` says; those before it are caught up with."""
        self._held += len(fresh)
        return await self.process.judged([_entry(one) for one in fresh])

    async def close(self) -> None:
        """It is not asked any more."""
        await self.process.close()

    async def catch_up(self, session: ReadSession, fresh: Sequence[LeadRecord]) -> None:
        """Know who came by other ways until these were written down."""
        self._recent |= {one.id.int: one.id for one in fresh}
        since = first_id_of(clock.wall() - _LATE)
        self._recent = {number: id_ for number, id_ in self._recent.items() if number > since.int}
        asked: dict[str, Any] = {"workspace_id": session.info["workspace_id"], "since": since}
        if await session.scalar(_COUNT_SINCE, asked) == len(self._recent):
            return
        given = asked | {"these": list(self._recent.values())}
        others = (await session.execute(_OTHERS_SINCE, given)).all()
        await self.add([_read(row) for row in others])


async def load(session: ReadSession) -> KeptIndex | None:
    """The index as it stands; None where few leads are to be looked up, or too many are known."""
    asked = {"workspace_id": session.info["workspace_id"]}
    known = int(await session.scalar(_COUNT, asked) or 0)
    if known > MOST_HELD:
        return None
    enough = max(WORTH_IT, known // _A_KNOWN_ONE)
    unread = int(await session.scalar(_UNREAD, {**asked, "enough": enough}) or 0)
    return None if unread < enough else await read(session)


async def read(session: ReadSession) -> KeptIndex:
    """The index of all who are known; whoever asked for it closes it."""
    made = KeptIndex(await IndexProcess.start())
    try:
        await _fill(made, session)
    except BaseException:
        await made.close()
        raise
    return made


async def _fill(index: KeptIndex, session: ReadSession) -> None:
    since = first_id_of(clock.wall() - _LATE).int
    after = UUID(int=0)
    while True:
        asked = {"workspace_id": session.info["workspace_id"], "after": after}
        rows = (await session.execute(_PAGE_AFTER, asked)).all()
        await index.add([_read(row) for row in rows], since)
        if len(rows) < _PAGE:
            return
        after = rows[-1].id


def _read(row: Any) -> Entry:
    id_, lead_id, *told, keys = row
    return Entry(id_, str(lead_id), told, keys)


def _entry(one: LeadRecord) -> Entry:
    told = [one.record.get(name, "") for name in KEPT]
    return Entry(one.id, one.person.id, told, one.keys, contact_keys(one.person), one.person)
