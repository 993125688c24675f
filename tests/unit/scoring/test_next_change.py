"""When a total stops being true by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

from leadwright.domain.condition import Occurrence, Subject
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.next_change import HORIZON, next_change_at
from leadwright.features.scoring.rules import score

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def card(*rules: dict[str, Any]) -> Scorecard:
    made = [
        {"id": f"r{i}", "part": "engagement", "label": f"Rule {i}"} | r for i, r in enumerate(rules)
    ]
    weights = {"fit": 0, "engagement": 100, "intent": 0}
    return Scorecard.model_validate({"name": "small", "weights": weights, "rules": made})


def fading(event: str, points: float, days: float) -> dict[str, Any]:
    return {"event": event, "points": points, "half_life_days": days}


def test_a_fading_score_changes_when_half_a_point_is_gone() -> None:
    lead = Subject({}, NOW, [Occurrence("lead.created", NOW)])
    small = card(fading("lead.created", 1, 7))
    # 1 point reads as 1 until half of it is left, and 0.50 goes to the even 0.
    found = next_change_at(small, lead)
    assert found is not None
    assert timedelta(days=6.8) < found - NOW < timedelta(days=7)
    assert score(small, lead.at(found)).total == 0
    assert score(small, lead.at(found - MINUTE)).total == 1


def test_a_score_of_permanent_points_never_changes() -> None:
    lead = Subject({"plan": "gold"}, NOW, [Occurrence("lead.created", NOW)])
    still = card(
        {"condition": {"field": "plan", "op": "exists"}, "points": 5},
        {"event": "lead.created", "points": 7},
    )
    assert next_change_at(still, lead) is None


def test_what_a_cap_or_the_floor_hides_is_no_change() -> None:
    lead = Subject({}, NOW, [Occurrence("lead.created", NOW), Occurrence("lead.lost", NOW)])
    hidden = card(fading("lead.created", 5, 7), {"event": "lead.lost", "points": -50})
    assert next_change_at(hidden, lead) is None


def test_a_fading_loss_raises_the_score_again() -> None:
    lead = Subject({}, NOW, [Occurrence("lead.created", NOW), Occurrence("lead.lost", NOW)])
    mixed = card({"event": "lead.created", "points": 50}, fading("lead.lost", -10, 7))
    found = next_change_at(mixed, lead)
    assert found is not None
    assert score(mixed, lead.at(found)).total == 41
    assert score(mixed, lead.at(found - MINUTE)).total == 40


def test_a_gain_and_a_loss_that_fade_alike_change_nothing() -> None:
    lead = Subject(
        {"plan": "x"}, NOW, [Occurrence("lead.created", NOW), Occurrence("lead.lost", NOW)]
    )
    even = card(
        {"condition": {"field": "plan", "op": "exists"}, "points": 30},
        fading("lead.created", 10, 7),
        fading("lead.lost", -10, 7),
    )
    found = next_change_at(even, lead)
    # Bounds cannot see that both cancel out; the search gives up and asks to be looked at again.
    assert found is None or found > NOW + timedelta(hours=1)


def test_a_condition_with_a_window_changes_the_score_when_it_turns() -> None:
    week = {"event": "page.viewed", "within_days": 7}
    lead = Subject({}, NOW, [Occurrence("page.viewed", NOW - timedelta(days=2))])
    windowed = card({"condition": week, "points": 10})
    found = next_change_at(windowed, lead)
    assert found == NOW + timedelta(days=5, microseconds=1)
    assert score(windowed, lead.at(found)).total == 0


def test_an_event_dated_ahead_counts_when_its_time_comes() -> None:
    lead = Subject({}, NOW, [Occurrence("meeting.held", NOW + timedelta(days=3))])
    ahead = card(fading("meeting.held", 10, 7))
    found = next_change_at(ahead, lead)
    assert found == NOW + timedelta(days=3, minutes=-5)
    assert score(ahead, lead).total == 0
    assert score(ahead, lead.at(found)).total == 10


def test_very_many_windows_end_the_search_early_and_safely() -> None:
    seen = [Occurrence("page.viewed", NOW - timedelta(hours=i)) for i in range(200)]
    many = card({"condition": {"event": "page.viewed", "within_days": 30}, "points": 10})
    found = next_change_at(many, Subject({}, NOW, seen))
    last = NOW + timedelta(days=30)
    assert found is not None
    assert NOW < found <= last < NOW + HORIZON
