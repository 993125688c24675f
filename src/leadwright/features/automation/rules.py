"""Whether an automation reacts to an event: its condition, its limits, and no loops. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

MOST_AN_HOUR = 5
"""How often one automation acts on one lead within an hour."""
MOST_DEPTH = 5
"""How many automations may follow from one another."""


def fits(narrowed: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    """Whether the event says what the automation waits for, such as the direction of a crossing."""
    return all(payload.get(key) == wanted for key, wanted in narrowed.items())


def refusal(automation_id: UUID, chain: Sequence[UUID], acted: int) -> str:
    """Why it must not act, or nothing. `chain`: whose deeds led here; `acted`: on this lead, this hour."""
    if automation_id in chain:
        return "In circles: the event follows from what this automation did itself."
    if len(chain) >= MOST_DEPTH:
        return f"Too deep: {MOST_DEPTH} automations followed from one another before this one."
    if acted >= MOST_AN_HOUR:
        return f"Too often: it acted {MOST_AN_HOUR} times on this lead within an hour."
    return ""


def outcome_of(steps: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """How a run with these steps ended, and why if something was not done."""
    errors = [step["error"] for step in steps if step["error"]]
    if not errors:
        return "acted", ""
    if len(errors) == len(steps):
        if all(step.get("stopped") for step in steps):
            return "stopped", f"Nothing was done: {errors[0]}."
        return "failed", f"Nothing could be done: {errors[0]}."
    return "acted", f"{len(errors)} of {len(steps)} could not be done: {errors[0]}."
