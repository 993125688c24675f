"""Who gets which wording, and when the rule declares a winner."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from leadwright.domain.always_valid import Proportion
from leadwright.domain.ids import new_id
from leadwright.features.experiments.rules import Counted, Verdict, judge, variant_of, winner

FLOOR = 50


def counted(key: str, n: int, won: int) -> Counted:
    return Counted(key, n, won, Proportion(n, won))


@given(st.uuids(), st.uuids())
def test_a_lead_keeps_its_wording(experiment: object, lead: object) -> None:
    weights = (("A", 30), ("B", 70))
    assert len({variant_of(experiment, lead, weights) for _ in range(5)}) == 1  # type: ignore[arg-type]  # ids


def test_wordings_are_given_out_as_often_as_their_weights_say() -> None:
    experiment = new_id()
    weights = (("A", 50), ("B", 30), ("C", 20))
    found = Counter(variant_of(experiment, new_id(), weights) for _ in range(20_000))
    for key, weight in weights:
        assert abs(found[key] / 20_000 - weight / 100) < 0.015


def test_two_experiments_part_the_same_leads_differently() -> None:
    one, other = new_id(), new_id()
    weights = (("A", 1), ("B", 1))
    leads = [new_id() for _ in range(2_000)]
    same = sum(variant_of(one, x, weights) == variant_of(other, x, weights) for x in leads)
    assert 850 < same < 1_150


def test_before_the_floor_nothing_is_said_however_clear_it_looks() -> None:
    early = judge((counted("A", 40, 0), counted("B", 49, 40)), 0.05, FLOOR)
    assert early[1].verdict is Verdict.EARLY
    assert winner(early) is None
    late = judge((counted("A", 50, 0), counted("B", 50, 40)), 0.05, FLOOR)
    assert late[1].verdict is Verdict.BETTER
    assert winner(late) == "B"


def test_the_best_of_several_better_ones_wins() -> None:
    figures = (counted("A", 300, 20), counted("B", 300, 90), counted("C", 300, 120))
    assert winner(judge(figures, 0.05, FLOOR)) == "C"


def test_the_first_one_wins_once_all_others_are_worse() -> None:
    figures = (counted("A", 300, 120), counted("B", 300, 30), counted("C", 300, 110))
    assert winner(judge(figures, 0.05, FLOOR)) is None
    both = (counted("A", 300, 150), counted("B", 300, 30), counted("C", 300, 40))
    assert winner(judge(both, 0.05, FLOOR)) == "A"


def test_more_wordings_need_more_proof() -> None:
    a, b = counted("A", 200, 40), counted("B", 200, 75)
    two = judge((a, b), 0.05, FLOOR)[1].apart
    three = judge((a, b, counted("C", 200, 40)), 0.05, FLOOR)[1].apart
    assert two is not None
    assert three is not None
    assert three[0] < two[0] < two[1] < three[1]
