"""Product interests: the catalogue's names in a cell, whatever stands between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leadwright.features.imports.cleaning.text import folded, is_nothing, tidy

_BETWEEN: Final = re.compile(
    r"\s*(?:[;,/|&+\n、，；／・•·＆＋]|\s(?:and|und|et|y|e|ed|en|i|oraz|sowie|plus|or|oder|ou|"
    r"o|u|of|lub|と|及び|または)\s)\s*",
    re.IGNORECASE,
)
_DOUBT: Final = re.compile(
    r"\?|\b(?:or|oder|ou|lub|maybe|perhaps|vielleicht|evtl|eventuell|peut-etre|quizas|forse|"
    r"talvez|misschien|moze|tbd|unsure|unclear)\b"
    r"|または|かも",
)
_NOT: Final = re.compile(
    r"\b(?:not|no|kein|keine|nicht|pas|sin|non|nao|geen|niet|nie|without|ohne)\b"
)
_BOTH: Final = frozenset(
    "both beide beides les_deux ambos ambas entrambi entrambe oba obie 両方 どちらも "
    "both_products all alle alles"
    " tous todos tutti wszystkie allebei everything 全て すべて".split()
)
_NONE: Final = frozenset(
    "none nothing keine keins kein aucun ninguno nessuno nenhum geen brak no nein non nie".split()
)


_MOST_KNOWN: Final = 8_192


@dataclass(frozen=True, slots=True)
class Interests:
    """What a cell says: names as the catalogue writes them, strangers as they stand, and a doubt."""

    values: tuple[str, ...]
    reason: str | None = None
    stranger: str = ""


class Catalogue:
    """The products' names, found in cells. Each distinct cell is read once."""

    def __init__(self, products: Sequence[str]) -> None:
        self.names = tuple(dict.fromkeys(name.strip() for name in products if name.strip()))
        self._known = {_plain(name): name for name in self.names}
        longest = sorted(self._known, key=len, reverse=True)
        loose = [r"[\s_.-]?".join(re.escape(char) for char in name) for name in longest]
        self._inside = re.compile(rf"(?<![^\W_])(?:{'|'.join(loose) or '(?!)'})(?![^\W_])")
        self._read: dict[str, Interests] = {}

    def named(self, text: str) -> str | None:
        """The product a text is the name of, and nothing else."""
        return self._known.get(_plain(text))

    def read(self, text: str) -> Interests:
        """The interests in a cell; a word for “none” is none."""
        known = self._read.get(text)
        if known is None:
            known = self._fresh(tidy_list(text))
            if len(self._read) < _MOST_KNOWN:
                self._read[text] = known
        return known

    def _fresh(self, text: str) -> Interests:
        small = folded(text)
        if is_nothing(text) or small in _NONE:
            return Interests((), "unclear" if "?" in text else None)
        if small.replace(" ", "_").strip(".!") in _BOTH:
            return Interests(self.names)
        found: list[str] = []
        strangers: list[str] = []
        for piece in _BETWEEN.split(text):
            names = [self._known[_plain(one)] for one in self._inside.findall(folded(piece))]
            if names:
                found += names
            elif piece.strip() and not is_nothing(piece):
                strangers.append(piece.strip())
        if found and (_DOUBT.search(small) or _NOT.search(small)):
            return Interests(tuple(dict.fromkeys(found)), "unclear")
        strangers = [one for one in strangers if not found or _like_a_name(one)]
        values = tuple(dict.fromkeys([*found, *strangers]))
        return Interests(values, "unknown_product" if strangers else None, ", ".join(strangers))


def tidy_list(text: str) -> str:
    """The cell on one line, its line ends as separators."""
    return tidy(text.replace("\n", ";").replace("\r", ";")).strip("[]{}'\"")


def _plain(text: str) -> str:
    return re.sub(r"[\s_.-]+", "", folded(text))


def _like_a_name(text: str) -> bool:
    """Whether it is another product beside a known one, and not words about that one."""
    return bool(re.fullmatch(r"[A-Za-z]{1,4}[\s-]?\d{1,4}[A-Za-z]?", text.strip()))


_YES: Final = frozenset(
    "x ✓ ✔ ☑ ✗ ● • ○ ◯ o v ja yes y j oui si sí sim tak t true 1 はい 有 wahr vrai"
    " checked selected ticked angekreuzt coché marcado marcada selezionato aangevinkt zaznaczone".split()
)
_NO: Final = frozenset(
    "no n nein non nie nao não nee false 0 falsch faux いいえ 無 unchecked".split()
)


def is_mark(text: str) -> bool | None:
    """Whether a cell under a product's name marks it; None for other words."""
    small = text.strip().casefold()
    if small in _YES:
        return True
    return False if small in _NO or is_nothing(text) else None
