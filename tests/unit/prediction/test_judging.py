"""Champion against challenger: who is marked, and what may be said when."""

import pytest

from leadwright.domain.always_valid import Proportion
from leadwright.domain.ids import new_id
from leadwright.features.prediction.judging import (
    Counted,
    Verdict,
    cut_of,
    is_marked,
    is_proven,
    judge,
)


def arm(settled: int, won: int, leads: int = 1000, marked: int = 300) -> Counted:
    return Counted(leads, marked, Proportion(settled, won), Proportion(leads, won))


@pytest.mark.parametrize(
    "chances", [[n / 1000 for n in range(1000)], [0.2] * 1000, [0.1, 0.9] * 500]
)
def test_thirty_in_a_hundred_are_marked_however_many_leads_tie(chances: list[float]) -> None:
    trial, leads = new_id(), [new_id() for _ in chances]
    cut = cut_of(chances)
    marks = [is_marked(cut, one, trial, lead) for one, lead in zip(chances, leads, strict=True)]
    assert marks == [
        is_marked(cut, one, trial, lead) for one, lead in zip(chances, leads, strict=True)
    ]
    assert 0.25 < sum(marks) / len(marks) < 0.35
    assert is_marked(cut, 1.0, trial, leads[0])
    assert not is_marked(cut, 0.0, trial, leads[0])


def test_nothing_is_said_before_both_arms_have_their_floor() -> None:
    clear = judge(arm(300, 20), arm(49, 49), floor=50)
    assert clear.apart[0] > 0
    assert clear.verdict is Verdict.EARLY
    assert not is_proven(clear)
    assert judge(arm(0, 0, 0, 0), arm(0, 0, 0, 0), floor=20).verdict is Verdict.EARLY


def test_a_challenger_is_better_worse_or_not_told_apart() -> None:
    assert judge(arm(300, 30), arm(300, 120), floor=50).verdict is Verdict.BETTER
    assert judge(arm(300, 120), arm(300, 30), floor=50).verdict is Verdict.WORSE
    assert judge(arm(300, 60), arm(300, 70), floor=50).verdict is Verdict.OPEN


def test_no_rule_decides_between_arms_that_do_not_mark_alike() -> None:
    picky = judge(arm(300, 30), arm(300, 120, marked=150), floor=50)
    assert picky.verdict is Verdict.BETTER
    assert not picky.is_like
    assert not is_proven(picky)
    assert is_proven(judge(arm(300, 30), arm(300, 120), floor=50))
