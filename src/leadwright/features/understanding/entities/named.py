"""Names that a workspace has listed, found however they are written."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

# HubSpot and TX300 fall into pieces too: "Hub Spot", "TX-300".
_CHUNK: Final = re.compile(r"[A-Z][a-z\u00df-\u00ff]+|[^\W\d_]+?(?=[A-Z][a-z])|[^\W\d_]+|\d+")
_BETWEEN: Final = r"[\s\-‐‑–_./·・]{0,2}"
# Endings that nine languages put on a foreign name: Planner's, Planners, Plannera, Plannerem.
_ENDING: Final = r"(?:['’]?s|es|en|n|ów|owi|om|ach|ami|em|a|u|y|ie|i|ę)?"
# Kana may touch a Latin name, letters may not.
_EDGE: Final = r"A-Za-z0-9\u00c0-\u024f"
_KATAKANA: Final = re.compile(r"[ァ-ヺー・]{3,}")
_SHORTEST_SOUND: Final = 3

# Only consonants are compared, so that it does not matter which vowels katakana puts between them.
_ROWS: Final = {
    "k": "カキクケコヵヶ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "t": "タチツテト",
    "d": "ダヂヅデド", "n": "ナニヌネノン", "h": "ハヒヘホ", "f": "フ", "b": "バビブベボヴ",
    "p": "パピプペポ", "m": "マミムメモ", "r": "ラリルレロ", "w": "ワヲ", "y": "ヤユヨ",
}  # fmt: skip
_KANA: Final = {kana: sound for sound, row in _ROWS.items() for kana in row}
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"), (r"gh(?=t)", ""), (r"th", "s"), (r"sh", "s"), (r"t?ch", "t"), (r"ck|q", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"), (r"c", "k"), (r"g(?=[eiy])|j", "z"), (r"v", "b"), (r"l", "r"),
        (r"r(?=[^aeiouy]|$)", ""), (r"m(?=[^aeiouymbp]|$)", "m"), (r"wr", "r"), (r"w(?=[^aeiou]|$)", ""),
        (r"h(?=[^aeiouy]|$)", ""), (r"y(?=[^aeiou]|$)", ""), (r"[^a-z]|[aeiou]", ""),
    )
)  # fmt: skip


def find_listed(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that the text mentions, in their listed spelling, in the list's order."""
    if not names:
        return ()
    plain = unicodedata.normalize("NFKC", text)
    heard = {_heard(word) for word in _KATAKANA.findall(plain)}
    return tuple(name for name in names if _is_there(name, plain, heard))


def _is_there(name: str, plain: str, heard: set[str]) -> bool:
    pattern = _pattern(name)
    if pattern is not None and pattern.search(plain):
        return True
    sound = _sound(name)
    return len(sound) >= _SHORTEST_SOUND and sound in heard


@lru_cache(maxsize=2_048)
def _pattern(name: str) -> re.Pattern[str] | None:
    """The name with or without its spaces and hyphens, in any case, perhaps inflected."""
    chunks = _CHUNK.findall(unicodedata.normalize("NFKC", name))
    if not chunks:
        return None
    ending = _ENDING if chunks[-1].isalpha() and len("".join(chunks)) > 3 else ""
    joined = _BETWEEN.join(re.escape(chunk) for chunk in chunks)
    # a name of three letters or fewer is too often a word, so its case counts
    flags = re.IGNORECASE if len("".join(chunks)) > 3 else re.NOFLAG
    return re.compile(rf"(?<![{_EDGE}]){joined}{ending}(?![{_EDGE}])", flags)


@lru_cache(maxsize=2_048)
def _sound(name: str) -> str:
    """The consonants of a Latin name as Japanese ears have them."""
    word = re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", name).lower())
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return _squeezed(word)


def _heard(katakana: str) -> str:
    return _squeezed("".join(_KANA.get(kana, "") for kana in katakana))


def _squeezed(sounds: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sounds)
