"""What the replay pages show: sums in words, pictures as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.features.scoring import replay_figures
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards.stored import CardInfo
from leadwright.features.scoring.models import Replay, ScorecardVersion
from leadwright.features.scoring.replay_figures import WEEKS, Figures, Mover, Raised, Top, Verdicts
from leadwright.web.screens.lead_names import LeadName
from leadwright.web.screens.replays import models
from leadwright.web.screens.replays.models import ModelChoice

STATES = {
    "running": ("new", "Running"),
    "done": ("good", "Done"),
    "replaced": ("", "Replaced"),
}
GRADES = "ABCD"
_MOST_OLD = 3
_TALL = 110


@dataclass(frozen=True)
class Choice:
    """A version that can be replayed."""

    name: str
    number: int
    title: str
    about: str


@dataclass(frozen=True)
class Row:
    """A replay in the list."""

    id: UUID
    title: str
    about: str
    said: str
    as_of: datetime
    tone: str
    state: str


@dataclass(frozen=True)
class ReplaysContext:
    """The list of replays."""

    url: str
    may_change: bool
    rows: tuple[Row, ...]
    choices: tuple[Choice, ...]
    models: tuple[ModelChoice, ...]
    conflict: str


@dataclass(frozen=True)
class Bin:
    """Ten points of the histogram: how many leads by either card, and how tall their bars are."""

    words: str
    before: int
    after: int
    tall_before: float
    tall_after: float


@dataclass(frozen=True)
class Move:
    """A lead that moves. `name` empty: it was deleted since."""

    lead: LeadName | None
    mover: Mover

    @property
    def step(self) -> int:
        return self.mover.after - self.mover.before


@dataclass(frozen=True)
class Alerts:
    """One threshold, week by week, with heights for the picture."""

    label: str
    weeks: tuple[tuple[int, int, float, float], ...]
    words: str


@dataclass(frozen=True)
class Share:
    """The best 30 % by one card. `x`, `low` and `high` are per cents."""

    word: str
    leads: int
    reached: str
    x: float
    low: float
    high: float


@dataclass(frozen=True)
class Put:
    """What can be put in force now: whether the replayed card is the draft, and the chosen version."""

    is_draft: bool
    chosen: UUID | None


@dataclass(frozen=True)
class Tile:
    """One figure of the top line: what is in force, what is replayed, and a word on it."""

    title: str
    before: str
    after: str
    words: str


@dataclass(frozen=True)
class ReplayContext:
    """One replay."""

    url: str
    row: Row
    is_running: bool
    is_empty: bool
    done: int
    walks: int
    share: float
    sample: str
    sentence: str
    scored: int
    risen: int
    fallen: int
    unchanged: int
    bins: tuple[Bin, ...]
    grades: tuple[tuple[str, tuple[int, ...]], ...]
    regraded: int
    risers: tuple[Move, ...]
    fallers: tuple[Move, ...]
    alerts: tuple[Alerts, ...]
    shares: tuple[Share, ...]
    verdict: str
    decided: str
    is_model: bool
    seen: str
    late: str
    onward: tuple[str, str] | None
    tiles: tuple[Tile, ...]


def choices(info: CardInfo, versions: Sequence[ScorecardVersion]) -> list[Choice]:
    """Of a scorecard: its draft, and the newest versions that were in force before."""
    drafts = [one for one in versions if one.state == "draft"]
    olds = [one for one in versions if one.state == "retired"][:_MOST_OLD]
    return [
        Choice(
            info.name,
            one.number,
            str(one.card.get("title") or info.title),
            f"version {one.number}, {'draft' if one.state == 'draft' else 'in force before'}",
        )
        for one in (*drafts, *olds)
    ]


def row_of(one: Replay) -> Row:
    """A replay with what it says in one line."""
    tone, state = STATES[one.state]
    figures = Figures.model_validate(one.figures)
    said = f"{figures.risen:,} up, {figures.fallen:,} down" if one.state == "done" else ""
    new, old = models.told(one.model), models.told(one.model_against)
    is_model = one.kind == "model"
    ways = f"{models.made_by(new)}, against {models.made_by(old)}"
    card = f"{_named(one.number)} against {_against(one)}"
    return Row(
        id=one.id,
        title=models.title(one) if is_model else str(one.card.get("title") or one.name),
        about=ways if is_model else card,
        said=said,
        as_of=one.as_of,
        tone=tone,
        state=state,
    )


def _tiles(figures: Figures) -> tuple[Tile, ...]:
    """The answer at a glance; nothing before a lead was scored."""
    if not figures.scored:
        return ()
    moved = Tile("Leads that move", "", f"{figures.risen + figures.fallen:,}", _directions(figures))
    alerts = [
        Tile(f"{one.label} a week", _weekly(one.old), _weekly(one.new), "alerts, mean of 8 weeks")
        for one in figures.raised.values()
    ][:1]
    before, after = (replay_figures.top(v) for v in (figures.verdicts_old, figures.verdicts_new))
    if before is None or after is None:
        return (moved, *alerts)
    best = Tile(
        "Best 30 % that got there",
        f"{100 * before.rate:.0f} %",
        f"{100 * after.rate:.0f} %",
        f"{before.leads:,} of {_leads(figures.verdicts_old.reached + figures.verdicts_old.rejected)}",
    )
    return (moved, *alerts, best)


def _directions(figures: Figures) -> str:
    return f"{figures.risen:,} up, {figures.fallen:,} down"


def _weekly(weeks: Sequence[int]) -> str:
    return f"{sum(weeks) / WEEKS:.1f}"


def _onward(one: Replay, url: str, put: Put) -> tuple[str, str] | None:
    """Where what was replayed is put in force: words and address."""
    if one.state != "done":
        return None
    new = models.told(one.model)
    if one.kind == "model" and new is not None and new.model_id != put.chosen:
        return "Go on to this version", f"{url}/model?version={new.number}"
    if one.kind == "model":
        mode = Mode.RULES if new is None else new.mode
        return "Go on: make scores so", f"{url}/model/mode?to={mode.value}"
    return ("Go on to the draft", f"{url}/cards/{one.name}/draft") if put.is_draft else None


def _late(count: int) -> str:
    """History that was told afterwards, of how many leads."""
    if not count:
        return ""
    who = "One of these leads has" if count == 1 else f"{count:,} of these leads have"
    return (
        f" {who} events that were recorded only after the outcome, as an imported history is: they"
        " count by when they happened, so such a history must not be told of the won ones alone."
    )


def lead_ids(one: Replay) -> list[UUID]:
    """The leads whose names the page needs."""
    figures = Figures.model_validate(one.figures)
    return [mover.lead_id for mover in (*figures.risers, *figures.fallers)]


def shown(one: Replay, names: Mapping[UUID, LeadName], *, url: str, put: Put) -> ReplayContext:
    """The whole page."""
    figures = Figures.model_validate(one.figures)
    old, new = figures.verdicts_old, figures.verdicts_new
    return ReplayContext(
        url=f"{url}/replays",
        is_model=one.kind == "model",
        seen=models.seen(one, figures.unseen),
        late=_late(figures.unseen.told_late),
        tiles=_tiles(figures),
        onward=_onward(one, url, put),
        row=row_of(one),
        is_running=one.state == "running",
        is_empty=_is_empty(figures),
        done=one.done,
        walks=one.walks or 0,
        share=100 * one.done / one.walks if one.walks else 0,
        sample=_sample(one, figures),
        sentence=_sentence(figures, is_running=one.state == "running"),
        scored=figures.scored,
        risen=figures.risen,
        fallen=figures.fallen,
        unchanged=figures.unchanged,
        bins=_bins(figures),
        grades=tuple((a, tuple(figures.grades.get(a + b, 0) for b in GRADES)) for a in GRADES),
        regraded=sum(n for step, n in figures.grades.items() if step[0] != step[1]),
        risers=tuple(Move(names.get(mover.lead_id), mover) for mover in figures.risers),
        fallers=tuple(Move(names.get(mover.lead_id), mover) for mover in figures.fallers),
        alerts=tuple(_alerts(raised) for raised in figures.raised.values()),
        shares=_shares(old, new),
        verdict=_verdict(old, new),
        decided=f"{old.reached:,} qualified or won, {old.rejected:,} rejected",
    )


def _named(number: int | None) -> str:
    return "a file" if number is None else f"version {number}"


def _against(one: Replay) -> str:
    number = one.against["version"]
    if one.against["name"] == one.name:
        return f"version {number} in force"
    return f"“{one.against.get('title') or one.against['name']}”, version {number}"


def _sample(one: Replay, figures: Figures) -> str:
    if one.cut is None:
        return ""
    seen = figures.scored + figures.entered + figures.left
    return f"A sample of {seen:,} out of {one.leads:,} leads, always the same ones."


def _is_empty(figures: Figures) -> bool:
    return not (figures.scored or figures.entered or figures.left)


def _sentence(figures: Figures, *, is_running: bool) -> str:
    if _is_empty(figures):
        return "The leads are being gathered." if is_running else "There was no lead to score."
    words = (
        f"{_leads(figures.scored)} in both ways: {figures.risen:,} up, {figures.fallen:,} down,"
        f" {figures.unchanged:,} with the same total."
    )
    if figures.entered:
        words += f" Scored only in the replayed way: {figures.entered:,}."
    if figures.left:
        words += f" Scored only in the way in force: {figures.left:,}."
    return words


def _leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count:,} leads"


def _bins(figures: Figures) -> tuple[Bin, ...]:
    most = max(*figures.before, *figures.after, 1)
    return tuple(
        Bin(
            words=f"{10 * n} to {10 * n + 9 if n < len(figures.before) - 1 else 100}",
            before=before,
            after=after,
            tall_before=round(_TALL * before / most, 1),
            tall_after=round(_TALL * after / most, 1),
        )
        for n, (before, after) in enumerate(zip(figures.before, figures.after, strict=True))
    )


def _alerts(raised: Raised) -> Alerts:
    most = max(*raised.old, *raised.new, 1)
    old, new = sum(raised.old), sum(raised.new)
    return Alerts(
        label=raised.label,
        weeks=tuple(
            (a, b, round(60 * a / most, 1), round(60 * b / most, 1))
            for a, b in zip(raised.old, raised.new, strict=True)
        ),
        words=f"{new / WEEKS:.1f} a week instead of {old / WEEKS:.1f}: {new:,} instead of {old:,}"
        f" in {WEEKS} weeks.",
    )


def _shares(old: Verdicts, new: Verdicts) -> tuple[Share, ...]:
    found = [("In force", replay_figures.top(old)), ("Replayed", replay_figures.top(new))]
    return tuple(_share(word, top) for word, top in found if top is not None)


def _share(word: str, top: Top) -> Share:
    return Share(
        word=word,
        leads=top.leads,
        reached=f"{top.reached:,.1f}".removesuffix(".0"),
        x=round(100 * top.rate, 1),
        low=round(100 * top.low, 1),
        high=round(100 * top.high, 1),
    )


def _verdict(old: Verdicts, new: Verdicts) -> str:
    before, after = replay_figures.top(old), replay_figures.top(new)
    if before is None or after is None or not replay_figures.is_enough(old):
        whole, each = replay_figures.needed()
        return (
            f"Too few outcomes to say which is better: {_leads(old.reached + old.rejected)} decided."
            f" It takes {whole}, with at least {each} of either kind."
        )
    if after.low > before.high:
        return "What is replayed finds those who buy better than what is in force."
    if after.high < before.low:
        return "What is replayed finds those who buy worse than what is in force."
    return "The intervals overlap: these outcomes do not tell the two apart."
