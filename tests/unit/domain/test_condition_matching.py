"""What a condition means for one lead."""

from datetime import UTC, datetime, timedelta

import pytest

from leadwright.domain.condition import Occurrence, Subject, Value, matches, parse_condition
from leadwright.domain.ids import EventId, new_id

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def lead(*events: Occurrence, **values: Value) -> Subject:
    return Subject(values=values, now=NOW, events=events)


def holds(condition: object, subject: Subject) -> bool:
    return matches(parse_condition(condition), subject)


def seen(days_ago: float, name: str = "page.viewed", event_id: EventId | None = None) -> Occurrence:
    return Occurrence(name, NOW - timedelta(days=days_ago), event_id)


@pytest.mark.parametrize(
    ("op", "value"),
    [
        ("equals", "x"),
        ("not_equals", "x"),
        ("in", ["x"]),
        ("not_in", ["x"]),
        ("contains", "x"),
        ("starts_with", "x"),
        ("ends_with", "x"),
        ("greater", 1),
        ("at_least", 1),
        ("less", 1),
        ("at_most", 1),
        ("exists", None),
        ("before", "2026-01-01"),
        ("after", "2026-01-01"),
        ("within_days", 7),
        ("within_next_days", 7),
    ],
)
@pytest.mark.parametrize("missing", [None, "", "  ", [], [None], {"a": 1}, float("nan")])
def test_a_comparison_with_a_missing_value_is_false_and_not_negates_that(
    op: str, value: object, missing: Value
) -> None:
    condition = {"field": "plan", "op": op, "value": value}
    for subject in (lead(plan=missing), lead()):
        assert not holds(condition, subject)
        assert holds({"not": condition}, subject)
        assert holds({"field": "plan", "op": "missing"}, subject)


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("ACME", " acme"),
        ("STRASSE", "straße"),
        ("ａｃｍｅ", "Acme"),
        ("e\u0301te\u0301", "Été"),
        ("12.0", 12),
        (12, "12"),
        (True, "TRUE"),
        ("2026-03-10", "2026-03-10T01:00:00+01:00"),
        (["gold", "silver"], "Silver"),
    ],
)
def test_equality_looks_through_case_width_and_notation(stored: Value, asked: object) -> None:
    assert holds({"field": "plan", "op": "equals", "value": asked}, lead(plan=stored))
    assert not holds({"field": "plan", "op": "not_equals", "value": asked}, lead(plan=stored))


@pytest.mark.parametrize(
    ("stored", "asked"), [("01234", 1234), ("+491", 491), (1, True), ("1,2", 1.2)]
)
def test_postal_codes_phone_numbers_and_truths_are_no_quantities(
    stored: Value, asked: object
) -> None:
    assert not holds({"field": "plan", "op": "equals", "value": asked}, lead(plan=stored))


def test_a_text_field_stays_text_whatever_it_looks_like() -> None:
    condition = {"field": "company", "op": "at_least", "value": 10}
    assert holds(condition, lead(company="12"))
    text = Subject({"company": "12"}, NOW, text_fields=frozenset({"company"}))
    assert not holds(condition, text)


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("contains", "ME C", True),
        ("contains", "c%", False),
        ("starts_with", "acme", True),
        ("starts_with", "corp", False),
        ("ends_with", "Corp", True),
        ("ends_with", "acme", False),
    ],
)
def test_parts_of_a_text_are_found_in_any_case(op: str, value: str, expected: bool) -> None:
    assert (
        holds({"field": "company", "op": op, "value": value}, lead(company="Acme Corp")) is expected
    )


@pytest.mark.parametrize(
    ("op", "expected"), [("greater", False), ("at_least", True), ("less", False), ("at_most", True)]
)
def test_a_boundary_belongs_to_at_least_and_at_most(op: str, expected: bool) -> None:
    assert holds({"field": "team_size", "op": op, "value": 50}, lead(team_size=50)) is expected


def test_a_list_holds_when_one_element_does_and_not_in_when_none_does() -> None:
    tags = lead(tags=["gold", "web"])
    assert holds({"field": "tags", "op": "starts_with", "value": "go"}, tags)
    assert not holds({"field": "tags", "op": "not_in", "value": ["web", "print"]}, tags)
    assert holds({"field": "tags", "op": "not_in", "value": ["print"]}, tags)


@pytest.mark.parametrize(
    ("days", "last_week", "next_week"),
    [
        (-8, False, False),
        (-7, True, False),
        (0, True, False),
        (7, False, True),
        (7.01, False, False),
    ],
)
def test_windows_on_a_date_look_back_or_ahead(
    days: float, last_week: bool, next_week: bool
) -> None:
    subject = lead(due=NOW + timedelta(days=days))
    assert holds({"field": "due", "op": "within_days", "value": 7}, subject) is last_week
    assert holds({"field": "due", "op": "within_next_days", "value": 7}, subject) is next_week


def test_events_count_in_their_window_whatever_order_they_came_in() -> None:
    subject = lead(seen(1), seen(40), seen(3), seen(2, "mail.opened"))
    assert holds({"event": "page.viewed", "op": "equals", "value": 3}, subject)
    assert holds({"event": "page.viewed", "op": "equals", "value": 2, "within_days": 30}, subject)
    assert holds({"event": "mail.sent", "op": "less", "value": 1}, subject)


def test_an_event_told_twice_counts_once() -> None:
    same = EventId(new_id())
    subject = lead(seen(1, event_id=same), seen(1, event_id=same), seen(2))
    assert holds({"event": "page.viewed", "op": "equals", "value": 2}, subject)


def test_an_event_of_a_fast_clock_counts_and_one_of_tomorrow_does_not() -> None:
    minute = 1 / 24 / 60
    assert holds({"event": "page.viewed"}, lead(seen(-4 * minute)))
    assert not holds({"event": "page.viewed"}, lead(seen(-6 * minute)))


def test_all_any_and_not_combine() -> None:
    big = {"field": "team_size", "op": "at_least", "value": 50}
    german = {"field": "country", "op": "equals", "value": "DE"}
    assert holds({"all": [big, german]}, lead(team_size=80, country="DE"))
    assert not holds({"all": [big, german]}, lead(team_size=80))
    assert holds({"any": [big, german]}, lead(country="de"))
    assert holds({"not": {"all": [big, german]}}, lead(team_size=80))


def test_a_moment_without_a_zone_is_refused_as_now() -> None:
    with pytest.raises(ValueError, match="zone"):
        Subject(values={}, now=NOW.replace(tzinfo=None))
