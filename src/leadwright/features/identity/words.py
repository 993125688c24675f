"""Letters of all scripts folded into plain ones, and what a word roughly sounds like."""

import re
import unicodedata
from functools import lru_cache
from importlib import resources

from anyascii import anyascii

_OWN_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHINESE_SIGNS = re.compile(r"[\u3400-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]{2,4}")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_JOINED = re.compile(r"['’`´ʼ.]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Ü is written ue or u, ø oe or o, å aa or a: all fall on the bare vowel, on both sides.
_VOWEL_PAIRS = re.compile(r"(?<=[aou])e|(?<=a)a")
_SOUNDS = (
    (re.compile(r"tsch|tch|tsh|tz|cz|zh|ch|kh|gh|ck|[cqgx]"), "k"),
    (re.compile(r"sch|sh|sz|ss|ts|z"), "s"),
    (re.compile(r"ph|v|w"), "f"),
    (re.compile(r"th|dt|d"), "t"),
    (re.compile(r"b"), "p"),
    (re.compile(r"h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_VOWELS = re.compile(r"[aeiouyj]+")


def data_lines(name: str) -> list[str]:
    """A packaged table's lines without its remarks."""
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in data_lines("readings.txt"))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Lower-case letters a-z and digits in words, whatever script it was written in."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        if _OWN_SIGNS.search(text):
            text = _read_signs(text)
        text = (
            _HUMP.sub(" ", anyascii(text).replace("oy", "ou")) if _is_far(text) else anyascii(text)
        )
    text = _JOINED.sub("", text.casefold())
    return " ".join(_NOT_PLAIN.sub(" ", text).split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`plain`, and Müller, Mueller and Muller made one."""
    return folded(plain(text))


def folded(word: str) -> str:
    """`fold` of what is plain already."""
    return _VOWEL_PAIRS.sub("", word)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Consonants in rough classes, for words spelled by ear; a leading vowel counts as `a`."""
    head = "a" if word[:1] in "aeiouyj" and word else ""
    for pattern, code in _SOUNDS:
        word = pattern.sub(code, word)
    return head + _VOWELS.sub("", word)


def _is_far(text: str) -> bool:
    """Whether letters of another script than Latin stand in it."""
    return any(ord(sign) > 0x36F for sign in text)


def _read_signs(text: str) -> str:
    """Names in signs, read as they usually are; the rest is left to the letters' own values."""
    readings = _readings()
    found: list[str] = []
    for part in text.split():
        if _HANGUL.fullmatch(part) and part[0] in readings:
            found.append(f"{readings[part[0]]} {part[1:]}" if len(part) > 2 else part)
        else:
            found.append(_longest_first(part, readings))
    return " ".join(found)


def has_chinese_signs(text: str) -> bool:
    """Whether any of it is written in signs that tell a meaning, not a sound."""
    return not text.isascii() and bool(_CHINESE_SIGNS.search(text))


def is_unread(given: str, surname: str) -> bool:
    """A Japanese surname before signs that are read this way in one family and that way in the next."""
    readings = _readings()
    return surname in readings and given not in readings and has_chinese_signs(given)


def _longest_first(part: str, readings: dict[str, str]) -> str:
    words: list[str] = []
    while part:
        for size in range(min(4, len(part)), 0, -1):
            if part[:size] in readings and not (size == 1 and len(part) > 1):
                words.append(readings[part[:size]])
                part = part[size:]
                break
        else:
            words.append(part)
            break
    return " ".join(words)
