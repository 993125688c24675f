import re

import pytest

from leadwright.domain.reading import Budget
from leadwright.web.screens.public_site import landing
from leadwright.web.screens.public_site.demo_ledger import ledger_view
from leadwright.web.screens.public_site.demo_result import (
    Entry,
    Ledger,
    Reason,
    RunResult,
    StepTime,
)
from leadwright.web.screens.public_site.demo_run import Span, run_view
from leadwright.web.screens.public_site.demo_trace import STEPS, tick_values, trace_of
from leadwright.web.screens.public_site.roi import Figures, read_figures, worth
from leadwright.web.wording import (
    budget_words,
    language_name,
    signed,
    thousands,
)

LINKS = landing.SiteLinks(public_url="https://leads.example.com")


def result(status: str = "answered", **more: object) -> RunResult:
    return RunResult.model_validate({"status": status, **more})


def test_bars_stand_where_their_steps_began_and_the_axis_leaves_four_per_cent() -> None:
    steps = (
        StepTime(name="store", ms=10, started_ms=0),
        StepTime(name="send", ms=50, started_ms=50),
    )
    trace = trace_of(result(steps=steps))
    sent = next(row for row in trace.rows if row.name == "send")
    assert (sent.x, sent.width, sent.ms) == ("48.08%", "48.08%", "50 ms")
    assert trace.total == "100"
    assert [tick.label for tick in trace.ticks] == ["0", "50", "100"]


def test_a_step_without_a_start_follows_the_one_before_it() -> None:
    steps = (StepTime(name="store", ms=30), StepTime(name="screen", ms=30))
    rows = trace_of(result(steps=steps)).rows
    assert rows[1].x == rows[0].width


def test_the_answer_is_timed_by_the_mail_even_if_work_beside_it_lasts_longer() -> None:
    steps = (
        StepTime(name="send", ms=20, started_ms=0),
        StepTime(name="notify", ms=90, started_ms=0),
    )
    assert trace_of(result(steps=steps)).total == "20"


@pytest.mark.parametrize(
    ("status", "send", "others"),
    [("held", "held", "off"), ("stopped", "off", "off"), ("processing", "pending", "pending")],
)
def test_steps_that_did_not_run_say_why(status: str, send: str, others: str) -> None:
    states = {row.name: row.state for row in trace_of(result(status)).rows}
    assert (states["send"], states["respond"]) == (send, others)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("", "done"),
        ("done", "done"),
        ("skipped", "skipped"),
        ("stopped", "stopped"),
        ("failed", "failed"),
        ("unconfirmed", "failed"),
        ("waiting", "held"),
    ],
)
def test_an_outcome_becomes_the_state_of_its_row(outcome: str, state: str) -> None:
    trace = trace_of(result(steps=(StepTime(name="screen", ms=1, outcome=outcome),)))
    assert trace.rows[1].state == state


@pytest.mark.parametrize("span", [0.4, 1, 7, 116.48, 220, 999, 12_345, 90_000_000])
def test_the_axis_has_at_most_five_round_moments(span: float) -> None:
    ticks = tick_values(span)
    assert 1 <= len(ticks) <= 5
    assert ticks[0] == 0
    assert ticks[-1] <= span


def test_every_kind_of_end_has_its_notice() -> None:
    assert run_view(result("answered")).notice == ""
    assert run_view(result("held")).notice == "held"
    assert run_view(result("unconfirmed")).notice == "unconfirmed"
    assert run_view(result("stopped", stop_reason="spam")).notice == "spam"
    assert run_view(result("stopped")).notice == "stopped"


def test_a_reply_that_was_called_back_is_not_a_quarantine() -> None:
    assert run_view(result("stopped", reply={"subject": "S", "text": "T"})).notice == "unsent"


def test_people_are_told_as_names_or_as_objects() -> None:
    run = run_view(result(owner={"name": "Jonas"}, reply={"subject": "S", "text": "T"}))
    assert run.mail is not None
    assert run.mail.sender == "Jonas"
    reply = {"subject": "S", "text": "T", "from": {"address": "a@b.example"}}
    mail = run_view(result(reply=reply)).mail
    assert mail is not None
    assert mail.sender == "a@b.example"


def test_notes_begin_with_a_capital_and_stops_say_their_reason() -> None:
    steps = [{"name": "screen", "ms": 1, "detail": "new"}]
    steps += [{"name": "dedupe", "ms": 1, "detail": "too_fast", "outcome": "stopped"}]
    rows = trace_of(result(steps=steps)).rows
    assert [row.detail for row in rows[1:3]] == ["New", "Too fast"]


def test_marked_words_are_cut_out_of_the_reply_and_nothing_is_lost() -> None:
    text = "Hello,\n\nWith 40 people on three sites.\n\n\nBye\n\n-- \nYou wrote to us.\n"
    marks = [{"text": "40 people", "source": "lead"}, {"text": "40 people on", "source": "facts"}]
    mail = run_view(result(reply={"subject": "S", "text": text, "marks": marks})).mail
    assert mail is not None
    assert mail.foot == "You wrote to us."
    assert [len(paragraph) for paragraph in mail.paragraphs] == [1, 3, 1]
    assert mail.paragraphs[1][1] == Span("40 people on", "facts")
    assert "".join(span.text for span in mail.paragraphs[1]) == "With 40 people on three sites."


def test_reasons_alone_make_a_ledger_without_parts_that_sums_to_the_score() -> None:
    reasons = (Reason(label="Asks for a demo", points=50), Reason(label="Free mail", points=-8))
    ledger = run_view(result(score=42, grade="B", reasons=reasons)).ledger
    assert ledger is not None
    view = ledger_view(ledger)
    assert not view.by_part
    assert [row.in_total for row in view.groups[0].rows] == ["+50.00", "−8.00"]
    assert view.groups[0].in_total == view.total == "42.00"


def test_each_bar_of_the_ledger_starts_where_the_last_one_ended() -> None:
    entries = (
        Entry(part="intent", kind="rule", label="c", points=50, in_total=10),
        Entry(part="fit", kind="rule", label="a", points=75, in_total=30),
        Entry(part="fit", kind="rule", label="b", points=-25, in_total=-10),
        Entry(part=None, kind="rounding", label="Rounding", in_total=0.01),
    )
    ledger = Ledger(total=30.01, parts={"fit": 50}, weights={"fit": 40}, entries=entries)
    view = ledger_view(ledger)
    fit, intent, rest = view.groups
    assert [group.title for group in view.groups] == ["Fit, weighted 40 %", "Intent", ""]
    assert (fit.points, fit.in_total) == ("50.00", "20.00")
    span = 30.01
    assert fit.rows[1].x == f"{20 / span * 100:.2f}%"
    assert intent.rows[0].x == f"{20 / span * 100:.2f}%"
    assert fit.rows[1].minus
    assert rest.rows[0].width == "0.40%"


def test_the_decimals_of_a_bill_stand_below_each_other_and_still_sum() -> None:
    entries = (
        Entry(part="fit", kind="rule", label="a", points=35, in_total=14),
        Entry(part="fit", kind="rule", label="b", points=49.81, in_total=19.924),
        Entry(part=None, kind="rounding", label="Rounding", in_total=0.076),
    )
    view = ledger_view(Ledger(total=34, parts={"fit": 84.81}, weights={}, entries=entries))
    shown = [row.in_total for group in view.groups for row in group.rows]
    assert shown == ["+14.000", "+19.924", "+0.076"]
    assert (view.groups[0].in_total, view.total) == ("33.924", "34.000")


def test_a_sum_that_goes_below_zero_on_its_way_stays_inside_the_drawing() -> None:
    entries = (
        Entry(kind="rule", label="a", in_total=-10),
        Entry(kind="rule", label="b", in_total=30),
    )
    first, second = ledger_view(Ledger(total=20, entries=entries)).groups[0].rows
    assert (first.x, first.width) == ("0.00%", "33.33%")
    assert (second.x, second.width) == ("0.00%", "100.00%")


def test_what_fades_shows_what_it_was_and_how_fast() -> None:
    entry = Entry(
        part="engagement", kind="rule", label="x", points=12, in_total=5, points_initial=24,
        half_life_days=7,
    )  # fmt: skip
    row = ledger_view(Ledger(total=5, entries=(entry,))).groups[0].rows[0]
    assert row.note == "+24.00 at first; halves every 7 days"


def test_budgets_and_languages_are_said_in_words() -> None:
    assert budget_words(Budget(amount=12000, currency="EUR", period="year")) == "12,000 EUR a year"
    assert budget_words(Budget(amount=9000, amount_min=8000)) == "8,000 to 9,000"
    assert (language_name("de"), language_name("pt-BR")) == ("German", "Portuguese")
    assert (language_name("und"), language_name("x-nope"), language_name(None)) == ("", "", "")
    assert [signed(each) for each in (-2, 0, 4.548, 0.1234)] == [
        "−2.00",
        "+0.00",
        "+4.548",
        "+0.1234",
    ]
    assert (thousands(0.5), thousands(1234.5)) == ("1", "1,235")


def test_the_calculator_writes_out_its_sum() -> None:
    sum_ = worth(Figures())
    assert (sum_.won, sum_.base, sum_.one) == ("8", "48,000", "480")
    assert (sum_.low, sum_.high, sum_.low_year, sum_.high_year) == (
        "2,400",
        "7,200",
        "28,800",
        "86,400",
    )
    assert (sum_.x, sum_.width) == ("16.67%", "33.33%")
    assert sum_.ticks == ("0", "4,800", "9,600", "14,400")


@pytest.mark.parametrize("typed", ["", "abc", "NaN", "inf", "1e999", "__import__"])
def test_a_figure_that_cannot_be_read_keeps_its_starting_value(typed: str) -> None:
    assert read_figures({"leads": typed}) == Figures()


def test_figures_stay_within_their_limits_and_low_is_never_above_high() -> None:
    figures = read_figures({"leads": "-5", "rate": "250", "low": "99", "high": "3"})
    assert (figures.leads, figures.rate, figures.low, figures.high) == (0, 100, 30, 30)
    assert worth(figures).width == "0.60%"


def test_live_figures_stay_hidden_while_they_are_too_few_to_mean_anything() -> None:
    assert landing.stats_line(landing.DemoStats()) == ""
    few = landing.DemoStats(answered=landing.FEWEST_ANSWERED - 1, median_reply_ms=212.4)
    assert landing.stats_line(few) == ""
    many = landing.DemoStats(answered=1200, median_reply_ms=212.4)
    assert landing.stats_line(many) == (
        "This server in the last 30 days: 1,200 leads of this form answered, median 212 ms"
    )


def test_the_shipped_example_is_whole_and_its_points_sum_to_its_score() -> None:
    shipped = landing.example()
    assert {row.name for row in shipped.run.trace.rows} == {step.name for step in STEPS}
    assert all(row.ms for row in shipped.run.trace.rows)
    in_total = [row.in_total for group in shipped.ledger.groups for row in group.rows]
    total = sum(float(points.replace("−", "-")) for points in in_total)
    assert f"{total:.2f}" == shipped.ledger.total
    assert shipped.form.email.endswith(".example")
    assert "<" not in shipped.json


def test_a_result_page_looks_again_only_while_the_run_is_open() -> None:
    assert landing.result_context(LINKS, result("processing")).refresh_seconds == 1
    assert landing.result_context(LINKS, result("answered")).refresh_seconds is None


def test_the_landing_page_takes_the_calculator_from_the_address() -> None:
    page = landing.landing_context(LINKS, landing.DemoStats(), {"leads": "50"}, None)
    assert page.worth.won == "2"
    assert re.fullmatch(r"\d+\.\d\d%", page.worth.x)
    assert page.demo_submit_url is None
