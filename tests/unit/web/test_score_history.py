"""A lead's score as a line: a stair that ends at what the score is now."""

from datetime import UTC, datetime, timedelta

from leadwright.features.scoring.models import ScoreHistory
from leadwright.web.screens.lead.score_history import MOST_ROWS, history_view

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def step(days_ago: float, total: int, cause: str = "event") -> ScoreHistory:
    at = NOW - timedelta(days=days_ago)
    return ScoreHistory(at=at, total=total, grade="B", version=1, cause=cause)


def test_each_total_stands_until_the_next_and_the_last_until_now() -> None:
    found = history_view([step(10, 40, "message"), step(5, 70), step(0, 60, "time")], 58, NOW)
    assert found is not None
    assert found.line == "M0 60H200.0V30H400.0V40H400V42"
    assert found.since == NOW - timedelta(days=10)
    assert [(one.total, one.cause) for one in found.steps] == [
        (60, "time went by"), (70, "something happened"), (40, "a message"),
    ]  # fmt: skip


def test_what_is_older_than_the_window_only_says_where_the_line_begins() -> None:
    found = history_view([step(400, 10), step(200, 20), step(45, 80)], 80, NOW)
    assert found is not None
    assert found.line == "M0 80H200.0V20H400V20"
    assert [one.total for one in found.steps] == [80, 20]


def test_one_step_alone_is_no_line_and_a_long_series_is_cut_in_the_table() -> None:
    assert history_view([], 5, NOW) is None
    assert history_view([step(3, 5)], 5, NOW) is None
    assert history_view([step(300, 5), step(200, 6)], 6, NOW) is None
    many = history_view([step(80 - n, n) for n in range(50)], 49, NOW)
    assert many is not None
    assert (len(many.steps), many.left_out) == (MOST_ROWS, 50 - MOST_ROWS)
