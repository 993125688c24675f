"""How the end of a test of wordings is told: what was proven, and what was only chosen."""

import pytest

from leadwright.domain.always_valid import Proportion
from leadwright.features.experiments.models import Experiment
from leadwright.features.experiments.rules import Counted, State, judge
from leadwright.web.screens.experiments.view import summary

FEW = (Proportion(3, 1), Proportion(4, 3))
PLENTY = (Proportion(400, 40), Proportion(400, 160))


@pytest.mark.parametrize(
    ("tallies", "decided", "winner", "said"),
    [
        (FEW, "hand", "B", "B was chosen by hand, unproven"),
        (PLENTY, "hand", "B", "B won, by hand"),
        (PLENTY, "hand", "A", "A was chosen by hand, unproven"),
        (PLENTY, "rule", "B", "B won, by rule"),
    ],
)
def test_only_what_the_figures_prove_is_said_to_have_won(
    tallies: tuple[Proportion, Proportion], decided: str, winner: str, said: str
) -> None:
    counts = [
        Counted(key, tally.n, tally.won, tally) for key, tally in zip("AB", tallies, strict=True)
    ]
    one = Experiment(state=State.STOPPED, winner=winner, decided=decided, floor=10)
    assert summary(one, judge(counts, 0.05, 10)) == said
