"""A firm's name without its legal form, as cleanco has it, with its terms looked up and not gone through."""

import re
from collections.abc import Sequence
from functools import lru_cache

from cleanco.clean import normalized, prepare_default_terms, strip_punct, strip_tail

_PUNCTUATION = re.compile(r"[.,-]")
"""What `strip_punct` takes out of a word."""
# The terms by their last words, in the order in which cleanco tries them.
_BY_LAST: dict[str, list[tuple[int, list[str]]]] = {}
for _number, (_, _words) in enumerate(prepare_default_terms()):
    if _words:
        _BY_LAST.setdefault(_words[-1], []).append((_number, _words))


@lru_cache(10_000)
def short_name(company: str) -> str:
    """`Nordkai` of `Nordkai GmbH & Co. KG`; empty where nothing but legal forms stands there."""
    name = _stripped(company)
    words = name.split()
    folded = name.casefold() if name.isascii() else normalized(name)
    plain = folded.split()
    if _PUNCTUATION.search(folded):
        plain = [strip_punct(word) for word in plain]
    tried = -1
    while plain and (found := _next(plain, tried)):
        tried, size = found
        del plain[-size:]
        del words[-size:]
    return _stripped(" ".join(words))


def _stripped(name: str) -> str:
    """Without what stands behind the last letter, digit or dot: looked for only where something does."""
    return name if name[-1:].isalnum() else str(strip_tail(name))


def _next(plain: Sequence[str], tried: int) -> tuple[int, int] | None:
    """The next term the name ends with, and its words; each is tried once, as in the original."""
    for number, words in _BY_LAST.get(plain[-1], ()):
        if number > tried and plain[-len(words) :] == words:
            return number, len(words)
    return None
