"""Due dates fall in the workspace's time zone, also on days of 23 and 25 hours."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.unit.replies.leads import lead, reading

from leadwright.domain.reading import Intent, Matter
from leadwright.features.tasks.rules import add_working_days, due_on, follow_up

BERLIN, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 20), datetime(2026, 11, 20, 11, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 7, 1, 10, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 10, tzinfo=UTC)),  # 23 hours
        (date(2026, 10, 25), datetime(2026, 10, 25, 11, tzinfo=UTC)),  # 25 hours
    ],
)
def test_a_date_alone_is_due_at_noon_of_the_workspace(day: date, due: datetime) -> None:
    assert due_on(day, datetime(2026, 1, 1, tzinfo=BERLIN)) == due


def test_a_task_for_this_afternoon_is_due_before_the_workspaces_midnight() -> None:
    now = datetime(2026, 11, 21, 3, tzinfo=UTC).astimezone(AUCKLAND)  # 16:00 there
    assert due_on(now.date(), now) == datetime(2026, 11, 21, 10, 59, tzinfo=UTC)


def test_working_days_are_those_of_the_workspace() -> None:
    friday_morning = datetime(2026, 11, 19, 20, tzinfo=UTC).astimezone(AUCKLAND)
    due = add_working_days(friday_morning, 1)
    assert due.astimezone(AUCKLAND).strftime("%A %H:%M") == "Monday 09:00"
    assert due.tzinfo is UTC


def test_a_follow_up_over_the_change_of_the_clocks_keeps_its_hour() -> None:
    friday = datetime(2026, 10, 23, 9, tzinfo=BERLIN)
    assert add_working_days(friday, 1) == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_a_question_about_ones_own_data_is_owed_an_answer_within_the_legal_month() -> None:
    asked = lead(reading(Intent.SUPPORT_QUESTION, matter=Matter.OWN_DATA)).model_copy(
        update={"received_at": datetime(2026, 11, 23, 8, tzinfo=UTC), "reply_held": True}
    )
    title, due = follow_up(asked, datetime(2026, 11, 23, 9, tzinfo=BERLIN))
    assert title.endswith("about their own data, by law until 21 Dec")
    assert due == datetime(2026, 11, 26, 8, tzinfo=UTC)
