"""Reply rules: the first that holds decides, and the shipped list is the policy as promised."""

import json
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any

import pytest
from tests.unit.replies.leads import lead, reading

from leadwright.domain.business_hours import BusinessHours, business_hours
from leadwright.domain.condition import All, Compare, Op
from leadwright.domain.errors import Invalid
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.reading import Intent, Matter
from leadwright.domain.values import Grade
from leadwright.features.replies import rule_book
from leadwright.features.replies.modes import (
    FOR_A_PERSON,
    OTHERWISE,
    SHIPPED,
    ReplyMode,
    ReplyRule,
    choose,
    decided_before,
    place_of_new,
)
from leadwright.features.replies.rules import ACKNOWLEDGEMENT, UNWANTED, template_of

NINE_TO_FIVE = BusinessHours("Europe/Berlin")
HELD = {Intent.JOB_SEEKER, Intent.PRESS_OR_INVESTOR, Intent.SOLICITATION, Intent.SPAM}
BIG = ReplyRule(
    "Big ones",
    All(
        all=(
            Compare(field="intent", op=Op.EQUALS, value="pricing_inquiry"),
            Compare(field="team_size", op=Op.AT_LEAST, value=30),
        )
    ),
    ReplyMode.DELAY,
    5,
)


def about(intent: Intent, **changes: Any) -> LeadSnapshot:
    return lead(reading(intent, **changes))


@pytest.mark.parametrize(
    ("intent", "unsure", "fits"), list(product(Intent, (False, True), (False, True)))
)
def test_the_shipped_list_is_the_policy_of_the_contract(
    intent: Intent, unsure: bool, fits: bool
) -> None:
    chosen = choose(SHIPPED, about(intent, unsure=unsure, expect_auto_reply=fits), NINE_TO_FIVE)
    doubtful = intent in UNWANTED  # the readings of these tests are sure enough to be doubted
    held = not fits or (doubtful if unsure else intent in HELD)
    assert chosen.mode is (ReplyMode.DRAFT if held else ReplyMode.SEND)


@pytest.mark.parametrize("matter", list(Matter))
@pytest.mark.parametrize("unsure", [False, True])
def test_what_a_person_has_to_answer_is_held_however_sure_the_reading(
    matter: Matter, unsure: bool
) -> None:
    asked = about(Intent.SUPPORT_QUESTION, unsure=unsure, matter=matter, expect_auto_reply=False)
    chosen = choose(SHIPPED, asked, NINE_TO_FIVE)
    assert chosen.mode is ReplyMode.DRAFT
    assert "a person answers" in chosen.by
    assert template_of(asked.reading) == ACKNOWLEDGEMENT


@pytest.mark.parametrize("matter", list(Matter))
def test_a_new_rule_about_everything_sends_nothing_that_waits_for_a_person(matter: Matter) -> None:
    at = place_of_new(SHIPPED)
    later = ReplyRule("All a little later", None, ReplyMode.DELAY, 10)
    rules = (*SHIPPED[:at], later, *SHIPPED[at:])
    grave = about(Intent.PRODUCT_QUESTION, matter=matter, expect_auto_reply=False)
    for asked in (grave, about(Intent.JOB_SEEKER)):
        assert choose(rules, asked, NINE_TO_FIVE).mode is ReplyMode.DRAFT
    assert choose(rules, about(Intent.DEMO_REQUEST), NINE_TO_FIVE).by == later.name


def test_the_first_rule_of_an_empty_list_is_its_first() -> None:
    assert place_of_new(()) == 0


@pytest.mark.parametrize("matter", list(Matter))
def test_a_list_that_is_older_than_the_matter_does_not_send_to_it(matter: Matter) -> None:
    """Whoever wrote "answer everybody" did not mean the bereaved."""
    everybody = ReplyRule("All", None, ReplyMode.SEND)
    others = Compare(field="matter", op=Op.NOT_EQUALS, value="anything else")
    asked = about(Intent.SUPPORT_QUESTION, matter=matter, expect_auto_reply=False)
    for rule in (everybody, ReplyRule("Not that", others, ReplyMode.DELAY, 5)):
        chosen = choose((rule,), asked, NINE_TO_FIVE)
        assert (chosen.mode, chosen.by) == (ReplyMode.DRAFT, FOR_A_PERSON[matter])
    never = ReplyRule("Nothing", None, ReplyMode.NONE)
    assert choose((never,), asked, NINE_TO_FIVE).mode is ReplyMode.NONE


def test_a_rule_about_the_matter_decides_wherever_it_stands() -> None:
    data = Compare(field="matter", op=Op.EQUALS, value=Matter.OWN_DATA.value)
    listed = (ReplyRule("All", None, ReplyMode.NONE), ReplyRule("Data", data, ReplyMode.SEND))
    asked = about(Intent.SUPPORT_QUESTION, matter=Matter.OWN_DATA)
    assert choose(listed, asked, NINE_TO_FIVE).by == "Data"
    grave = about(Intent.SUPPORT_QUESTION, matter=Matter.GRAVE)
    assert choose(listed, grave, NINE_TO_FIVE).by == "All"


@pytest.mark.parametrize("matter", list(Matter))
def test_a_threat_that_may_be_spam_waits_because_it_is_a_threat(matter: Matter) -> None:
    asked = about(Intent.SPAM, unsure=True, matter=matter, expect_auto_reply=False)
    chosen = choose(SHIPPED, asked, NINE_TO_FIVE)
    assert (chosen.mode, chosen.by) == (ReplyMode.DRAFT, FOR_A_PERSON[matter])


ALL = ReplyRule("All", None, ReplyMode.DRAFT)
MATTER = ReplyRule("Data", Compare(field="matter", op=Op.EQUALS, value="own_data"), ReplyMode.SEND)


def when(*intents: str) -> ReplyRule:
    return ReplyRule("-", Compare(field="intent", op=Op.IN, value=intents), ReplyMode.SEND)


@pytest.mark.parametrize(
    ("above", "below", "is_reached"),
    [
        (ALL, BIG, False),
        (BIG, ALL, True),
        (when("pricing_inquiry", "demo_request"), BIG, False),
        (when("pricing_inquiry", "demo_request"), when("demo_request"), False),
        (when("demo_request"), when("pricing_inquiry", "demo_request"), True),
        (BIG, when("pricing_inquiry"), True),
        (ALL, MATTER, True),
    ],
)
def test_a_rule_below_one_that_always_holds_where_it_does_is_never_reached(
    above: ReplyRule, below: ReplyRule, is_reached: bool
) -> None:
    assert (decided_before((above, below), 1) is None) == is_reached
    assert decided_before((above, below), 0) is None


def test_every_shipped_rule_is_reached() -> None:
    assert [decided_before(SHIPPED, place) for place in range(len(SHIPPED))] == [None] * 4


def test_a_message_nobody_could_read_is_acknowledged() -> None:
    assert choose(SHIPPED, lead(None), NINE_TO_FIVE).mode is ReplyMode.SEND


def test_the_first_rule_that_holds_decides_and_is_named() -> None:
    everything = ReplyRule("All", None, ReplyMode.NONE)
    first = choose((everything, *SHIPPED), about(Intent.DEMO_REQUEST), NINE_TO_FIVE)
    last = choose((*SHIPPED, everything), about(Intent.DEMO_REQUEST), NINE_TO_FIVE)
    assert (first.mode, first.by) == (ReplyMode.NONE, "All")
    assert (last.mode, last.by) == (ReplyMode.SEND, SHIPPED[-1].name)


def test_what_no_rule_is_about_waits_as_a_draft() -> None:
    chosen = choose((BIG,), about(Intent.DEMO_REQUEST), NINE_TO_FIVE)
    assert (chosen.mode, chosen.by) == (ReplyMode.DRAFT, OTHERWISE)


@pytest.mark.parametrize("intent", [Intent.SPAM, Intent.SOLICITATION])
def test_no_rule_can_have_spam_or_solicitation_answered_by_itself(intent: Intent) -> None:
    always = ReplyRule("All", None, ReplyMode.SEND)
    assert choose((always,), about(intent), NINE_TO_FIVE).mode is ReplyMode.DRAFT


def test_a_delay_says_when_the_reply_may_leave() -> None:
    now = datetime(2026, 11, 19, 14, 2, tzinfo=UTC)
    chosen = choose((ReplyRule("Wait", None, ReplyMode.DELAY, 5),), lead(), NINE_TO_FIVE)
    assert chosen.send_after(now) == now + timedelta(minutes=5)
    assert choose(SHIPPED, about(Intent.DEMO_REQUEST), NINE_TO_FIVE).send_after(now) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("intent", "demo_request"),
        ("language", "de"),
        ("grade", "B"),
        ("score", 70),
        ("confidence", 0.93),
        ("source", "api"),
        ("hours", "within"),
        ("weekday", "thursday"),
        ("returning", False),
    ],
)
def test_rules_may_ask_about_everything_the_screen_offers(field: str, value: Any) -> None:
    rule = ReplyRule("It", Compare(field=field, op=Op.EQUALS, value=value), ReplyMode.NONE)
    known = about(Intent.DEMO_REQUEST)
    score = {"total": 70, "grade": Grade.B, "reasons": ()}
    known = LeadSnapshot.model_validate({**known.model_dump(), "score": score})
    assert choose((rule,), known, NINE_TO_FIVE).mode is ReplyMode.NONE


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-19T08:00:00Z", True),  # nine in Berlin
        ("2026-11-19T07:59:00Z", False),
        ("2026-11-19T15:59:00Z", True),
        ("2026-11-19T16:00:00Z", False),  # five
        ("2026-11-21T11:00:00Z", False),  # Saturday
        ("2026-07-01T07:00:00Z", True),  # nine in summer
        ("2026-03-29T07:30:00Z", False),  # the Sunday the clocks go forward
        ("2026-03-30T07:00:00Z", True),
    ],
)
def test_business_hours_follow_the_workspaces_clock(moment: str, is_open: bool) -> None:
    assert NINE_TO_FIVE.is_open(datetime.fromisoformat(moment)) is is_open


def test_a_night_shift_belongs_to_the_day_it_began_on() -> None:
    night = BusinessHours(days=frozenset({"friday"}), opens=time(22), closes=time(6))
    assert night.is_open(datetime(2026, 11, 20, 23, tzinfo=UTC))
    assert night.is_open(datetime(2026, 11, 21, 5, tzinfo=UTC))
    assert not night.is_open(datetime(2026, 11, 20, 5, tzinfo=UTC))
    assert not night.is_open(datetime(2026, 11, 21, 22, tzinfo=UTC))


def test_settings_that_are_nonsense_leave_the_hours_as_shipped() -> None:
    kept = {"timezone": "Mars/Olympus", "business_hours": {"opens": "x", "days": "monday"}}
    hours = business_hours(kept)
    assert (hours.opens, hours.closes) == (time(9), time(17))
    assert hours.is_open(datetime(2026, 11, 19, 9, tzinfo=UTC))
    assert business_hours({"business_hours": {"days": ["sunday", "x"]}}).days == {"sunday"}


def test_a_list_comes_back_from_the_browser_as_it_was() -> None:
    listed = (*SHIPPED, BIG, ReplyRule("All", None, ReplyMode.SEND))
    again = rule_book.parse_rules(rule_book.rules_json(listed))
    assert again == listed
    assert rule_book.version_of(again) == rule_book.version_of(listed)
    assert rule_book.version_of(again[1:]) != rule_book.version_of(listed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        "[" * 5000,
        json.dumps([{}] * 100),
        json.dumps([{"name": "x", "mode": "shout", "minutes": 0, "condition": None}]),
        json.dumps([{"name": "x", "mode": "delay", "minutes": 0, "condition": None}]),
        json.dumps([{"name": "x", "mode": "send", "minutes": 0, "condition": {"sql": "1"}}]),
    ],
)
def test_a_list_that_was_tampered_with_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rule_book.parse_rules(text)


@pytest.mark.parametrize("minutes", ["0", "-1", "1.5", "", "10081", "9" * 40, "²"])
def test_a_delay_needs_whole_minutes_of_at_most_a_week(minutes: str) -> None:
    with pytest.raises(Invalid) as refused:
        rule_book.check_rule("Wait", "delay", minutes)
    assert refused.value.problems[0].field == "minutes"


def test_a_matter_for_a_person_waits_for_one_however_unsure_the_intent() -> None:
    delicate = about(Intent.GENERAL_INQUIRY, unsure=True, expect_auto_reply=False)
    chosen = choose(SHIPPED, delicate, NINE_TO_FIVE)
    assert (chosen.mode, chosen.by) == (ReplyMode.DRAFT, "An automatic reply would be wrong")
