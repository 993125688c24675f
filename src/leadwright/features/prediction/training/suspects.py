"""Doubts that do not exclude: protected attributes, their proxies, columns written after the fact."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from leadwright.features.prediction.training.inputs import Levels, inputs_of
from leadwright.features.prediction.training.kinds import Kind, Typed
from leadwright.features.prediction.training.single_column import LEAK, missing_tells
from leadwright.features.prediction.training.table import Flags, Floats, Ints

STRONG: Final = 0.80
TOO_GOOD: Final = 0.93
_LEAST_COUNTED: Final = 20
"""So many values lie that close to one line by luck once in 3,000 columns (chi-squared)."""
_LEAST_PAIRS: Final = 200


@dataclass(frozen=True)
class Suspect:
    """A column to look at before it is trusted, and why."""

    column: str
    why: str
    kind: str


_PROTECTED: Final = re.compile(
    r"\b(?:age|ages|birth|birthday|birthdate|dob|gender|sex|marital|married|marriage|civil status"
    r"|nationality|citizenship|ethnic\w*|race|racial|religio\w*|faith|disab\w*|handicap\w*|health"
    r"|pregnan\w*|sexual|orientation|political|party membership|union member\w*|veteran|caste"
    r"|children|dependents|alter|geschlecht|geburt\w*|familienstand|staatsangehörigkeit"
    r"|konfession|sexe|âge|nationalité|naissance|edad|género|sexo|nacionalidad|nacimiento"
    r"|età|genere|nascita|leeftijd|geslacht|idade|wiek|płeć)\b"
)
_PROXY: Final = re.compile(
    r"\b(?:zip|zipcode|zip code|post ?code|postal\w*|plz|first name|last name|full name|surname"
    r"|given name|family name|firstname|lastname|fullname|vorname|nachname|prénom|nombre|apellido"
    r"|contact name|lead name|customer name|salutation|honorific|anrede|mother tongue|language"
    r"|neighbou?rhood|street|address|birth ?place|country of birth|maiden)\b|^name$"
)
_AFTERWARDS: Final = re.compile(
    r"\b(?:status|stage|outcome|result|disposition|closed|close date|closing|won|lost|win|loss"
    r"|convert(?:ed|ion)|conversion|reason|deal|contract|invoice\w*|payment|paid|revenue recogni\w*"
    r"|duration|call (?:length|time)|talk time|next step|follow ?up|tags?|lead (?:quality|profile)"
    r"|opportunity|proposal|quote sent|signed|onboard\w*|churn\w*|feedback|satisfaction|nps"
    r"|sales (?:notes?|comments?|activit\w*|rep\w*)|demo (?:completed|done|held)"
    r"|(?:last|latest|final) (?:\w+ )?(?:activity|action|contact|touch|modified|update|stage|status)"
    r"|last modified|updated|modified|days since last touch|asymmetrique \w+ (?:index|score))\b"
)
_OF_PEOPLE: Final = (
    (
        frozenset("male female m f man woman other divers diverse weiblich männlich".split()),
        "gender",
    ),
    (frozenset("mr mrs ms miss mr. mrs. ms. dr dr. herr frau monsieur madame".split()), "gender"),
    (frozenset("single married divorced widowed separated unknown".split()), "marital status"),
)


def suspects_of(typed: Typed, won: Floats, auc: float) -> list[Suspect]:
    """Every doubt about one column."""
    words = plain(typed.name)
    found = [*_about_people(typed, words)]
    if STRONG <= auc < LEAK:
        why = f"alone it tells the outcome well (AUC {auc:.2f}): was it known before the outcome?"
        found.append(Suspect(typed.name, why, "strong"))
    if _AFTERWARDS.search(words):
        why = "the name sounds like something written during or after sales work"
        found.append(Suspect(typed.name, why, "afterwards"))
    found += _filled_later(typed, won) + _pure(typed, won) + _counted(typed, won)
    return found


def plain(name: str) -> str:
    """A column's name as lower-case words: `LeadQuality_2` is `lead quality 2`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", parted).casefold().split())


def _about_people(typed: Typed, words: str) -> list[Suspect]:
    if _PROTECTED.search(words):
        return [Suspect(typed.name, "protected: the name speaks of a personal trait", "protected")]
    if _PROXY.search(words):
        why = "proxy: it can stand for origin, gender or wealth"
        return [Suspect(typed.name, why, "proxy")]
    if typed.kind is not Kind.CATEGORY:
        return []
    counts = typed.column.counts
    shown = {
        value.casefold()
        for value, count, gone in zip(
            typed.column.values, counts, typed.column.missing_values, strict=True
        )
        if count and not gone
    }
    for known, what in _OF_PEOPLE:
        if len(shown) > 1 and shown <= known:
            return [Suspect(typed.name, f"protected: its values look like {what}", "protected")]
    return []


def _filled_later(typed: Typed, won: Floats) -> list[Suspect]:
    times = missing_tells(typed.column.missing, won)
    if times is None:
        return []
    state, odds = ("filled in", times) if times > 1 else ("empty", 1 / times)
    why = f"filled in later? The odds of winning are {odds:.1f} times higher where it is {state}"
    return [Suspect(typed.name, why, "filled_later")]


def _pure(typed: Typed, won: Floats) -> list[Suspect]:
    """Values that all but decide the outcome and cover a good part of the rows."""
    if typed.kind is not Kind.CATEGORY:
        return []
    (levels,) = inputs_of(typed)
    if not isinstance(levels, Levels) or len(levels.names) > 500:
        return []
    rows = np.bincount(levels.rows, minlength=len(levels.names)).astype(np.float64)
    wins = np.bincount(levels.rows, won, minlength=len(levels.names)).astype(np.float64)
    base = won.mean()
    sure = _decided(rows, wins, base)
    if rows[sure].sum() < 0.05 * len(won):
        return []
    place = int(np.argmax(np.where(sure, rows, -1)))
    shown = levels.names[place][:60] or "(empty)"
    often = f"{shown!r} got there {wins[place]:.0f} times of {rows[place]:.0f}"
    why = f"some values all but decide the outcome: {often}"
    return [Suspect(typed.name, why, "decides")]


def _counted(typed: Typed, won: Floats) -> list[Suspect]:
    """Numbers that follow the share of wins among the rows that have them far closer than luck allows.

    A chance that was told beforehand misses the share by what luck explains: a sum of squares near the
    number of values. One that was counted from these very outcomes does not miss, nor does one that
    was drawn towards their mean afterwards: it lies on a line with the share.
    """
    if typed.kind is not Kind.NUMBER or typed.numbers is None:
        return []
    values, place = np.unique(typed.numbers[typed.column.codes], return_inverse=True)
    rows = np.bincount(place, minlength=len(values)).astype(np.float64)
    told = np.isfinite(values) & (rows >= 5)
    if told.sum() < _LEAST_COUNTED or rows[told].sum() < 0.2 * len(won):
        return []
    share = np.bincount(place, won, minlength=len(values))[told] / rows[told]
    line = np.polyfit(values[told], share, 1, w=np.sqrt(rows[told]))
    said = np.polyval(line, values[told])
    missed = (rows[told] * (share - said) ** 2).sum()
    luck = (said * (1 - said)).clip(0.01).sum()
    if missed >= 0.2 * luck or np.ptp(said) < 0.05:
        return []
    why = (
        "its numbers are the share of wins among the rows that have them: counted from the outcome?"
    )
    return [Suspect(typed.name, why, "counted")]


def counted_within(number: Typed, group: Typed, won: Floats) -> list[Suspect]:
    """A number that tells the outcome among rows of one level: a share that left its own row out.

    Of rows in a level the won ones then have the smaller number, each of them. How often it is so is
    an AUC within levels; no column that says so little by itself comes near a leak's by luck.
    """
    if number.numbers is None or number.kind is not Kind.NUMBER or group.kind is not Kind.CATEGORY:
        return []
    (levels,) = inputs_of(group)
    if not isinstance(levels, Levels):
        return []
    told = number.numbers[number.column.codes]
    here = np.isfinite(told) & (levels.rows > 0)
    if not here.any():
        return []
    wins, pairs = _pairs(levels.rows[here].astype(np.int64), told[here], won[here])
    if pairs < _LEAST_PAIRS or LEAK > wins / pairs > 1 - LEAK:
        return []
    why = f"within each {group.name} it tells the outcome: counted from it, without its own row?"
    return [Suspect(number.name, why, "counted")]


def _pairs(level: Ints, told: Floats, won: Floats) -> tuple[float, float]:
    """Of pairs of a won and a lost row in one level: in how many the won has the larger number, and all."""
    _, rank = np.unique(told, return_inverse=True)
    cells, of = np.unique(level * (int(rank.max()) + 1) + rank, return_inverse=True)
    lost_of, won_of = (np.bincount(of, side, minlength=len(cells)) for side in (1 - won, won))
    first = np.searchsorted(of_level := cells // (int(rank.max()) + 1), of_level)
    below = np.cumsum(lost_of) - lost_of
    below -= below[first]
    lost_in = np.bincount(of_level, lost_of)[of_level]
    return float((won_of * (below + lost_of / 2)).sum()), float((won_of * lost_in).sum())


def _decided(rows: Floats, wins: Floats, base: float) -> Flags:
    rate = wins / np.maximum(rows, 1)
    high = (rate >= 0.95) & (rows * (1 - base) >= 10)
    low = (rate <= min(0.01, base / 10)) & (rows * base >= 10)
    return high | low


def too_good(auc: float, weights: dict[str, float]) -> list[Suspect]:
    """A model that is better than leads allow although no column is: several know the outcome."""
    if auc < TOO_GOOD:
        return []
    why = f"with others it tells the outcome (AUC {auc:.2f} together): was it known before?"
    strongest = sorted(weights, key=lambda name: -weights[name])[:5]
    return [Suspect(name, why, "together") for name in strongest if weights[name] >= 0.02]
