"""A model as a table of points: equal to what was trained, and an exact sum."""

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from leadwright.domain.ids import LeadId, new_id
from leadwright.features.prediction import rules
from leadwright.features.prediction.points import contributions, from_text, label_of, to_text
from leadwright.features.prediction.training.child import LEARNERS, train
from leadwright.features.prediction.training.evaluating import Task, finish
from leadwright.features.prediction.training.export import points_table
from leadwright.features.prediction.training.inputs import Levels, Numbers
from leadwright.features.prediction.training.learners import Calibration, Learner, learn

ROWS = 320
RANDOM = np.random.default_rng(2)
SIZE = np.where(RANDOM.random(ROWS) < 0.1, np.nan, RANDOM.lognormal(3, 1, ROWS).round(1))
PLACE = RANDOM.integers(0, 5, ROWS).astype(np.int32)
NAMES = ["", "Ads", "Fair", "Friend", "Élan"]
WON = (RANDOM.random(ROWS) < 0.2 + 0.3 * (np.nan_to_num(SIZE) > 20) + 0.3 * (PLACE == 3)) * 1.0
TASK = Task(
    [Numbers("size", "size", SIZE), Levels("source", "source", NAMES, PLACE)],
    WON,
    np.arange(ROWS),
    learners=LEARNERS,
)


def test_a_lead_is_decided_by_the_first_verdict_within_its_window_and_seen_before_it() -> None:
    came = datetime(2026, 1, 1, tzinfo=UTC)
    day = timedelta(days=1)
    late = came + rules.WINDOW + day
    assert rules.decide(came, came + 3 * day, None, came + 4 * day) == (True, came + 3 * day)
    assert rules.decide(came, None, came + 3 * day, came + 4 * day) == (False, came + 3 * day)
    assert rules.decide(came, None, None, came + 4 * day) is None
    assert rules.decide(came, late, None, late) == (False, came + rules.WINDOW)
    assert rules.seen_at(came, came + 3 * day) < came + 3 * day
    assert rules.seen_at(came, late) == came + rules.LOOK


def test_young_leads_are_left_aside_when_old_ones_are_enough() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    old = [_decided(now - timedelta(days=100 + n), won=n % 3 == 0) for n in range(60)]
    young = [_decided(now - timedelta(days=10), won=True)]
    assert rules.ripe([*old, *young], now) == old
    assert rules.ripe([*old[:20], *young], now) == [*old[:20], *young]


def _decided(came: datetime, *, won: bool) -> rules.Decided:
    return rules.Decided(LeadId(new_id()), "form", came, came, won)


def values(row: int) -> dict[str, object]:
    size = None if math.isnan(SIZE[row]) else float(SIZE[row])
    return {"size": size, "source": NAMES[PLACE[row]]}


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_table_says_what_the_library_says(learner: Learner) -> None:
    rows = np.arange(ROWS)
    fitted = learn(learner, TASK.inputs, TASK.won, rows)
    line = Calibration(0.8, 0.1)
    table = points_table(fitted, line, WON, rows, {"source": "engagement"})
    again = from_text(*to_text(table))
    expected = line.chance(fitted.margin(rows))
    found = [again.chance(values(row)) for row in range(ROWS)]  # type: ignore[arg-type]
    assert np.allclose(found, expected, atol=1e-9)
    with pytest.raises(ValueError, match="not the one"):
        from_text(to_text(table)[0] + " ", to_text(table)[1])


def test_points_sum_exactly_and_ten_double_the_odds() -> None:
    fitted, choice = finish(TASK, np.arange(ROWS))
    line = choice.calibrations[choice.learner]
    table = points_table(fitted, line, WON, np.arange(ROWS), {"source": "engagement"})
    for row in (*range(40), -1):
        asked = values(row) if row >= 0 else {"size": "no number", "source": "<b>new</b>"}
        lines, total = contributions(table, asked)  # type: ignore[arg-type]
        assert sum((each.points for each in lines), Decimal()) == total
        odds = table.log_odds(asked) - math.log(table.base_rate / (1 - table.base_rate))  # type: ignore[arg-type]
        if 0 < total < 100:
            assert float(total) == pytest.approx(50 + 10 * odds / math.log(2), abs=0.03)
    assert {each.part for each in lines} <= {None, "fit", "engagement"}


@pytest.mark.parametrize(
    ("small", "large"),
    [("90,50", "12.400,00"), ("$90", "$12,400"), ("0.9k", "12.4k"), ("(90)", "12 400")],
)
def test_a_number_is_read_by_the_model_as_it_was_by_its_training(small: str, large: str) -> None:
    """Written with marks and signs: unread, every lead would have an unknown revenue."""
    won = [n % 5 < 2 for n in range(300)]
    few = [small.replace("9", str(1 + n % 9)) for n in range(300)]
    many = [large.replace("4", str(1 + n % 9)) for n in range(300)]
    cells = [many[n] if won[n] != (n % 6 == 0) else few[n] for n in range(300)]
    answer = train(
        {
            "columns": {
                "revenue": [cell if n % 17 else "n/a" for n, cell in enumerate(cells)],
                "came": [str(n) for n in range(300)],
                "won": ["yes" if one else "no" for one in won],
            },
            "label": "won",
            "time": "came",
            "parts": {},
        }
    )
    table = from_text(answer["model"], answer["sha256"])
    assert answer["report"]["auc"] > 0.65
    assert table.chance({"revenue": small}) < 0.4
    assert table.chance({"revenue": large}) > 0.6
    assert table.chance({"revenue": "n/a"}) == table.chance({})


def test_a_planted_leak_and_personal_traits_are_kept_out_of_a_workspaces_model() -> None:
    answer = train(
        {
            "columns": {
                "team_size": ["" if math.isnan(each) else str(each) for each in SIZE],
                "source": [NAMES[each] for each in PLACE],
                "gender": [("male", "female")[n % 2] for n in range(ROWS)],
                "deal_signed_on_paper": ["yes" if won else "no" for won in WON],
                "outcome": ["yes" if won else "no" for won in WON],
                "created": [str(n) for n in range(ROWS)],
            },
            "label": "outcome",
            "time": "created",
            "rules": [50.0 + won for won in WON],
            "parts": {"source": "engagement"},
        }
    )
    report = answer["report"]
    assert {each["column"]: each["reason"] for each in report["excluded"]} == {
        "gender": "protected",
        "deal_signed_on_paper": "leak",
        "created": "time",
    }
    assert report["split"] == "time"
    assert report["rules_alone"]["auc"] == 1
    names = {each.name for each in from_text(answer["model"], answer["sha256"]).inputs}
    assert names == {"team_size", "source"}


def test_where_the_latest_leads_have_one_outcome_five_mixed_parts_are_tested_and_it_is_said() -> (
    None
):
    won = [*WON[: ROWS * 3 // 4], *(True for _ in WON[ROWS * 3 // 4 :])]
    answer = train(
        {
            "columns": {
                "team_size": ["" if math.isnan(each) else str(each) for each in SIZE],
                "source": [NAMES[each] for each in PLACE],
                "outcome": ["yes" if each else "no" for each in won],
                "created": [str(n) for n in range(ROWS)],
            },
            "label": "outcome",
            "time": "created",
            "parts": {},
        }
    )
    report = answer["report"]
    assert (report["split"], report["tested_rows"]) == ("5-fold", ROWS)
    assert any("five mixed parts" in note for note in report["notes"])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("intent", "job_seeker", "Intent: job seeker"),
        ("intent_confidence", 0.41344, "Intent confidence: 0.413"),
        ("budget", 12_000, "Budget: 12,000"),
        ("is_returning", True, "Is returning: yes"),
        ("source", "northlight.example/lp_one", "Source: northlight.example/lp_one"),
        ("country", None, "Country: not known"),
    ],
)
def test_an_input_is_told_in_words(name: str, value: str | float | None, words: str) -> None:
    assert label_of(name, value) == words
