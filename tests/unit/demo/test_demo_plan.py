"""The demo's plan: the same seed tells the same story, with reserved names only, in its time."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from leadwright.bootstrap.demo import plan, texts
from leadwright.bootstrap.demo.company_plan import FEWEST, FairList, WordingTest
from leadwright.bootstrap.demo.plan import DemoOptions, Post
from leadwright.bootstrap.demo.team_plan import TeamAction
from leadwright.bootstrap.demo.timing import at_work
from leadwright.domain.lead import LeadStatus
from leadwright.domain.reading import Intent
from leadwright.features.capture import fields, rules

UNTIL = datetime(2026, 5, 14, 15, tzinfo=UTC)
OPTIONS = DemoOptions()
RESERVED = re.compile(r"(\.example|example\.(com|org|net))$")
FICTION = (
    r"\+44 (20 7946|113 496|161 496) 0\d{3}$|\+44 7700 900\d{3}$|\+1 \d{3} 555 01\d\d$"
    r"|\+61 7 7010 \d{4}$|\+61 491 570 006$"
    r"|\+49 (30 23125|40 66969|89 99998|221 4710) \d{3}$"
    r"|\+33 (1 99 00|2 61 91|4 65 71|6 39 98) \d\d \d\d$"
)


def posts(options: DemoOptions = OPTIONS, until: datetime = UNTIL) -> list[Post]:
    return [step for step in plan.make(options, until) if isinstance(step, Post)]


def test_the_same_seed_makes_the_same_plan_and_another_seed_another() -> None:
    assert plan.make(DemoOptions(), UNTIL) == plan.make(DemoOptions(), UNTIL)
    assert plan.make(DemoOptions(seed=8), UNTIL) != plan.make(DemoOptions(), UNTIL)


def test_on_another_day_the_same_people_want_the_same() -> None:
    later = posts(until=UNTIL + timedelta(days=17))
    assert [(p.sender, p.wants) for p in posts()] == [(p.sender, p.wants) for p in later]


def test_every_step_lies_in_the_asked_days_and_in_order() -> None:
    times = [step.at for step in plan.make(DemoOptions(), UNTIL)]
    assert times == sorted(times)
    assert UNTIL - timedelta(days=90) <= times[0]
    assert times[-1] < UNTIL


def test_addresses_and_numbers_are_reserved_ones() -> None:
    for post in posts(DemoOptions(leads=1000)):
        assert RESERVED.search(post.body["email"]), post.body["email"]
        assert "phone" not in post.body or re.match(FICTION, post.body["phone"]), post.body["phone"]
        for host in re.findall(r"https?://([^/\s]+)", post.body["message"]):
            assert RESERVED.search(host), host


def test_visitors_of_the_fair_have_reserved_addresses_and_some_of_them_wrote_before() -> None:
    steps = plan.make(DemoOptions(), UNTIL)
    fair = next(step for step in steps if isinstance(step, FairList))
    addresses = [row[3] for row in fair.rows[3:] if "@" in row[3]]
    assert all(RESERVED.search(address) for address in addresses)
    before = {post.body["email"] for post in posts() if post.at < fair.at}
    assert len(before & set(addresses)) == 4
    assert len(set(addresses)) == len(addresses) - 1
    assert all(re.match(FICTION, row[4]) for row in fair.rows[3:] if row[4])


def test_a_handful_of_leads_brings_no_company_along() -> None:
    steps = plan.make(DemoOptions(leads=FEWEST - 1), UNTIL)
    assert not [step for step in steps if isinstance(step, FairList | WordingTest)]


@pytest.mark.parametrize("hour", range(0, 24 * 7, 15))
@pytest.mark.parametrize("days", [1, 5, 90])
def test_the_company_acts_within_the_asked_days_at_any_hour_of_the_week(
    hour: int, days: int
) -> None:
    until = UNTIL + timedelta(hours=hour)
    options = DemoOptions(leads=FEWEST, days=days)
    steps = plan.make(options, until)
    acts = [step.at for step in steps if isinstance(step, FairList | WordingTest)]
    assert all(until - timedelta(days=days) <= at < until for at in acts)


def test_each_sender_has_an_address_of_their_own() -> None:
    made = posts(DemoOptions(leads=1000))
    senders = {post.sender for post in made}
    assert len({sender.email for sender in senders}) == len(senders) == 1000
    assert len(made) == 1080


def test_half_write_english_and_all_eleven_intents_occur() -> None:
    made = posts()
    languages = Counter(post.sender.language for post in made)
    assert 0.4 < languages["en"] / len(made) < 0.6
    assert set(languages) == set(texts.LANGUAGES)
    assert {post.wants for post in made} == {intent.value for intent in Intent}


def test_hardly_two_messages_are_the_same() -> None:
    made = [post.body["message"] for post in posts()]
    assert len(set(made)) > 0.95 * len(made)


def test_weekends_are_quiet_and_business_grows() -> None:
    made = posts(DemoOptions(leads=1000))
    weekend = sum(post.at.weekday() > 4 for post in made)
    assert 0 < weekend / len(made) < 0.12
    middle = UNTIL - timedelta(days=45)
    assert sum(post.at > middle for post in made) > sum(post.at <= middle for post in made)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_message_can_be_filled_in_and_passes_the_door(language: str) -> None:
    sender = next(p.sender for p in posts() if p.sender.language == language and p.sender.title)
    for intent, written in texts.messages(language).items():
        if intent == "closings":
            continue
        assert intent == texts.RETURNING or Intent(intent)
        for text in written:
            message = texts.written(text, sender, UNTIL.date(), Random(1))
            assert not re.search(r"[{}]", message)
            form, _ = fields.read_form({"email": sender.email, "message": message})
            assert rules.check(form).message == message


def test_there_are_enough_different_messages() -> None:
    number = sum(
        len(written)
        for language in texts.LANGUAGES
        for kind, written in texts.messages(language).items()
        if kind != "closings"
    )
    assert number >= 200


@pytest.mark.parametrize(
    ("moment", "desk"),
    [
        ("2026-05-15T19:20", "2026-05-18T08:20"),  # Friday evening: Monday morning
        ("2026-05-16T11:05", "2026-05-18T08:05"),
        ("2026-05-14T05:30", "2026-05-14T08:30"),
        ("2026-05-14T12:00", "2026-05-14T12:00"),
    ],
)
def test_the_team_works_in_working_hours(moment: str, desk: str) -> None:
    assert at_work(datetime.fromisoformat(moment)) == datetime.fromisoformat(desk)


def test_what_becomes_of_a_lead_leans_on_what_it_is() -> None:
    """Else a model that is trained on the demo, and its page, would have nothing to show."""
    options = DemoOptions(seed=7, leads=900, days=300)
    steps = plan.make(options, UNTIL)
    wanted = {step.number: step for step in steps if isinstance(step, Post)}
    got_there = {
        step.number
        for step in steps
        if isinstance(step, TeamAction) and step.status is LeadStatus.QUALIFIED
    }

    def share(of: Callable[[Post], bool]) -> float:
        chosen = [number for number, post in wanted.items() if of(post)]
        return len(got_there.intersection(chosen)) / len(chosen)

    assert share(lambda post: post.wants == "demo_request") > 0.4
    assert share(lambda post: post.wants == "support_question") < 0.3
    large = share(lambda post: post.sender.firm.size >= 60)
    assert large > 1.3 * share(lambda post: post.sender.firm.size < 25)
