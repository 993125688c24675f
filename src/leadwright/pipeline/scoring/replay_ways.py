"""The two ways to score that a replay compares, and what their models say of one lead's past."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from leadwright.domain.condition import Subject
from leadwright.domain.predicted import Predicted
from leadwright.features.prediction import judges
from leadwright.features.prediction import rules as prediction
from leadwright.features.prediction.judges import Judge
from leadwright.features.scoring import comparing
from leadwright.features.scoring.blending import voice_of
from leadwright.features.scoring.ledger import Ledger
from leadwright.features.scoring.replays import Side
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline.scoring.point_in_time import Past, Verdict

Known = dict[UUID, Judge | None]


@dataclass(frozen=True)
class Way:
    """One side. `judge`: who is asked about leads of the past; None by rules alone."""

    side: Side
    judge: Judge | None = None

    def ledger(self, subject: Subject | None, word: Predicted | None) -> Ledger | None:
        """None where the lead had not come yet, and where the card is not for it."""
        if subject is None:
            return None
        model = self.side.model
        voice = None if model is None else voice_of(model.mode, word)
        return comparing.scored(self.side.card, subject, voice)


@dataclass(frozen=True)
class Pair:
    """What is in force and what is replayed, as of the moment the replay began."""

    old: Way
    new: Way
    as_of: datetime

    @property
    def judges(self) -> dict[UUID, Judge]:
        """Those who are asked, once each."""
        return {way.judge.model_id: way.judge for way in (self.old, self.new) if way.judge}

    @property
    def events(self) -> frozenset[str]:
        """The names of the events that either side asks for."""
        names = self.old.side.card.events | self.new.side.card.events
        return names | {*prediction.COUNTED} if self.judges else names


@dataclass
class Hearing:
    """One lead's past, and what the judges said of it: the same news get the same words."""

    past: Past
    verdict: Verdict | None
    said: dict[tuple[UUID, datetime, bool], Predicted | None] = field(default_factory=dict)

    def word(self, way: Way, moment: datetime, *, honest: bool) -> Predicted | None:
        """What the side's model says then; `honest`: only from who never learned from this lead."""
        judge = way.judge
        if judge is None:
            return None
        ended = None if self.verdict is None else self.verdict.known_at(judge.target)
        seen = self.past.looked_at(moment, ended)
        key = judge.model_id, seen, honest
        if key not in self.said:
            glimpse = self.past.glimpse(seen, is_live=seen == moment)
            self.said[key] = judge.word(glimpse, honest=honest)
        return self.said[key]

    def total(self, way: Way, moment: datetime, subject: Subject | None) -> int | None:
        """The side's total then."""
        word = None if subject is None else self.word(way, moment, honest=False)
        ledger = way.ledger(subject, word)
        return None if ledger is None else ledger.total


async def way(session: ReadSession, side: Side, known: Known) -> Way:
    """The side with its judge, who is read once."""
    if side.model is None:
        return Way(side)
    model_id = side.model.model_id
    if model_id not in known:
        known[model_id] = await judges.of_version(session, model_id)
    return Way(side, known[model_id])
