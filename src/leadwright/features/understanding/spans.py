"""A message cut into the pieces that rules look at: clean text, sentences, a span's surroundings."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

READ_AT_MOST: Final = 6_000
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])(?<!\d\.)\s+(?=\S)|(?<=[。？！])|\n+")
_ABBREVIATION: Final = re.compile(
    r"\b(?:bzw|ca|z\.\s?b|u\.\s?a|inkl|exkl|max|min|approx|e\.g|i\.e|mr|mrs|ms|dr|st|nr|no|n|art|tsd|tys"
    r"|mio|mln"
    r"|fr|sr|sra|ing|p\.\s?ej|vs|etc|incl|excl|tel)\.$",
    re.IGNORECASE,
)


def clean(text: str | None) -> str:
    """The text as a person sees it: NFC, no control or invisible characters, bounded length."""
    if not text:
        return ""
    seen = _INVISIBLE.sub("", _CONTROL.sub(" ", text[: READ_AT_MOST * 2]))
    seen = unicodedata.normalize("NFC", seen.replace("\r\n", "\n").replace("\r", "\n"))
    return seen[:READ_AT_MOST].strip()


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it starts in the message."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text; an abbreviation or an ordinal's dot does not end one."""
    found: list[Sentence] = []
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        piece = text[start : gap.start()]
        if (
            gap.group().strip(" \t") == ""
            and "\n" not in gap.group()
            and _ABBREVIATION.search(piece)
        ):
            continue
        if piece.strip():
            found.append(Sentence(piece, start))
        start = gap.end()
    if text[start:].strip():
        found.append(Sentence(text[start:], start))
    return found


def around(text: str, start: int, end: int, reach: int) -> tuple[str, str]:
    """Lower-cased text before and after a span, `reach` characters each."""
    return text[max(0, start - reach) : start].lower(), text[end : end + reach].lower()
