"""A person's name taken apart: given names, surnames, and what tells father from son."""

import re
from functools import lru_cache
from typing import NamedTuple

from leadwright.features.identity.fillers import without_fillers
from leadwright.features.identity.words import data_lines, fold, folded, is_unread, plain

_TITLES = frozenset(
    """
    dr prof professor mr mrs ms miss mx sir dame lord lady rev herr frau fraulein dipl ing mag
    lic monsieur madame mme mlle m sr sra srta senor senora don dona dott dottssa sig signor signora
    ir drs mba phd msc bsc ma llm cpa md dds esq pan pani san sama prof phil med rer nat hon
    """.split()
)
# One letter and these could be a name as well: titles only in front of other words.
_ONLY_IN_FRONT = frozenset(
    {"m", "sr", "don", "ma", "san", "pan", "mag", "nat", "phil", "med", "hon"}
)
_PARTICLES = frozenset(
    """
    von van de der den del della dello di da do dos das la le lo du des al el bin ibn ben abu zu zum
    zur ten ter te vom y e af av st
    """.split()
)
_MARKS = {
    "jr": "jr", "jun": "jr", "junior": "jr", "jnr": "jr", "fils": "jr", "hijo": "jr", "filho": "jr",
    "ii": "jr", "2nd": "jr", "iii": "3", "3rd": "3", "iv": "4", "neto": "3", "mladsi": "jr",
    "sr": "sr", "sen": "sr", "senior": "sr", "snr": "sr", "pere": "sr", "padre": "sr", "pai": "sr",
    "starsi": "sr",
}  # fmt: skip
_MAIDEN = frozenset({"geb", "geborene", "nee", "born", "z", "roz", "ur", "dite"})
_BRACKETS = re.compile(r"[(\[\"“„«]([^)\]\"”“»]*)[)\]\"”“»]")


class Name(NamedTuple):
    """Folded words; `mark` is jr, sr, 3 or 4. `called` is a name in brackets or quotes.

    `is_unread`: the given name stands in signs of whose readings none is known.
    """

    given: tuple[str, ...] = ()
    surname: tuple[str, ...] = ()
    mark: str = ""
    called: tuple[str, ...] = ()
    joined_surname: str = ""
    is_unread: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is any name at all."""
        return bool(self.given or self.surname)

    @property
    def is_whole(self) -> bool:
        """Whether both halves are there, the given name as more than a letter."""
        return bool(self.given and self.surname) and max(map(len, self.given)) > 1


@lru_cache(maxsize=65536)
def read_name(first: str, last: str) -> Name:
    """Take apart what stands in two fields; one may hold the whole name. `N/A` and `Test` are none."""
    first, last = without_fillers(first, last)
    inside = _BRACKETS.findall(f"{first} {last}")
    noted = next((_MARKS[word] for word in map(plain, inside) if word in _MARKS), "")
    called = tuple(
        word
        for part in _BRACKETS.findall(first)
        if plain(part) not in _MARKS
        for word in fold(part).split()
    )
    first = _BRACKETS.sub(" ", first)
    last = _BRACKETS.sub(" ", last)
    if not last.strip():
        first, last = _split_whole(first)
    elif not first.strip():
        first, last = _split_whole(last) if len(last.split()) > 1 else ("", last)
    given, mark = _without_marks(_words(first), first)
    surname, other = _without_marks(_words(last), last)
    surname = tuple(word for word in surname if word not in _MAIDEN) or surname
    bare = tuple(word for word in surname if word not in _PARTICLES)
    return Name(
        tuple(word for word in given if word not in _PARTICLES) or given,
        bare or surname,
        mark or other or noted,
        called,
        "".join(surname),
        is_unread(first, last),
    )


def _words(text: str) -> tuple[str, ...]:
    """Folded words without titles; `plain` first, so that a title is known as it is written."""
    words = plain(text).split()
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    kept = [word for word in words if word not in _TITLES or word in _ONLY_IN_FRONT]
    return tuple([folded(word) for word in kept or words])


def _without_marks(words: tuple[str, ...], text: str) -> tuple[tuple[str, ...], str]:
    """Marks stand behind, as words of their own: `Junior` alone and `Min-jun` are given names."""
    if len(words) < 2 or words[-1] not in _MARKS or plain(text.rsplit(maxsplit=1)[-1]) != words[-1]:
        return words, ""
    return words[:-1], _MARKS[words[-1]]


def _split_whole(text: str) -> tuple[str, str]:
    """`Müller, Hans` and `Hans von Müller jun.`: the surname begins with its particle."""
    if "," in text:
        last, _, first = text.partition(",")
        if plain(first) not in _MARKS:
            return first, last
        text = f"{last} {first}"
    words = text.split() if text.isascii() else _spaced(text)
    tail: list[str] = []
    while len(words) > 1 and plain(words[-1]) in _MARKS:
        tail.insert(0, words.pop())
    if len(words) < 2:
        return " ".join(words), " ".join(tail)
    start = len(words) - 1
    while start > 1 and plain(words[start - 1]) in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:] + tail)


def _spaced(text: str) -> list[str]:
    """Names in signs stand without a space and with the family first."""
    words = text.split()
    if len(words) == 1:
        read = plain(text).split()
        if len(read) > 1:
            return [*read[1:], read[0]]
    return words


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, frozenset[int]], dict[str, int]]:
    """Which lines of the table a word stands in, and which it leads."""
    inside: dict[str, set[int]] = {}
    leads: dict[str, int] = {}
    for number, line in enumerate(data_lines("nicknames.txt")):
        words = [fold(word.replace("-", "")) for word in line.split()]
        leads.setdefault(words[0], number)
        for word in words:
            inside.setdefault(word, set()).add(number)
    return {word: frozenset(lines) for word, lines in inside.items()}, leads


def form_lines(word: str) -> frozenset[int]:
    """The names that a word is a form of, as lines of the table."""
    return _forms()[0].get(word, frozenset())


def share_a_name(one: str, other: str) -> bool:
    """Whether both are forms of one name."""
    inside = _forms()[0]
    lines = inside.get(one)
    if lines is None:
        return False
    others = inside.get(other)
    return others is not None and not lines.isdisjoint(others)


def is_form_of(one: str, other: str) -> bool:
    """Whether one of two words is the full name of which the other is a form."""
    inside, leads = _forms()
    first, second = leads.get(one), leads.get(other)
    return (first is not None and first in inside.get(other, ())) or (
        second is not None and second in inside.get(one, ())
    )


@lru_cache(maxsize=1)
def _listed_names() -> frozenset[str]:
    return frozenset(word for line in data_lines("given_names.txt") for word in line.split())


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    return _listed_names() | frozenset(_forms()[0])


def is_given_name(word: str) -> bool:
    """Whether a word is a given name in use, and so hardly a slip for another."""
    return word in _given_names()


def are_used_alone(one: str, other: str) -> bool:
    """Whether two forms of one name are both given to children: Johannes and Hans, Anna and Anne."""
    return one in _listed_names() and other in _listed_names()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(word for line in data_lines("common_surnames.txt") for word in line.split())


def is_common_surname(word: str) -> bool:
    """Whether so many bear it that sharing it says little."""
    return word in _common()
