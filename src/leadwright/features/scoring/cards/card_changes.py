"""A scorecard with one thing changed, as an editor does it: each answers the whole card, checked."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from leadwright.features.scoring.cards.card_files import read_card
from leadwright.features.scoring.cards.scorecards import Scorecard

Plain = dict[str, Any]


def plain(card: Scorecard) -> Plain:
    """The card as plain data."""
    return card.model_dump(mode="json", by_alias=True, exclude_none=True)


def put(card: Scorecard, kind: str, thing: Mapping[str, Any]) -> Scorecard:
    """The card with this rule or limit (`kind`: rules, limits) for the one of its id, else as the last.

    Raises Invalid with all problems.
    """
    data = plain(card)
    listed: list[Plain] = data[kind]
    at = next((n for n, one in enumerate(listed) if one["id"] == thing["id"]), None)
    if at is None:
        listed.append(dict(thing))
    else:
        listed[at] = dict(thing)
    return read_card(data)


def without(card: Scorecard, kind: str, id_: str) -> Scorecard:
    """The card without one rule or limit; unchanged where it has none of this id."""
    data = plain(card)
    data[kind] = [one for one in data[kind] if one["id"] != id_]
    return read_card(data)


def moved(card: Scorecard, id_: str, step: int) -> Scorecard:
    """The card with a rule one place further up (-1) or down (1) among those of its part."""
    data = plain(card)
    listed: list[Plain] = data["rules"]
    rule = next((one for one in listed if one["id"] == id_), None)
    if rule is None:
        return card
    peers = [n for n, one in enumerate(listed) if one["part"] == rule["part"]]
    here = listed.index(rule)
    to = peers.index(here) + step
    if 0 <= to < len(peers):
        there = peers[to]
        listed[here], listed[there] = listed[there], listed[here]
    return read_card(data)


def with_values(card: Scorecard, values: Mapping[str, Any]) -> Scorecard:
    """The card with other weights, groups, thresholds, grading or title. Raises Invalid."""
    return read_card({**plain(card), **values})


def new_id(label: str, taken: Callable[[str], bool]) -> str:
    """An id for a new thing, from its label; with a number where the plain one is taken."""
    words = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")
    stem = (words if words[:1].isalpha() else f"rule_{words}".rstrip("_"))[:50]
    number = 1
    made = stem
    while taken(made):
        number += 1
        made = f"{stem}_{number}"
    return made
