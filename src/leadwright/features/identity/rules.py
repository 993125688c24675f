"""Which record is meant: three bands (merge, review, new) over the weights of all candidates."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from math import log2
from typing import NamedTuple

from leadwright.features.identity.comparison import Comparison, compare
from leadwright.features.identity.hard_rules import (
    are_two,
    has_one_post,
    keeps_a_number,
    may_merge,
    must_be_asked,
)
from leadwright.features.identity.name_comparison import may_fit
from leadwright.features.identity.names import Name
from leadwright.features.identity.person import Person
from leadwright.features.identity.phones import is_same_number

REVIEW_AT = 13.0
REVIEW_OF_A_NUMBER_AT = 10.0
"""For the same name with a number that its family shares."""
CLEARLY_BETTER = 6.0
"""Bits by which the best of two possible people must lead."""
MOST_CANDIDATES = 10
MOST_BY_HALF = 5
MOST_AT_A_DESK = 2
"""People of one first name and title in a firm of whom one may have married."""
MOST_SHARING = 5
"""Leads that hold a mailbox or number before it tells nobody from anybody, whatever their names."""

_BORNE = frozenset({"same", "common"})
_HALF = frozenset({"same", "common", "spelt", "ending", "form", "kin", "slip", "part", "near"})


class Band(StrEnum):
    """What to do about two records."""

    MERGE = "merge"
    REVIEW = "review"
    NEW = "new"


class Judged(NamedTuple):
    """A comparison with its band; `weight` may be lower than the comparison's, for a crowded name."""

    comparison: Comparison
    band: Band
    weight: float


class Verdict(NamedTuple):
    """What becomes of one record: `best` is set unless it is new; `others` may be asked about too."""

    band: Band
    best: Judged | None
    others: tuple[Judged, ...]


def judge(person: Person, candidates: Sequence[Person], relatives: int | None = None) -> Verdict:
    """Compare with everybody who may be meant, and decide. One id may come in several records.

    `relatives`: how many bear the surname under other first names, where not all of them are told.
    """
    crowded = _crowded(person, candidates)
    pairs = [
        compare(person, one, crowded) for one in candidates if not _is_out_of_question(person, one)
    ]
    if relatives is None:
        relatives = len(
            {
                one.id
                for one in candidates
                if is_relative(person.name, one.name, fits=may_fit(person.name, one.name))
            }
        )
    namesakes = _namesakes(pairs)
    crowd = _Crowd(relatives, _peers(pairs))
    judged = [_judged(pair, namesakes, crowd) for pair in pairs]
    possible = sorted(
        _without_a_crowd_of_first_names(judged),
        key=lambda pair: (pair.band is not Band.MERGE, -pair.weight, pair.comparison.other.id),
    )
    if not possible:
        return _by_half_a_name(person, candidates)
    each: dict[str, Judged] = {}
    for pair in possible:
        each.setdefault(pair.comparison.other.id, pair)
    best, *others = list(each.values())[:MOST_CANDIDATES]
    band = Band.REVIEW if _is_doubtful(best, others) else best.band
    return Verdict(band, best, tuple(others))


def decide(pair: Comparison) -> Band:
    """The band of one pair by itself."""
    return _judged(pair, (), _Crowd()).band


def is_relative(one: Name, other: Name, *, fits: bool) -> bool:
    """One surname, and a first name that cannot be the same person's; `fits` as `may_fit` says."""
    return not fits and one.joined_surname == other.joined_surname != ""


def _is_out_of_question(one: Person, other: Person) -> bool:
    """Names of two people who share no mailbox, number or birthday: `are_two`, told cheaply."""
    return not may_fit(one.name, other.name) and not _may_touch(one, other)


def _may_touch(one: Person, other: Person) -> bool:
    box, further = one.mailbox, other.mailbox
    if box is not None and further is not None and box.local == further.local:
        return True
    phone, second = one.phone, other.phone
    if phone is not None and second is not None and phone.tail == second.tail:
        return True
    return bool(one.born and other.born) or has_one_post(one, other)


def _namesakes(pairs: Sequence[Comparison]) -> Collection[float]:
    """The weight of each person who bears the name, by the best of their records."""
    weights: dict[str, float] = {}
    for pair in pairs:
        if pair.names.is_whole:
            weights[pair.other.id] = max(pair.weight, weights.get(pair.other.id, pair.weight))
    return weights.values()


class _Crowd(NamedTuple):
    """How many bear the surname under other first names, and a first name and title under others."""

    relatives: int = 0
    peers: int = 0

    def makes_doubtful(self, pair: Comparison) -> float:
        """By how many bits less is known of a pair among them."""
        if pair.level("surname") in _BORNE:
            return log2(1 + self.relatives)
        return 2 * log2(1 + self.peers) if has_one_post(pair.one, pair.other) else 0.0


def _peers(pairs: Sequence[Comparison]) -> int:
    """Of many Annas who are engineers at one firm two have surnames that sound alike."""
    return len(
        {
            pair.other.id
            for pair in pairs
            if pair.names.surname == "different" and has_one_post(pair.one, pair.other)
        }
    )


def _judged(pair: Comparison, namesakes: Collection[float], crowd: _Crowd) -> Judged:
    """`namesakes` are the weights of all who bear the name.

    Each of them makes it say less; whether somebody is asked, only those who fit as well make doubtful,
    and half a name that many bear here.
    """
    asked_at = pair.weight - crowd.makes_doubtful(pair)
    if not pair.names.is_whole or len(namesakes) < 2:
        return Judged(pair, _band(pair, pair.weight, asked_at), pair.weight)
    weight = round(pair.weight - 2 * log2(len(namesakes)), 2)
    rivals = max(1, sum(one >= pair.weight for one in namesakes))
    asked_at = 0.0 if rivals > MOST_CANDIDATES else asked_at - 2 * log2(rivals)
    return Judged(pair, _band(pair, weight, asked_at), weight)


def _without_a_crowd_of_first_names(judged: Sequence[Judged]) -> list[Judged]:
    """Those not new. Every large firm has several Annas who are engineers: none of them has married."""
    possible = [pair for pair in judged if pair.band is not Band.NEW]
    desks = {
        pair.comparison.other.id
        for pair in possible
        if not pair.comparison.names.fits
        and not {"email", "phone"} & {f.field for f in pair.comparison.findings if f.bits > 0}
    }
    if len(desks) <= MOST_AT_A_DESK:
        return possible
    return [pair for pair in possible if pair.comparison.other.id not in desks]


def _band(pair: Comparison, weight: float, asked_at: float) -> Band:
    if are_two(pair):
        return Band.NEW
    if may_merge(pair, weight):
        return Band.MERGE
    enough = REVIEW_OF_A_NUMBER_AT if keeps_a_number(pair) else REVIEW_AT
    return Band.REVIEW if asked_at >= enough or must_be_asked(pair) else Band.NEW


def _by_half_a_name(person: Person, candidates: Sequence[Person]) -> Verdict:
    """Where only names and towns are known: half a name in one town or a whole one, if few bear it."""
    bare = [one for one in candidates if one.is_bare] if person.is_bare else []
    pairs = [pair for one in bare if _agrees_by_half(pair := compare(person, one))]
    if not 1 <= len(pairs) <= MOST_BY_HALF:
        return Verdict(Band.NEW, None, ())
    pairs.sort(key=lambda pair: (-pair.weight, pair.other.id))
    best, *others = [Judged(pair, Band.REVIEW, pair.weight) for pair in pairs]
    return Verdict(Band.REVIEW, best, tuple(others))


def _agrees_by_half(pair: Comparison) -> bool:
    if pair.names.mark is not None:
        return False
    one, other = pair.one.name, pair.other.name
    if (
        one.is_whole
        and other.is_whole
        and pair.names.fits
        and "initial" not in pair.levels.values()
    ):
        return True
    crossed = {*one.given} & {*other.surname} | {*one.surname} & {*other.given}
    half = pair.names.surname in _HALF or pair.names.given in _HALF or bool(crossed)
    return half and pair.level("city") in ("same", "close")


def _is_doubtful(best: Judged, others: Sequence[Judged]) -> bool:
    """Whether somebody else may be meant as well who is not known to be the same as the best."""
    if best.band is not Band.MERGE:
        return True
    close = [pair for pair in others if best.weight - pair.weight < CLEARLY_BETTER]
    return any(
        decide(compare(best.comparison.other, pair.comparison.other)) is not Band.MERGE
        for pair in close
        if pair.band is Band.MERGE
        or pair.comparison.level("email") == "same"
        or pair.comparison.names.is_whole
    )


def _crowded(person: Person, candidates: Sequence[Person]) -> frozenset[str]:
    """The person's own mailbox and number, where two other people are known to share it."""
    crowded: set[str] = set()
    box, phone = person.mailbox, person.phone
    if box is not None:
        holders = [one for one in candidates if one.mailbox and one.mailbox.key == box.key]
        if _are_several(holders):
            crowded.add(box.key)
    if phone is not None:
        holders = [one for one in candidates if one.phone and is_same_number(phone, one.phone)]
        if _are_several(holders):
            crowded.add(phone.tail)
    return frozenset(crowded)


def _are_several(holders: Sequence[Person]) -> bool:
    """Whether two of them are known as two people, or too many to tell; the records of one are one."""
    if len({holder.id for holder in holders}) > MOST_SHARING:
        return True
    return any(
        holder.id != holders[0].id and not compare(holders[0], holder).names.fits
        for holder in holders[1:]
    )
