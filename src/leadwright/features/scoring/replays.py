"""Replays kept: begun, gone on with, ended and read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId, PersonId, new_id
from leadwright.domain.values import Frozen
from leadwright.features.scoring import replay_figures
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.models import Replay
from leadwright.features.scoring.replay_figures import Figures
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.jobs import BULK, enqueue

REPLAY = "replay_scorecard"
SAMPLE = 10_000
"""Leads scored as of now, and decided leads, at most; of more, those whose ids hash lowest."""

_SEED = 5
_HASH = f"hashtextextended(l.id::text, {_SEED})"
_BASE = (
    "l.workspace_id = :workspace_id and l.created_at <= :as_of"
    " and (l.score is not null or l.stop_reason is null)"
)
_DECIDED = (
    "exists (select from event e where e.workspace_id = :workspace_id and e.lead_id = l.id"
    " and e.name = 'lead.status_changed'"
    " and e.payload ->> 'after' in ('qualified', 'converted', 'rejected'))"
)
_COUNT = text(f"select count(*) from lead l where {_BASE}")
_CUT = text(f"select {_HASH} as h from lead l where {_BASE} order by h offset :over limit 1")
_VERDICT_CUT = text(
    f"select {_HASH} as h from lead l where {_BASE} and {_DECIDED} order by h offset :over limit 1"
)
_IN_BASE = f"(cast(:cut as bigint) is null or {_HASH} < :cut)"
_IN_VERDICTS = f"((cast(:verdict_cut as bigint) is null or {_HASH} < :verdict_cut) and {_DECIDED})"
_WALKS = text(f"select count(*) from lead l where {_BASE} and ({_IN_BASE} or {_IN_VERDICTS})")
_NEXT = text(
    f"select l.id, {_IN_BASE} as is_base, {_IN_VERDICTS} as is_decided from lead l"
    f" where {_BASE} and ({_IN_BASE} or {_IN_VERDICTS})"
    " and (cast(:after as uuid) is null or l.id > :after) order by l.id limit :limit"
)


@dataclass(frozen=True, slots=True)
class ReplayedLead:
    """A lead to go through: for its score as of now, for its outcome, or both."""

    lead_id: LeadId
    is_base: bool
    is_decided: bool


class Model(Frozen):
    """How a version of a model takes part in one side of a replay; None there: rules alone."""

    mode: Mode
    model_id: UUID
    number: int
    outcomes: int

    @property
    def share(self) -> int:
        """Its share of the total, in per cent."""
        return self.mode.share_of(self.outcomes)


@dataclass(frozen=True, slots=True)
class Side:
    """A card, and the model that takes part in its scores."""

    card: Scorecard
    model: Model | None = None


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """What is replayed against what. `kind`: `card` or `model`; `number` null: a card from a file."""

    kind: str
    new: Side
    old: Side
    number: int | None


async def begin(session: TenantSession, asked: ReplayRequest, by: PersonId | None) -> UUID:
    """Note a replay; an older one of the same kind of the same card that still runs ends."""
    workspace_id, replay_id = session.info["workspace_id"], new_id()
    await session.execute(
        update(Replay)
        .where(
            Replay.workspace_id == workspace_id,
            Replay.name == asked.new.card.name,
            Replay.kind == asked.kind,
            Replay.state == "running",
        )
        .values(state="replaced", finished_at=clock.now())
    )
    session.add(
        Replay(
            workspace_id=workspace_id,
            id=replay_id,
            name=asked.new.card.name,
            number=asked.number,
            kind=asked.kind,
            card=_kept(asked.new.card),
            against=_kept(asked.old.card),
            model=_told(asked.new.model),
            model_against=_told(asked.old.model),
            state="running",
            as_of=clock.now(),
            leads=0,
            done=0,
            figures=Figures().model_dump(mode="json"),
            started_by=by,
        )
    )
    await session.flush()
    return replay_id


async def go(session: TenantSession, replay_id: UUID) -> None:
    """Have it gone through, in the bulk lane."""
    payload = {"workspace_id": str(session.info["workspace_id"]), "replay_id": str(replay_id)}
    await enqueue(session, REPLAY, payload, priority=BULK)


def sides(replay: Replay) -> tuple[Side, Side]:
    """What it is against, and what is replayed."""
    old = Side(Scorecard.model_validate(replay.against), _model(replay.model_against))
    return old, Side(Scorecard.model_validate(replay.card), _model(replay.model))


async def taken(session: TenantSession, replay_id: UUID) -> Replay | None:
    """The replay, if it goes on, with its sample chosen; held until the transaction ends."""
    query = select(Replay).where(
        Replay.workspace_id == session.info["workspace_id"],
        Replay.id == replay_id,
        Replay.state == "running",
    )
    found = (await session.execute(query.with_for_update())).scalar_one_or_none()
    if found is not None and found.walks is None:
        await _choose(session, found)
    return found


async def next_leads(session: ReadSession, replay: Replay, *, limit: int) -> list[ReplayedLead]:
    """The leads after the last that was done."""
    asked = _asked(session, replay) | {"after": replay.after, "limit": limit}
    rows = await session.execute(_NEXT, asked)
    return [ReplayedLead(LeadId(row.id), row.is_base, row.is_decided) for row in rows]


async def advance(
    session: TenantSession, replay: Replay, part: Sequence[ReplayedLead], figures: Figures
) -> None:
    """Note a part as done; without any leads left the replay has ended."""
    replay.figures = figures.model_dump(mode="json")
    replay.done += len(part)
    if part:
        replay.after = part[-1].lead_id
    else:
        replay.state, replay.finished_at = "done", clock.now()
    await session.flush()


async def listed(session: ReadSession, *, limit: int = 50) -> Sequence[Replay]:
    """The newest replays."""
    query = select(Replay).where(Replay.workspace_id == session.info["workspace_id"])
    return (await session.execute(query.order_by(Replay.as_of.desc()).limit(limit))).scalars().all()


async def one(session: ReadSession, replay_id: UUID) -> Replay:
    """NotFound if this workspace has no replay of this id."""
    query = select(Replay).where(
        Replay.workspace_id == session.info["workspace_id"], Replay.id == replay_id
    )
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such replay here.")
    return found


def told(one: Replay) -> dict[str, Any]:
    """A replay as programs read it."""
    figures = Figures.model_validate(one.figures)
    old, new = figures.verdicts_old, figures.verdicts_new
    best = {"old": replay_figures.top(old), "new": replay_figures.top(new)}
    return {
        "id": str(one.id),
        "state": one.state,
        "kind": one.kind,
        "scorecard": one.name,
        "version": one.number,
        "model": one.model,
        "against": {
            "scorecard": one.against["name"],
            "version": one.against["version"],
            "model": one.model_against,
        },
        "as_of": one.as_of.isoformat(),
        "leads": one.leads,
        "walked": one.done,
        **figures.model_dump(mode="json", exclude={"verdicts_old", "verdicts_new", "unseen"}),
        "outcomes": {
            "reached": old.reached,
            "rejected": old.rejected,
            "is_enough": replay_figures.is_enough(old),
            **figures.unseen.model_dump(),
            **{word: top and asdict(top) for word, top in best.items()},
        },
    }


def _told(model: Model | None) -> dict[str, object] | None:
    return None if model is None else model.model_dump(mode="json")


def _model(told: dict[str, Any] | None) -> Model | None:
    return None if told is None else Model.model_validate(told)


async def _choose(session: TenantSession, replay: Replay) -> None:
    asked = _asked(session, replay)
    replay.leads = int(await session.scalar(_COUNT, asked) or 0)
    if replay.leads > SAMPLE:
        over = asked | {"over": SAMPLE}
        replay.cut = await session.scalar(_CUT, over)
        replay.verdict_cut = await session.scalar(_VERDICT_CUT, over)
    replay.walks = int(await session.scalar(_WALKS, _asked(session, replay)) or 0)
    await session.flush()


def _asked(session: ReadSession, replay: Replay) -> dict[str, object]:
    return {
        "workspace_id": session.info["workspace_id"],
        "as_of": replay.as_of,
        "cut": replay.cut,
        "verdict_cut": replay.verdict_cut,
    }


def _kept(card: Scorecard) -> dict[str, object]:
    return card.model_dump(mode="json", by_alias=True, exclude_none=True)
