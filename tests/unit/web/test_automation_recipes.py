"""What automations can begin with."""

import pytest

from leadwright.web.screens.automations.form import plan_said
from leadwright.web.screens.automations.recipes import RECIPES, Recipe, recipe
from leadwright.web.screens.automations.words import EVENT_WORDS


@pytest.mark.parametrize("one", RECIPES, ids=lambda one: one.id)
def test_a_recipe_can_be_kept_as_it_stands_and_its_condition_shows_as_rows(one: Recipe) -> None:
    typed = one.typed()
    plan = plan_said(typed)
    assert plan.event in EVENT_WORDS
    assert typed.condition.raw is None
    assert (plan.asks is None) == (one.condition is None)


def test_an_unknown_recipe_is_none() -> None:
    assert recipe("<script>") is None
