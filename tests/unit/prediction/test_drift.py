"""The population stability index: equal populations, moved ones, and what chance alone gives."""

import random
from typing import Any

from leadwright.features.prediction import drift
from leadwright.features.prediction.drift import (
    Drift,
    Reference,
    drifts,
    noise,
    psi,
    reference,
    ringing,
)
from leadwright.features.prediction.points import LevelInput, NumberInput, PointsTable

TABLE = PointsTable(
    learner="logistic",
    base=-1.0,
    base_rate=0.3,
    inputs=(
        NumberInput(name="team", part="fit", cuts=(20.0,), weights=(-0.4, 0.7), missing=0.1),
        LevelInput(name="source", part="engagement", weights={"fair": 0.9}, other=0.0, missing=0.0),
        LevelInput(name="idle", part="fit", weights={"a": 0.0}, other=0.0, missing=0.0),
    ),
)


def leads(seed: int, count: int, fair: float = 0.3, top: int = 60) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    return [
        {
            "team": None if dice.random() < 0.1 else dice.randrange(1, top),
            "source": "Fair" if dice.random() < fair else "form",
        }
        for _ in range(count)
    ]


def test_the_index_is_the_sum_of_the_textbook() -> None:
    whole = psi([50_000, 30_000, 20_000], [40_000, 30_000, 30_000])
    assert abs(whole - (0.1 * 0.22314355 + 0.1 * 0.40546511)) < 1e-4
    assert psi([7, 0], [0, 7]) > 1


def test_equal_leads_are_stable_and_their_index_stays_below_what_chance_gives() -> None:
    then = reference(TABLE, leads(1, 800))
    assert [one.name for one in then.inputs] == ["team", "source"]
    assert sum(then.chance.counts) == 800
    looks = [drifts(TABLE, then, leads(seed, 150)) for seed in range(2, 102)]
    team = [row for look in looks for row in look if row.name == "team"]
    assert sum(row.psi > row.noise for row in team) <= 5
    assert sum(row.psi > drift.MOVED for row in team) > 10
    assert sum(row.word != "stable" for row in team) <= 5
    assert 0.1 < noise(11, 800, 150) < 0.25


def test_moved_leads_are_named_with_what_moved_most() -> None:
    then = reference(TABLE, leads(1, 800))
    chance, *rest = drifts(TABLE, then, leads(5, 400, fair=0.75))
    assert chance.name == drift.CHANCE
    assert chance.word != "stable"
    assert [row.name for row in rest] == ["source", "team"]
    source, team = rest
    assert (source.word, team.word) == ("drifted", "stable")
    assert source.most in {"fair", "form"}
    assert abs(source.then - source.now) > 0.35
    assert drifts(TABLE, then, leads(5, drift.LEAST - 1, fair=0.75)) == ()


def test_a_number_beyond_all_that_was_seen_and_odd_cells_have_a_place() -> None:
    then = reference(TABLE, leads(1, 800))
    odd: list[dict[str, Any]] = [
        {"team": value} for value in (10**9, -5, "many", "", True, [1], float("nan"), "12")
    ]
    rows = drifts(TABLE, then, odd * 20)
    assert {row.name for row in rows} == {"chance", "team", "source"}
    assert next(row for row in rows if row.name == "source").most == "not known"
    empty = reference(TABLE, [{} for _ in range(10)])
    assert empty.inputs[0].counts == (0, 10)


def test_an_alarm_begins_above_a_quarter_and_ends_below_a_fifth() -> None:
    def row(index: float, word: Any) -> Drift:
        return Drift(name="x", psi=index, noise=0.05, word=word, most="a", then=0.1, now=0.2)

    assert ringing([row(0.22, "moved")], ()) == ()
    assert ringing([row(0.30, "drifted")], ()) == ("x",)
    assert ringing([row(0.22, "moved")], ("x",)) == ("x",)
    assert ringing([row(0.19, "moved")], ("x",)) == ()


def test_numbers_with_a_decimal_comma_fall_into_the_bins_they_were_learned_in() -> None:
    """Read with a point, "12,5" is no number, and every lead would be without one."""
    price = NumberInput(
        name="price", part="fit", cuts=(10.0,), weights=(-0.5, 0.5), missing=0.0, comma=True
    )
    table = PointsTable(learner="logistic", base=-1.0, base_rate=0.3, inputs=(price,))

    def offers(most: int) -> list[dict[str, Any]]:
        return [{"price": f"{n % most},{n % 10}"} for n in range(600)]

    then = reference(table, offers(40))
    (bins,) = then.inputs
    assert bins.counts[-1] == 0
    assert len(bins.counts) > 5
    same, cheaper = (drifts(table, then, offers(most)) for most in (40, 12))
    assert [row.word for row in same] == ["stable"] * 2
    assert next(row for row in cheaper if row.name == "price").word == "drifted"
    assert Reference.model_validate(then.model_dump(mode="json")) == then
