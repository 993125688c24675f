"""Which version scores a lead: the chosen one, or the challenger where one runs beside it.

A lead's arm is a hash of the trial and the lead, so it never changes and nothing has to be written
for it. Leads that came before the trial stay with the chosen version.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId
from leadwright.kernel.db.session import ReadSession

_SERVING = text(
    """
select m.id as champion, t.id as trial, t.challenger_id, t.share, t.started_at
from prediction_model m left join prediction_trial t
    on t.workspace_id = m.workspace_id and t.champion_id = m.id and t.state = 'running'
where m.workspace_id = :workspace_id and m.state = 'in_use'
"""
)
_HUNDREDTHS = 2**64


class Arm(StrEnum):
    """By which version a lead of a trial is scored."""

    CHAMPION = "champion"
    CHALLENGER = "challenger"


@dataclass(frozen=True)
class Challenge:
    """A running trial: `share` per cent of the leads that come from `since` on are the challenger's."""

    trial_id: UUID
    challenger: UUID
    share: int
    since: datetime


@dataclass(frozen=True)
class Serving:
    """The chosen version, and the challenger beside it."""

    champion: UUID
    challenge: Challenge | None

    @property
    def versions(self) -> list[UUID]:
        """All that score."""
        return (
            [self.champion]
            if self.challenge is None
            else [self.champion, self.challenge.challenger]
        )

    def version_for(self, lead_id: UUID, came: datetime) -> UUID:
        """The version that scores this lead, which came then."""
        one = self.challenge
        if one is None or came < one.since:
            return self.champion
        is_challenger = arm_of(one.trial_id, lead_id, one.share) is Arm.CHALLENGER
        return one.challenger if is_challenger else self.champion


def arm_of(trial_id: UUID, lead_id: UUID, share: int) -> Arm:
    """A lead's arm in a trial: always the same, `share` per cent the challenger's."""
    said = hashlib.sha256(trial_id.bytes + lead_id.bytes).digest()
    place = int.from_bytes(said[:8], "big") * 100 // _HUNDREDTHS
    return Arm.CHALLENGER if place < share else Arm.CHAMPION


async def serving(session: ReadSession) -> Serving | None:
    """What scores leads now; None where no version is chosen. One look serves any number of leads."""
    row = (
        await session.execute(_SERVING, {"workspace_id": session.info["workspace_id"]})
    ).one_or_none()
    if row is None:
        return None
    challenge = None
    if row.trial is not None:
        challenge = Challenge(row.trial, row.challenger_id, row.share, row.started_at)
    return Serving(row.champion, challenge)


async def version_for(session: ReadSession, lead_id: LeadId, came: datetime) -> UUID | None:
    """The version that scores one lead, which came then; None where none is chosen."""
    found = await serving(session)
    return None if found is None else found.version_for(lead_id, came)
