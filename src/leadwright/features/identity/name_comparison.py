"""Two names side by side: given names, surnames, in either order."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from leadwright.features.identity.evidence import LEVELS
from leadwright.features.identity.names import (
    Name,
    is_common_surname,
    is_form_of,
    is_given_name,
    share_a_name,
)
from leadwright.features.identity.words import sound

AGREES = frozenset({"same", "common", "spelt", "ending", "form", "part"})
FITS = AGREES | {"kin", "initial", "slip", "middle"}
_SPEAKS_NOT_AGAINST = FITS | {None}
_FIGURES = re.compile(r"\d+")
_ENDINGS = frozenset(
    "a e o i us as an in is ina ia ie ne le na la ine ette etta elle ella ita inha".split()
)


class NameAgreement(NamedTuple):
    """Levels of both halves (None: not known on one side) and whether they stood crosswise."""

    given: str | None
    surname: str | None
    is_swapped: bool
    mark: str | None

    @property
    def bits(self) -> float:
        """The halves' weights; the marks are weighed apart."""
        total = _bits("given", self.given) + _bits("surname", self.surname)
        return total + (LEVELS["order"]["swapped"][0] if self.is_swapped else 0.0)

    @property
    def is_whole(self) -> bool:
        """Both halves are known and agree, more than by a letter or a slip."""
        return self.given in AGREES and self.surname in AGREES

    @property
    def fits(self) -> bool:
        """Nothing known of one name speaks against the other."""
        return self.given in _SPEAKS_NOT_AGAINST and self.surname in _SPEAKS_NOT_AGAINST

    @property
    def is_known(self) -> bool:
        """Whether any half could be compared."""
        return self.given is not None or self.surname is not None


def _bits(half: str, level: str | None) -> float:
    return 0.0 if level is None else LEVELS[half][level][0]


def compare_names(one: Name, other: Name) -> NameAgreement:
    """The better of both orders; a name in brackets may stand for the given one."""
    mark = _marks(one.mark, other.mark)
    straight = NameAgreement(_given(one, other), _surname(one, other), is_swapped=False, mark=mark)
    if straight.is_whole or not (one.given and one.surname and other.given and other.surname):
        return straight
    given = _given_words(one.given, other.surname)
    if given not in _SPEAKS_NOT_AGAINST:
        return straight
    surname = _surname_words(one.surname, other.given, "".join(other.given))
    crossed = NameAgreement(given, surname, is_swapped=True, mark=mark)
    return crossed if crossed.fits and crossed.bits > straight.bits else straight


def may_fit(one: Name, other: Name) -> bool:
    """Whether the names may be one person's, in either order: `fits`, told sooner where they are not."""
    # Given names first: there are fewer of them, so that most pairs are known already.
    if _given(one, other) in _SPEAKS_NOT_AGAINST and _surname(one, other) in _SPEAKS_NOT_AGAINST:
        return True
    if not (one.given and one.surname and other.given and other.surname):
        return False
    if _given_words(one.given, other.surname) not in _SPEAKS_NOT_AGAINST:
        return False
    crosswise = _surname_words(one.surname, other.given, "".join(other.given))
    return crosswise in _SPEAKS_NOT_AGAINST


def _marks(one: str, other: str) -> str | None:
    if one == other:
        return None
    return "different" if one and other else "one"


def _given(one: Name, other: Name) -> str | None:
    level = _given_words(one.given, other.given)
    if one.is_unread != other.is_unread and level not in FITS:
        return None  # signs that may be read in many ways say nothing against a name in letters
    if not (one.called or other.called):
        return level
    for first, second in ((one.called, other.given), (one.given, other.called)):
        if first and second and level not in AGREES:
            level = _better("given", level, _given_words(first, second))
    return level


def _better(half: str, level: str | None, further: str | None) -> str | None:
    return further if _bits(half, further) > _bits(half, level) or level is None else level


@lru_cache(maxsize=65536)
def _given_words(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    if not one or not other:
        return None
    joined, against = "".join(one), "".join(other)
    if joined == against or sorted(one) == sorted(other):
        return "same" if len(joined) > 1 else "initial"
    if _are_two_by_figures(joined, against):
        return "different"
    first = _given_pair(one[0], other[0])
    if len(one) == len(other) == 1:
        return first
    return _several_given(one, other, first)


def _several_given(one: tuple[str, ...], other: tuple[str, ...], first: str) -> str:
    """Where one side has more than one given name; `first` is what the first two say."""
    joined, against = "".join(one), "".join(other)
    if first in ("same", "spelt") and len(one) > 1 and len(other) > 1:
        return first if _middles_fit(one[1], other[1]) else "middle"
    if first in FITS:
        return "part" if first == "same" else first
    if any(word in other for word in one if len(word) > 2):
        # Peter may be Hans Peter; José Luis and María José are two of one family.
        return "part" if len(one) == 1 or len(other) == 1 else "middle"
    if _is_initials(joined, other) or _is_initials(against, one):
        return "initial"
    return _given_pair(joined, against)


def _are_two_by_figures(one: str, other: str) -> bool:
    """Visitor12 and Visitor13; beside a name without figures one is a slip."""
    if one.isalpha() or other.isalpha():
        return False
    return _FIGURES.findall(one) != _FIGURES.findall(other)


def _middles_fit(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return _given_pair(one, other) in FITS


def _is_initials(letters: str, words: tuple[str, ...]) -> bool:
    return 1 < len(letters) == len(words) and letters == "".join(word[0] for word in words)


# Pairs of words are too many for a cache to know again; whole names above are not.
def _given_pair(one: str, other: str) -> str:
    if one == other:
        return "same" if len(one) > 1 else "initial"
    if len(one) == 1 or len(other) == 1:
        return "initial" if one[0] == other[0] else "different"
    if share_a_name(one, other):
        return "form" if is_form_of(one, other) else "kin"
    if _is_cut(one, other):
        return "kin"
    alike = _alike(one, other)
    if alike in ("slip", "spelt") and _are_two_names(one, other):
        return "near"
    return alike


def _is_cut(one: str, other: str) -> bool:
    """Wes for Wesley, where no table knows it; not Paul for Paula or Pauline."""
    if one[:3] != other[:3]:
        return False
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and long.startswith(short) and not _is_only_ending(one, other)


def _are_two_names(one: str, other: str) -> bool:
    """Martin and Martina, Julian and Juliana; or both are names in use."""
    return _is_only_ending(one, other) or (is_given_name(one) and is_given_name(other))


def _is_only_ending(one: str, other: str) -> bool:
    if one[:-1] == other[:-1]:
        return {one[-1], other[-1]} <= set("aeio")
    short, long = sorted((one, other), key=len)
    if not long.startswith(short):
        return False
    return long[len(short) :] in _ENDINGS or (long.endswith("ien") and short == long[:-1])


def _surname(one: Name, other: Name) -> str | None:
    if not one.surname or not other.surname:
        return None
    if one.joined_surname == other.joined_surname:
        return _same_surname(one.surname)
    return _surname_words(one.surname, other.surname, other.joined_surname)


def _same_surname(words: tuple[str, ...]) -> str:
    if len("".join(words)) == 1:
        return "initial"
    return "common" if len(words) == 1 and is_common_surname(words[0]) else "same"


@lru_cache(maxsize=65536)
def _surname_words(one: tuple[str, ...], other: tuple[str, ...], joined_other: str) -> str | None:
    joined, against = "".join(one), "".join(other)
    if joined in (against, joined_other) or _are_shuffled(one, other, joined, against):
        return _same_surname(one)
    if len(one) + len(other) > 2 and _is_half(one, other):
        return "part"
    if len(joined) == 1 or len(against) == 1:
        return "initial" if joined[0] == against[0] else "different"
    level = _surname_pair(joined, against)
    if level == "different" and len(one) != len(other) and min(len(one), len(other)) == 1:
        halves = (_surname_pair(a, b) for a in one for b in other if min(len(a), len(b)) > 3)
        if any(half in ("slip", "spelt") for half in halves):
            return "slip"
    return level


def _are_shuffled(one: tuple[str, ...], other: tuple[str, ...], joined: str, against: str) -> bool:
    """The same words in another order; of one length together, or they need not be sorted."""
    return len(one) > 1 and len(joined) == len(against) and sorted(one) == sorted(other)


def _is_half(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if set(one).isdisjoint(other):
        return False
    shared = {word for word in one if word in other and len(word) > 2}
    return bool(shared) and len(shared) == min(len(one), len(other))


def _surname_pair(one: str, other: str) -> str:
    if _are_two_by_figures(one, other):
        return "different"
    may_end_otherwise = one.endswith("a") or other.endswith("a")
    if may_end_otherwise and (_is_other_ending(one, other) or _is_other_ending(other, one)):
        return "ending"
    if min(len(one), len(other)) >= 5 and (one.startswith(other) or other.startswith(one)):
        return "slip"
    level = _alike(one, other)
    if level not in ("slip", "spelt") or sound(one) == sound(other):
        return level
    return "near" if is_common_surname(one) and is_common_surname(other) else level


def _is_other_ending(man: str, woman: str) -> bool:
    """Kowalski and Kowalska, Ivanov and Ivanova, Novák and Nováková."""
    if woman == f"{man}ova" or (man.endswith(("ov", "ev", "in")) and woman == f"{man}a"):
        return True
    return woman.endswith(("ska", "cka", "skaya", "skaia")) and (
        woman.rstrip("ya")[:-1].rstrip("a") == man.rstrip("yi")[:-1] or woman[:-1] == man[:-1]
    )


def _alike(one: str, other: str) -> str:
    """`spelt` by ear, a `slip`, `near` or `different`."""
    slips = OSA.distance(one, other, score_cutoff=2)
    likeness = 1.0 if slips < 3 else JaroWinkler.similarity(one, other, score_cutoff=0.78)
    if likeness < 0.78:  # nearly all pairs end here
        return "different"
    shortest, longest = sorted((len(one), len(other)))
    if shortest >= 3 and slips <= (1 if longest < 8 else 2):
        return "spelt" if sound(one) == sound(other) and shortest > 3 else "slip"
    likeness = JaroWinkler.similarity(one, other)
    if likeness < 0.78:
        return "different"
    if shortest > 3 and sound(one) == sound(other):
        return "spelt"
    if shortest >= 5 and likeness >= 0.93:
        return "slip"
    return "near" if likeness >= 0.86 and slips <= 2 else "different"
