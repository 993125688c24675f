"""How a workspace uses its language models, as it stands in the settings and as it is typed."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.ports.directory import ModelRules

MOST_DOLLARS = 10_000
SHIPPED = ModelRules()
_SWITCHES = ("redacts", "discloses", "remembers")


def of(settings: Mapping[str, Any]) -> ModelRules:
    """From a workspace's settings; what is not there, or is nonsense, is as shipped."""
    kept = settings.get("models")
    kept = kept if isinstance(kept, Mapping) else {}
    budget = kept.get("budget_micro", SHIPPED.budget_micro)
    return ModelRules(
        budget_micro=budget if budget is None or isinstance(budget, int) else SHIPPED.budget_micro,
        **{name: bool(kept.get(name, getattr(SHIPPED, name))) for name in _SWITCHES},
    )


def check(typed: Mapping[str, str], ticked: Mapping[str, bool]) -> dict[str, Any]:
    """The settings ready to be kept. Raises Invalid; an empty budget is no limit."""
    budget = typed.get("budget", "").strip().lstrip("$").replace(",", "")
    micro = None
    if budget:
        micro = _micro(budget)
    return {"models": {"budget_micro": micro, **{name: ticked[name] for name in _SWITCHES}}}


def _micro(budget: str) -> int:
    try:
        dollars = Decimal(budget)
    except InvalidOperation:
        dollars = Decimal(-1)
    if not dollars.is_finite() or not 0 <= dollars <= MOST_DOLLARS:
        remedy = f"Write dollars a day, from 0 to {MOST_DOLLARS:,}, like 5.00; empty is no limit."
        problem = FieldProblem("budget", "malformed", remedy)
        raise Invalid("The budget cannot be kept like this.", problems=(problem,))
    return round(dollars * 1_000_000)
