"""What an automation points at and is not there any more: members who left, thresholds that were removed."""

from collections.abc import Mapping, Sequence
from typing import Any

from leadwright.domain.errors import FieldProblem
from leadwright.features.automation.plan import EVERYBODY, OWNER, TURN

LEFT = "Somebody who left"
_STAND_FOR_ITSELF = {EVERYBODY, OWNER, TURN}


def gone(
    narrowed: Mapping[str, Any],
    doing: Sequence[Mapping[str, Any]],
    people: Mapping[str, str],
    thresholds: Mapping[str, str],
) -> tuple[FieldProblem, ...]:
    """A problem at each field that points at nothing; none where all is there."""
    found = [
        FieldProblem(f"a-{number}-to", "gone", "That member left. Choose who it is now.")
        for number, one in enumerate(doing)
        if _has_left(str(one.get("to") or OWNER), people)
    ]
    wanted = str(narrowed.get("threshold") or "")
    if wanted and wanted not in thresholds:
        words = f"No scorecard in force has the threshold {wanted}. Choose another one."
        found.insert(0, FieldProblem("threshold", "gone", words))
    return tuple(found)


def choices(
    there: Mapping[str, str], typed: Sequence[str], words: str
) -> tuple[tuple[str, str], ...]:
    """The options of a list, with what was chosen and is gone: else a browser picks the first one."""
    missing = dict.fromkeys(value for value in typed if value and value not in there)
    return (*there.items(), *((value, words) for value in missing))


def left_in(doing: Sequence[Mapping[str, Any]], people: Mapping[str, str]) -> tuple[str, ...]:
    """The members who left and are still named."""
    named = [str(one.get("to") or OWNER) for one in doing]
    return tuple(to for to in named if _has_left(to, people))


def _has_left(to: str, people: Mapping[str, str]) -> bool:
    return to not in _STAND_FOR_ITSELF and to not in people
