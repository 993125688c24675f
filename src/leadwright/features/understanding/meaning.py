"""Where a message lies in the space of meanings: as a whole, and how it begins and ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadwright.features.understanding.spans import sentences
from leadwright.ports.embedder import Embedder

_SENTENCES_AT_MOST: Final = 12
_WORDS_OF_A_GREETING: Final = 5
_ENDS: Final = frozenset(".?!。？！")
_JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# Courtesies that stand as whole sentences at either end of nearly every Japanese letter.
_COURTESY: Final = re.compile(
    r"(?:いつも|平素より?|大変|誠に|突然の|初めて)?.{0,6}(?:お世話になって(?:おり)?ます|お世話になります"
    r"|はじめまして|初めまして|こんにちは|失礼(?:いた)?します)"
    r"|(?:どうぞ|何卒|以上|では|ご?(?:確認|検討|回答|返信|返答|対応|連絡|教示)の?ほど)?、?(?:どうぞ|何卒)?"
    r"(?:よろしく|宜しく)(?:お願い)?(?:(?:いた|致)?し|申し上げ)ます"
)
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Views:
    """Unit vectors, one row a text.

    `whole`: the text and its sentences, half and half. The encoder blurs long texts; the mean of the
    sentences keeps what each of them asks for. `first` and `last`: the sentence at either end, where
    most people say what they want.
    """

    whole: Floats
    first: Floats
    last: Floats


def views_of(texts: Sequence[str], embedder: Embedder) -> Views:
    """The three views of each text."""
    pieces = [_pieces(text) for text in texts]
    rows = embedder.embed([piece for each in pieces for piece in each])
    ends = np.cumsum([len(each) for each in pieces])
    parts = [rows[end - len(each) : end] for each, end in zip(pieces, ends, strict=True)]
    said = [_said(each) for each in pieces]
    if not parts:
        none = np.empty((0, embedder.dimension), dtype=np.float32)
        return Views(none, none, none)
    return Views(
        np.stack([_mixed(part) for part in parts]),
        np.stack([part[places[0]] for places, part in zip(said, parts, strict=True)]),
        np.stack([part[places[-1]] for places, part in zip(said, parts, strict=True)]),
    )


def _said(pieces: list[str]) -> list[int]:
    """The places of the sentences that say something: no greeting, no name, no closing formula."""
    places = range(min(1, len(pieces) - 1), len(pieces))
    told = [place for place in places if _says_something(pieces[place])]
    return told or list(places)


def _says_something(sentence: str) -> bool:
    told = sentence.strip()
    if _COURTESY.fullmatch(told.rstrip("。！!.")):
        return False
    return told[-1:] in _ENDS or _words(told) > _WORDS_OF_A_GREETING


def _words(sentence: str) -> float:
    """Words; of Japanese, which writes no spaces, two characters count as one."""
    characters = len(_JAPANESE.findall(sentence))
    return characters / 2 + len(_JAPANESE.sub(" ", sentence).split())


def _pieces(text: str) -> list[str]:
    parts = [sentence.text for sentence in sentences(text)][:_SENTENCES_AT_MOST]
    return [text, *parts] if len(parts) > 1 else [text]


def _mixed(rows: Floats) -> Floats:
    whole: Floats = rows[0]
    return whole if len(rows) == 1 else _unit(whole + _unit(rows[1:].sum(axis=0)))


def _unit(row: Floats) -> Floats:
    unit: Floats = (row / max(float(np.linalg.norm(row)), 1e-9)).astype(np.float32)
    return unit
