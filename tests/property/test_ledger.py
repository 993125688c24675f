"""Laws of the ledger: it adds up exactly, whatever the card and whatever happened."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from leadwright.domain.condition import Compare, Count, Occurrence, Op, Subject
from leadwright.domain.ids import EventId
from leadwright.domain.predicted import Contribution, Predicted
from leadwright.features.scoring.blending import Voice
from leadwright.features.scoring.cards.scorecards import (
    Group,
    Limit,
    Part,
    Rule,
    Scorecard,
    Weights,
)
from leadwright.features.scoring.ledger import Entry, EntryKind, reasons
from leadwright.features.scoring.next_change import RESOLUTION, next_change_at
from leadwright.features.scoring.rules import limits_of, score, what_would_raise
from leadwright.features.scoring.totals import ZERO

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FIELDS, EVENTS = ["a", "b", "c"], ["page.viewed", "mail.opened", "lead.lost"]
POINTS = st.decimals(-100, 100, places=2).filter(bool)
HALF_LIVES = st.none() | st.floats(0.01, 400)


@st.composite
def scorecards(draw: st.DrawFn) -> Scorecard:
    cuts = sorted(draw(st.tuples(st.integers(0, 100), st.integers(0, 100))))
    weights = Weights(fit=cuts[0], engagement=cuts[1] - cuts[0], intent=100 - cuts[1])
    limits = st.decimals(0, 100, places=2)
    groups = tuple(
        Group(
            id=f"g_{part}",
            part=part,
            label=f"Group {part}",
            at_most=draw(limits),
            at_least=-draw(limits),
        )
        for part in Part
    )
    rules = tuple(draw(rule(i)) for i in range(draw(st.integers(0, 12))))
    held = tuple(draw(limit(i)) for i in range(draw(st.integers(0, 4))))
    return Scorecard(name="any", weights=weights, groups=groups, limits=held, rules=rules)


@st.composite
def limit(draw: st.DrawFn, number: int) -> Limit:
    days = draw(st.none() | st.floats(0.5, 300))
    happened = Count(event=draw(st.sampled_from(EVENTS)), within_days=days)
    known = Compare(field=draw(st.sampled_from(FIELDS)), op=Op.EXISTS)
    return Limit(
        id=f"l{number}",
        label=f"Limit {number}",
        condition=draw(st.sampled_from([happened, known])),
        part=draw(st.sampled_from([None, *Part])),
        at_most=draw(st.integers(0, 100)),
    )


@st.composite
def rule(draw: st.DrawFn, number: int) -> Rule:
    part = draw(st.sampled_from(Part))
    group = draw(st.sampled_from([None, f"g_{part}"]))
    common = {"id": f"r{number}", "part": part, "label": f"Rule {number % 4}", "group": group}
    cause: dict[str, object] = {
        "condition": Compare(field=draw(st.sampled_from(FIELDS)), op=Op.EXISTS)
    }
    if draw(st.booleans()):
        cause = {"event": draw(st.sampled_from(EVENTS)), "half_life_days": draw(HALF_LIVES)}
    return Rule.model_validate(common | cause | {"points": draw(POINTS)})


OCCURRENCES = st.builds(
    lambda name, days, number: Occurrence(
        name, NOW - timedelta(days=days), EventId(UUID(int=number))
    ),
    st.sampled_from(EVENTS),
    st.floats(-1, 500),
    st.integers(1, 10**9),
)
SUBJECTS = st.builds(
    lambda values, events: Subject(values, NOW, events),
    st.dictionaries(st.sampled_from(FIELDS), st.just(1)),
    # An id belongs to one event: two different ones never share it.
    st.lists(OCCURRENCES, max_size=12, unique_by=lambda event: event.id),
)


MODEL_POINTS = st.decimals(-90, 90, places=2)


@st.composite
def voices(draw: st.DrawFn) -> Voice:
    """A model's word, its own total kept within 0 to 100 by a clamp as prediction keeps it."""
    base = Contribution(None, "base", "An average lead here", draw(MODEL_POINTS))
    lines = [
        Contribution(
            draw(st.sampled_from(["fit", "engagement", "intent"])), "feature", f"F{n % 3}", points
        )
        for n, points in enumerate(draw(st.lists(MODEL_POINTS.filter(bool), max_size=8)))
    ]
    said = sum((line.points for line in lines), base.points)
    kept = min(max(said, Decimal(0)), Decimal(100))
    clamp = [Contribution(None, "clamp", "No score lies there", kept - said)]
    word = Predicted(UUID(int=1), 1, "won", 340, NOW, 0.5, kept, (base, *lines, *clamp))
    return Voice(word, draw(st.integers(1, 100)))


@settings(max_examples=400)
@given(scorecards(), SUBJECTS, voices())
def test_with_a_model_every_part_and_the_total_are_exactly_the_sum_of_their_entries(
    card: Scorecard, subject: Subject, voice: Voice
) -> None:
    ledger = score(card, subject, voice)
    for part, value in ledger.parts.items():
        assert sum((e.points for e in ledger.entries if e.part == part), ZERO) == value
        assert 0 <= value <= 100
    assert sum((e.in_total for e in ledger.entries), ZERO) == ledger.total
    assert sum((points for _, points in reasons(ledger)), ZERO) == ledger.total
    assert 0 <= ledger.total <= 100
    for one in limits_of(card, subject):
        value = Decimal(ledger.total) if one.part is None else ledger.parts[one.part]
        assert value <= one.at_most
    for entry in ledger.entries:
        weight = 0 if entry.part is None else card.weights.of(entry.part)
        assert entry.part is None or entry.in_total == entry.points * weight / 100


@settings(max_examples=200)
@given(scorecards(), SUBJECTS, voices())
def test_a_model_and_the_rules_count_by_their_shares_and_a_model_alone_is_the_total(
    card: Scorecard, subject: Subject, voice: Voice
) -> None:
    """As far as no limit holds and every part weighs something."""
    card = card.model_copy(
        update={"limits": (), "weights": Weights(fit=30, engagement=40, intent=30)}
    )
    by_rules, mixed = _exact(card, subject, None), _exact(card, subject, voice)
    alone = _exact(card, subject, Voice(voice.word, 100))
    share = Decimal(voice.share) / 100
    assert mixed == by_rules * (1 - share) + alone * share
    # Points are rounded to 0.01 in their part.
    assert abs(alone - voice.word.points) < Decimal("0.02")
    assert not [e for e in score(card, subject, Voice(voice.word, 100)).entries if e.rule]


def _exact(card: Scorecard, subject: Subject, voice: Voice | None) -> Decimal:
    entries = score(card, subject, voice).entries
    return sum((e.in_total for e in entries if e.kind is not EntryKind.ROUNDING), ZERO)


@settings(max_examples=400)
@given(scorecards(), st.lists(SUBJECTS, min_size=1, max_size=5))
def test_every_part_and_the_total_are_exactly_the_sum_of_their_entries(
    card: Scorecard, subjects: list[Subject]
) -> None:
    for subject in subjects:
        ledger = score(card, subject)
        for part, value in ledger.parts.items():
            assert sum((e.points for e in ledger.entries if e.part == part), ZERO) == value
            assert 0 <= value <= 100
        assert sum((e.in_total for e in ledger.entries), ZERO) == ledger.total
        assert sum((points for _, points in reasons(ledger)), ZERO) == ledger.total
        weighted = sum(
            (card.weights.of(part) * value for part, value in ledger.parts.items()), ZERO
        )
        held = min((x.at_most for x in limits_of(card, subject) if x.part is None), default=100)
        assert abs(100 * ledger.total - min(weighted, 100 * Decimal(held))) <= 50
        for one in limits_of(card, subject):
            value = Decimal(ledger.total) if one.part is None else ledger.parts[one.part]
            assert value <= one.at_most
        for entry in ledger.entries:
            assert_entry_is_sound(card, entry)


def assert_entry_is_sound(card: Scorecard, entry: Entry) -> None:
    """Worth its points by weight, in cents, and no more than it began with."""
    assert entry.points == entry.points.quantize(Decimal("0.01"))
    assert abs(entry.points) <= abs(entry.points_initial)
    if entry.part is None:
        assert entry.kind in {EntryKind.ROUNDING, EntryKind.CAP}
        assert entry.in_total
        assert not entry.points
    else:
        assert entry.points
        assert entry.in_total == entry.points * card.weights.of(entry.part) / 100


@settings(max_examples=100)
@given(scorecards(), SUBJECTS, st.randoms(use_true_random=False))
def test_merged_leads_count_the_union_of_their_events_in_any_order(
    card: Scorecard, subject: Subject, chance: Random
) -> None:
    twice = [*subject.events, *subject.events]
    chance.shuffle(twice)
    assert score(card, Subject(subject.values, NOW, twice)) == score(card, subject)


@settings(max_examples=100)
@given(scorecards(), SUBJECTS)
def test_what_would_raise_the_total_promises_no_more_than_there_is_room_for(
    card: Scorecard, subject: Subject
) -> None:
    room = 100 - score(card, subject).total
    for _, gain in what_would_raise(card, subject, limit=20):
        assert 0 < gain <= room + Decimal("0.5")


@settings(max_examples=100)
@given(scorecards(), SUBJECTS, st.lists(st.floats(0, 1), max_size=20), st.none() | voices())
def test_until_the_next_change_the_total_stands(
    card: Scorecard, subject: Subject, shares: list[float], voice: Voice | None
) -> None:
    here = score(card, subject, voice).total
    found = next_change_at(card, subject, voice)
    still_until = (found or NOW + timedelta(days=3000)) - RESOLUTION
    for share in shares:
        moment = NOW + max(timedelta(0), still_until - NOW) * share
        assert score(card, subject.at(moment), voice).total == here
