"""What a person changed in a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came."""

    kind: Kind
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one: what stayed once, what went before what came in its place."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for _, a, a_end, b, b_end in SequenceMatcher(None, old, new).get_opcodes():
        for kind, words in _change(old[a:a_end], new[b:b_end]):
            pieces.append(Piece(kind, "".join(words)))
    return tuple(pieces)


def _change(gone: list[str], came: list[str]) -> Iterator[tuple[Kind, list[str]]]:
    if gone == came:
        yield "same", came
        return
    if gone:
        yield "gone", gone
    if came:
        yield "new", came


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("\r\n", "\n").strip())
