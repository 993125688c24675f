"""Words that fill a cell and say nothing: `n/a`, `unknown`, `asdf`; `Test` where a name should stand."""

import re
from functools import lru_cache

from leadwright.features.identity.words import plain

_IN_LETTERS = re.compile(r"\b([nk]) a\b")
_NOTHING = frozenset(
    """na none null nil undefined unknown unbekannt inconnu inconnue desconocido desconocida sconosciuto
    sconosciuta onbekend nieznany nieznane desconhecido tbd tba asdf asdfg asdfgh qwerty qwertz
    azerty xx xxx xxxx xxxxx noname anonymous anonym not provided available applicable given no
    answer keine kein angabe angaben ka ohne""".split()
)
_NOBODY = _NOTHING | frozenset(
    """test tests tester testing teste testlead testuser demo dummy user lead person contact kontakt prueba
    prova essai name vorname nachname firstname lastname first last your x y z""".split()
)
_NO_HALF = frozenset(
    """n/a #n/a unknown unbekannt undefined inconnu desconocido sconosciuto onbekend tbd tba asdf qwerty
    qwertz xxx xxxx noname""".split()
) | {"no name", "not provided", "not available", "keine angabe"}
"""A half of a name that is none beside a real one; `Test` and `Null` are surnames, `N. A.` are initials."""


@lru_cache(4096)
def says_nothing(text: str) -> bool:
    """Whether a cell of any kind is only filled."""
    return _is_all(text, _NOTHING)


def without_fillers(first: str, last: str) -> tuple[str, str]:
    """The halves of a name that somebody may be called by."""
    if _is_all(f"{first} {last}", _NOBODY):
        return "", ""
    return tuple("" if _is_no_half(half) else half for half in (first, last))  # type: ignore[return-value]


def _is_no_half(half: str) -> bool:
    return half.strip(" .-").casefold() in _NO_HALF


def _is_all(text: str, words: frozenset[str]) -> bool:
    """Whether it has no other words; `n/a` and `k. A.` are one word each."""
    head = text.split(None, 1)[:1]
    if head and len(head[0]) > 1 and head[0].isalpha() and head[0].casefold() not in words:
        return False  # as nearly always
    told = plain(text).split()
    if not told:
        return False
    return all(word in words for word in _IN_LETTERS.sub(r"\1a", " ".join(told)).split())
