"""What automations can begin with, and what their form refuses."""

import pytest
from starlette.datastructures import FormData

from leadwright.domain.errors import Invalid
from leadwright.web.screens.automations.form import plan_said, typed_of
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


def test_an_action_that_does_not_exist_is_refused_in_words_and_not_left_out() -> None:
    sent = FormData([
        ("name", "Nurture"), ("event", "lead.created"), ("do", "save"),
        ("a-0-do", "tag"), ("a-0-tag", "new"), ("a-1-do", "crm_update"),
    ])  # fmt: skip
    with pytest.raises(Invalid) as refused:
        plan_said(typed_of(sent, None))
    (problem,) = refused.value.problems
    assert problem.field == "actions"
    assert problem.remedy.startswith("There is no action “crm_update”, so nothing was kept.")
    assert "call a webhook" in problem.remedy
