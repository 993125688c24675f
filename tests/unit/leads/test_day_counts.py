"""What can be read off a day's counts, and that days add up."""

from datetime import date

from leadwright.features.leads.day_counts import DayCounts, Share, summed

MONDAY = DayCounts(
    date(2026, 11, 16),
    hours=((0, 1), *((0, 0),) * 8, (3, 2), *((0, 0),) * 14),
    sources={"form": Share(2, 1, 150, 2, 0, {400: 2}), "api": Share(1, 0, 20, 1, 1, {})},
    intents={"demo_request": Share(3, 1, 170, 3)},
)
TUESDAY = DayCounts(
    date(2026, 11, 17),
    hours=((0, 0),) * 23 + ((1, 0),),
    sources={"form": Share(1, 0, 0, 0, 0, {61_000: 1})},
    intents={"spam": Share(1)},
)


def test_two_days_add_up_by_hour_by_source_and_by_intent() -> None:
    both = summed((MONDAY, TUESDAY))
    assert (both.hours[0], both.hours[9], both.hours[23]) == ((0, 1), (3, 2), (1, 0))
    assert both.stopped == 3
    assert both.whole.leads == 4
    assert both.sources["form"] == Share(3, 1, 150, 2, 0, {400: 2, 61_000: 1})
    assert set(both.intents) == {"demo_request", "spam"}


def test_an_unanswered_lead_and_a_late_reply_are_not_within_the_minute() -> None:
    assert summed((MONDAY, TUESDAY)).whole.quick == 0.5


def test_there_is_no_share_and_no_median_before_the_first_reply() -> None:
    nothing = Share(leads=3)
    assert nothing.quick is None
    assert nothing.reply_ms() is None
    assert nothing.average_score is None


def test_half_of_the_replies_took_no_longer_than_the_median() -> None:
    share = Share(replies={100: 5, 200: 4, 9_000: 1})
    assert share.reply_ms() == 100
    assert share.reply_ms(0.9) == 200
    assert share.reply_ms(0.95) == 9_000
