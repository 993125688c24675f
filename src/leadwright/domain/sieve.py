"""A prefilter for regular expressions: rules out texts by the words a pattern needs, a hundred times faster.

Our patterns are long lists of words in nine languages, and most texts contain none of them. The words are
read from the pattern's own syntax tree, so that no second list has to be kept in step.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from re import _constants as syntax  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

_A_DIGIT: Final = "\x00"
_DIGIT: Final = re.compile(r"\d")
_WIDE: Final = str.maketrans("０１２３４５６７８９，．：－／％＋＃＆", "0123456789,.:-/%+#&")
_LETTERS: Final = (chr(code) for code in range(0xC0, 0x180))
_UNMARKED: Final = str.maketrans(
    {"ł": "l", "Ł": "L"}
    | {
        letter: plain[0]
        for letter in _LETTERS
        if len(plain := unicodedata.normalize("NFD", letter)) > 1
    }
)
_LONG_ENOUGH: Final = 2
_BEGINNING: Final = 3
_TEXTS_OF_LATE: Final = 64
_NOTHING_MORE: Final = frozenset({syntax.AT, syntax.ASSERT, syntax.ASSERT_NOT})
Words = frozenset[str]
"""One of these stands in whatever the pattern matches."""


def narrow(text: str) -> str:
    """Full-width digits and signs as ASCII; every character keeps its place."""
    return text.translate(_WIDE)


def unmarked(text: str) -> str:
    """Letters without the marks that many leave out when they type; every character keeps its place."""
    return text if text.isascii() else text.translate(_UNMARKED)


@lru_cache(maxsize=_TEXTS_OF_LATE)
def lowered(text: str) -> str:
    """As `Sieve` wants it: lower case, full-width signs made narrow, and a mark if there is a digit."""
    low = narrow(text).lower().replace("ſ", "s").replace("ı", "i")
    return low + _A_DIGIT if _DIGIT.search(low) else low


class _Needs:
    """What all patterns need, each a set of words of which a text must have one.

    A text is gone through once for all of them: only words whose beginning it has are looked for.
    """

    def __init__(self) -> None:
        self._numbers: dict[Words, int] = {}
        self._met_by: defaultdict[str, set[int]] = defaultdict(set)
        self._short: set[str] = set()
        self._by_beginning: defaultdict[str, set[str]] = defaultdict(set)

    def number(self, words: Words) -> int:
        """Its place among what `met_by` tells."""
        number = self._numbers.setdefault(words, len(self._numbers))
        for word in words:
            self._met_by[word].add(number)
            if len(word) < _BEGINNING:
                self._short.add(word)
            else:
                self._by_beginning[word[:_BEGINNING]].add(word)
        return number

    def met_by(self, low: str) -> set[int]:
        """The numbers of those that the text meets."""
        met: set[int] = set()
        for word in self._short:
            if word in low:
                met |= self._met_by[word]
        threes = set(map("".join, zip(low, low[1:], low[2:], strict=False)))
        for beginning in threes & self._by_beginning.keys():
            for word in self._by_beginning[beginning]:
                if word in low:
                    met |= self._met_by[word]
        return met


_NEEDS: Final = _Needs()


@lru_cache(maxsize=_TEXTS_OF_LATE)
def _met_by(low: str) -> set[int]:
    return _NEEDS.met_by(low)


class Sieve:
    """A pattern that is tried only on texts which have the words it needs."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._needs = _numbers(pattern.pattern, pattern.flags)

    def lets(self, low: str) -> bool:
        """Whether the text may match. `low`: the `lowered` text, or a longer one it stands in."""
        return self._needs <= _met_by(low)

    def finditer(self, text: str, low: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text) if self.lets(low) else iter(())

    def search(self, text: str, low: str) -> re.Match[str] | None:
        return self.pattern.search(text) if self.lets(low) else None


class AnyOf:
    """Many patterns without regard to case, of which it only matters whether one of them matches.

    Each by itself needs more than all of them as one, so that few are tried; a pattern is compiled when it is
    first tried, which most never are.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._ways = [(_numbers(one, re.IGNORECASE), one) for one in patterns]

    def is_in(self, text: str, low: str) -> bool:
        """`low`: the `lowered` text."""
        met = _met_by(low)
        return any(needs <= met and _compiled(way).search(text) for needs, way in self._ways)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _numbers(pattern: str, flags: int) -> frozenset[int]:
    """What a pattern needs, by its numbers."""
    needs = _needs(parser.parse(pattern, flags))
    numbers = frozenset(_NEEDS.number(_fewest(words)) for words in needs)
    _met_by.cache_clear()
    return numbers


def _needs(tree: Iterable[Any]) -> list[Words]:
    """What each part of a sequence needs; of letters in a row, the row."""
    found: list[Words] = []
    row = ""
    for kind, value in tree:
        if kind is syntax.LITERAL:
            row += chr(value).lower()
        elif kind not in _NOTHING_MORE:
            found += [frozenset({row}), *_needs_of(kind, value)]
            row = ""
    found.append(frozenset({row}))
    return [words for words in found if all(map(_tells, words))]


def _needs_of(kind: Any, value: Any) -> list[Words]:
    if kind is syntax.SUBPATTERN:
        return _needs(value[-1])
    if kind is syntax.BRANCH:
        return _needs_of_branches(value[1])
    if kind in {syntax.MAX_REPEAT, syntax.MIN_REPEAT} and value[0] > 0:
        return _needs(value[2])
    if kind is syntax.IN and all(map(_is_digit, value)):
        return [frozenset({_A_DIGIT})]
    return []


def _needs_of_branches(branches: list[Any]) -> list[Words]:
    """The best that each branch needs, together; nothing if one of them needs nothing."""
    each = [_needs(branch) for branch in branches]
    if not all(each):
        return []
    return [frozenset().union(*(max(needs, key=_worth) for needs in each))]


def _worth(words: Words) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


def _tells(word: str) -> bool:
    """A single letter stands in every text, and nothing in none."""
    return len(word) >= _LONG_ENOUGH or bool(word.strip() and not word.isalpha())


def _is_digit(one: tuple[Any, Any]) -> bool:
    kind, value = one
    if kind is syntax.RANGE:
        return chr(value[0]).isdigit() and chr(value[1]).isdigit()
    return bool(
        (kind is syntax.LITERAL and chr(value).isdigit())
        or (kind is syntax.CATEGORY and value is syntax.CATEGORY_DIGIT)
    )


def _fewest(words: Words) -> Words:
    """Without those that another stands in."""
    return frozenset(
        word for word in words if not any(other != word and other in word for other in words)
    )
