"""One answer to one question or to many at once, and the way back from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId, PersonId
from leadwright.features.duplicates import merging, queries
from leadwright.features.duplicates.queries import Question
from leadwright.kernel.db.session import TenantSession
from leadwright.pipeline import merges

MOST = 100
Verb = Literal["merge", "apart", "later"]


@dataclass(frozen=True)
class Answered:
    """What was done. `ids` are merges, or the questions; `left` counts those that could not be answered."""

    verb: Verb
    ids: tuple[UUID, ...]
    left: int = 0

    @property
    def words(self) -> str:
        """What the message says."""
        told = _ONE[self.verb] if len(self.ids) == 1 else _MANY[self.verb].format(len(self.ids))
        if not self.left:
            return told
        others = "1 stays" if self.left == 1 else f"{self.left} stay"
        return f"{told} {others}: decided meanwhile, or being answered at this moment."


_ONE = {
    "merge": "Merged. Both ways of writing lead to this one now.",
    "apart": "Two people. You are not asked about them again.",
    "later": "Asked again tomorrow.",
}
_MANY = {
    "merge": "{} pairs merged.",
    "apart": "{} pairs are two people each. You are not asked about them again.",
    "later": "{} questions are asked again tomorrow.",
}


async def give(
    session: TenantSession,
    verb: Verb,
    question_ids: Sequence[UUID],
    *,
    actor: PersonId | None,
    keeps_other: bool = False,
) -> Answered:
    """Answer all of these alike; what was decided meanwhile or is being worked on is left as it is."""
    wanted = dict.fromkeys(question_ids)
    # In one order, so that two who answer the same ones wait for each other and not in a ring.
    still_open = {each: await _open(session, each) for each in sorted(wanted)}
    asked = [found for each in wanted if (found := still_open[each])]
    left = len(wanted) - len(asked)
    if verb == "merge":
        done, busy = await _merge(session, asked, actor, keeps_other=keeps_other)
        left += busy
    elif verb == "apart":
        for each in asked:
            pair = LeadId(each.one.id), LeadId(each.other.id)
            await merging.not_the_same(session, *pair, actor=actor)
        done = [each.id for each in asked]
    else:
        done = [each.id for each in asked if await queries.put_off(session, each.id)]
    return Answered(verb, tuple(done), left)


async def take_back(session: TenantSession, given: Answered, *, actor: PersonId | None) -> int:
    """How many of them are as they were. The last merge is taken back first: it stands on the others."""
    if given.verb != "merge":
        return await merging.ask_again(session, given.ids)
    back = 0
    for merge_id in reversed(given.ids):
        try:
            await merges.undo(session, merge_id, actor=actor)
        except (NotFound, Conflict):
            continue
        back += 1
    return back


async def _open(session: TenantSession, question_id: UUID) -> Question | None:
    try:
        return await queries.to_answer(session, question_id)
    except NotFound:
        return None


async def _merge(
    session: TenantSession,
    asked: Sequence[Question],
    actor: PersonId | None,
    *,
    keeps_other: bool,
) -> tuple[list[UUID], int]:
    """The merges, and how many pairs could not be merged now.

    A lead that went into another one stands for itself no longer: who is the same as it joins that one.
    """
    stands_for: dict[UUID, UUID] = {}

    def now(lead_id: UUID) -> UUID:
        while lead_id in stands_for:
            lead_id = stands_for[lead_id]
        return lead_id

    made, busy = [], 0
    for each in asked:
        pair = sorted((now(each.one.id), now(each.other.id)), reverse=keeps_other)
        stays, goes = pair
        if stays == goes:
            continue
        try:
            made.append(await merges.merge(session, LeadId(stays), LeadId(goes), actor=actor))
        except Conflict:
            busy += 1
            continue
        stands_for[goes] = stays
    return made, busy
