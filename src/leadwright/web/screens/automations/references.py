"""What an automation points at and is gone: members who left, cards and thresholds that were removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadwright.domain.errors import FieldProblem
from leadwright.features.automation.plan import EVERYBODY, OWNER, TURN

LEFT = "Somebody who left"
PRIMARY = ""
_STAND_FOR_ITSELF = {EVERYBODY, OWNER, TURN}


@dataclass(frozen=True)
class There:
    """What can be pointed at: members by id, scorecards in force by name, their thresholds by id.

    The primary scorecard goes by the name "" as well, which is that of whichever is primary.
    """

    people: Mapping[str, str]
    cards: Mapping[str, str]
    thresholds: Mapping[str, Mapping[str, str]]

    def of_card(self, narrowed: Mapping[str, Any]) -> Mapping[str, str]:
        """The thresholds of the card it is about; none where that is gone."""
        return self.thresholds.get(str(narrowed.get("scorecard") or PRIMARY), {})


def gone(
    narrowed: Mapping[str, Any], doing: Sequence[Mapping[str, Any]], there: There
) -> tuple[FieldProblem, ...]:
    """A problem at each field that points at nothing; none where all is there."""
    found = [*_about(narrowed, there)]
    found += [
        FieldProblem(f"a-{number}-to", "gone", "That member left. Choose who it is now.")
        for number, one in enumerate(doing)
        if _has_left(str(one.get("to") or OWNER), there.people)
    ]
    return tuple(found)


def _about(narrowed: Mapping[str, Any], there: There) -> Sequence[FieldProblem]:
    card, wanted = str(narrowed.get("scorecard") or PRIMARY), str(narrowed.get("threshold") or "")
    if card not in there.thresholds:
        words = f"No scorecard in force is called {card}. Choose another one."
        return (FieldProblem("scorecard", "gone", words),)
    if wanted and wanted not in there.of_card(narrowed):
        whose = f"The scorecard {there.cards[card]}" if card else "The primary scorecard"
        words = f"{whose} has no threshold {wanted}. Choose another one."
        return (FieldProblem("threshold", "gone", words),)
    return ()


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
