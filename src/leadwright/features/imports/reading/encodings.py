"""Which letters the bytes of a text file stand for: marks first, then UTF-8, then the likeliest."""

import codecs
import re
from collections.abc import Sequence
from typing import Final

from leadwright.features.imports.reading.sheet import FileRefused

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EAST: Final = ("cp932", "euc_jp", "gb18030", "euc_kr", "big5")
_WEST: Final = ("cp1252", "cp1250", "cp1251", "mac_roman", "cp850", "iso8859_2", "cp1253", "cp1254",
         "koi8_u", "cp866", "cp1255", "cp1256", "cp1257")  # fmt: skip
_EVERYDAY: Final = frozenset(
    "äöüßÄÖÜÆéèêëàâçñÑáíóúÁÉÍÓÚãõâîïôûùìòœæøåØÅÇÊÂÀÈËÎÏÔÙÛŒÃÕÌÒ¿¡"
    "āēģīķļņūĀĒĢĪĶĻŅŪėįųĖĮŲąćęłńóśźżĄĆĘŁŃÓŚŹŻčřšžěůťďňýČŘŠŽőűĂăÎîȘșȚțğışİĞŞ€–—‘’“”„…°·"
)
_ALPHABETS: Final = tuple(
    frozenset(letters)
    for letters in (
        "äöüß", "àâçéèêëîïôùûüœæ", "áéíóúüñ", "àèéìíòóùú", "áàâãçéêíóôõú", "éëèïóöü",
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "åäöé", "æøåé",
        "çğıiöşü", "ăâîșțşţ", "čćđšž", "ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž",
    )
)  # fmt: skip
"""The accented letters of one language each: right letters are those of one language, seldom of three."""
_SAMPLE: Final = 40_000
STRANGE: Final = "\ufdd0"
"""Stands before a letter that is not written as the rest of the file: no text has this code of its own."""
_PASTED: Final = 3
"""Lines in another code than the rest from which on they are surely a list pasted in, no damage."""
_BROKEN_BYTE: Final = re.compile(r"[\udc80-\udcff]")
_BROKEN: Final = re.compile(r"[\udc80-\udcff]+")
_LETTER: Final = re.compile(r"[^\x00-\x7f\udc80-\udcff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")
_HALF_KANA: Final = re.compile(r"[\uff61-\uff9f]")
_SIGN_IN_WORD: Final = re.compile(
    r"(?<=[A-Za-z])[^\w\s!-/:-@\[-`{-~‘’“”–—]|[^\w\s!-/:-@\[-`{-~‘’“”„–—¿¡€](?=[A-Za-z])"
)
_FREQUENT: Final = frozenset("оаеинтсрвлікαοιετσνηυρκςάέήίόύώ")
_FREQUENT_THERE: Final = frozenset("יוהלארשמתנבםכןדاليمنروتبسدعهحةكأىف")
_FINAL_INSIDE: Final = re.compile(r"[םןץףךةى][\u05d0-\u05ea\u0621-\u06ff]")
_TWO_SCRIPTS: Final = re.compile(r"[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]")
_ODD_CASE: Final = re.compile(r"[a-z][À-ÞĄĆĘŁŃŚŹŻŠŽ](?![A-Z])|[a-z][²³¹ªº]")


def decoded(data: bytes) -> str:
    """The text of a file, without its mark. Text in no alphabet we know raises FileRefused.

    `STRANGE` stands before letters that may be others, because they are not written as all the rest.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            if name == "utf-8-sig":
                return _in_utf8(data.removeprefix(mark)).lstrip("\ufeff")
            return data.decode(name, "replace").lstrip("\ufeff")
    if (wide := _wide(data)) is not None:
        return wide
    if re.search(rb"\x1b\$[@B]", data):
        return data.decode("iso2022_jp", "replace")
    if (whole := _whole(data)) is not None:
        return whole
    return _legacy(data) if _is_legacy(data) else _mixed(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is zero."""
    head = data[:4_000]
    if len(head) < 4 or head.count(0) < len(head) * 0.3:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) > max(even, odd) * 0.1:
        return None
    return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")


def _in_utf8(data: bytes) -> str:
    whole = _whole(data)
    return _mixed(data) if whole is None else whole


def _is_legacy(data: bytes) -> bool:
    """Whether it is written as before UTF-8, and not in UTF-8 with something else pasted in.

    By chance hardly a line is UTF-8, and hardly a letter.
    """
    beyond = [line for line in data.splitlines() if not line.isascii()]
    valid = sum(map(_is_utf8, beyond))
    return valid * 3 <= len(beyond) and not _is_mostly_utf8(_sample(beyond))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _whole(data: bytes) -> str | None:
    """The text of a file that ends in the middle of a letter, without that; None for another fault."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data[: error.start].decode("utf-8") if error.start >= len(data) - 3 else None


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "surrogateescape")
    return len(_LETTER.findall(text)) >= len(_BROKEN_BYTE.findall(text))


def _mixed(data: bytes) -> str:
    """UTF-8, with lines or single letters of something else in it."""
    lines = data.splitlines(keepends=True)
    broken = [line for line in lines if not _is_utf8(line)]
    other = _likeliest(_sample([_broken_alone(line) for line in broken]))
    is_rare = len(broken) < _PASTED
    return "".join(
        line.decode("utf-8") if _is_utf8(line) else _pasted(line, other, is_rare=is_rare)
        for line in lines
    )


def _broken_alone(line: bytes) -> bytes:
    if not _is_mostly_utf8(line):
        return line
    text = line.decode("utf-8", "surrogateescape")
    return _LETTER.sub("", text).encode("utf-8", "surrogateescape")


def _pasted(line: bytes, other: str, *, is_rare: bool) -> str:
    """A line that is not all UTF-8. One of many like it is surely read; one or two may be damaged."""
    if not _is_mostly_utf8(line):
        text = line.decode(other, "replace")
        return _LETTER.sub(lambda one: STRANGE + one[0], text, count=1) if is_rare else text
    single = other if other in _WEST else _WEST[0]

    def read(broken: re.Match[str]) -> str:
        return STRANGE + broken[0].encode("utf-8", "surrogateescape").decode(single, "replace")

    return _BROKEN.sub(read, line.decode("utf-8", "surrogateescape"))


def _sample(lines: Sequence[bytes]) -> bytes:
    sample = b"\n".join(lines[:400])
    if len(sample) > _SAMPLE:  # between lines, never inside a letter
        sample = sample[:_SAMPLE].rpartition(b"\n")[0] or sample[:_SAMPLE]
    return sample


def _legacy(data: bytes) -> str:
    name = _likeliest(_sample([line for line in data.split(b"\n") if not line.isascii()]))
    text = data.decode(name, "replace")
    if text.count("\ufffd") > max(3, len(text) // 50):
        raise FileRefused(
            "encoding",
            "The letters of this file are written in a way we do not recognise. In Excel choose Save"
            " as, “CSV UTF-8”, and drop that file here.",
        )
    return text


def _likeliest(sample: bytes) -> str:
    scored = [(_east_score(sample, name), name) for name in _EAST]
    scored += [(_west_score(sample.decode(name, "replace")), name) for name in _WEST]
    return max(scored, key=lambda one: one[0])[1]


def _east_score(sample: bytes, name: str) -> float:
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return -1e9
    foreign = sum(not char.isascii() for char in text) or 1
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    if name in {"cp932", "euc_jp"}:
        half = len(_HALF_KANA.findall(text))
        good = 1.6 * kana + han - 1.5 * half if kana or han > 3 else -foreign
    elif name == "euc_kr":
        good = 1.3 * len(_HANGUL.findall(text)) - 1.5 * han
    else:
        good = 0.6 * han - kana if han > 3 else -foreign
    return good / foreign * _runs(text)


def _runs(text: str) -> float:
    """East Asian letters come in runs; one between Latin letters is a misread accent."""
    lonely = len(re.findall(r"[A-Za-z][\u3000-\u9fff\uac00-\ud7af\uff61-\uff9f][A-Za-z]", text))
    return 0.1 if lonely > 1 else 1.0


def _west_score(text: str) -> float:
    foreign = [char for char in text if not char.isascii()]
    if not foreign:
        return 0.0
    good: float = sum(char in _EVERYDAY for char in foreign)
    script = sum("\u0370" <= char <= "\u06ff" for char in foreign)
    if script > 0.8 * len(foreign) and script > 3:
        good = script * max(_lower_share(text), _semitic_share(text))
    bad = 2 * len(_SIGN_IN_WORD.findall(text)) + len(_ODD_CASE.findall(text))
    bad += 2 * len(_TWO_SCRIPTS.findall(text))  # no word is half Latin, half Cyrillic
    bad += 5 * sum("\x7f" <= char <= "\x9f" or char == "\ufffd" for char in foreign)
    return (good - bad) / len(foreign) - 0.3 * _of_no_language(foreign)


def _of_no_language(foreign: list[str]) -> float:
    """Which share of the accented letters the best fitting language lacks: Jiří, not Jiøí."""
    letters = [char for char in "".join(foreign).lower() if "\xc0" <= char < "\u0370"]
    most = max(sum(char in alphabet for char in letters) for alphabet in _ALPHABETS)
    return 1 - most / len(letters) if letters else 0.0


def _lower_share(text: str) -> float:
    """Small letters, at most a capital first, most of them frequent: what a wrong code page breaks."""
    words = re.findall(r"[\u0370-\u04ff]{2,}", text)
    if not words:
        return 0.0
    whole: float = sum(word[1:].islower() or word.isupper() for word in words) / len(words)
    letters = "".join(words).lower()
    frequent = sum(char in _FREQUENT for char in letters) / len(letters)
    return 0.64 * whole + 0.3 * min(1.0, frequent / 0.7)


def _semitic_share(text: str) -> float:
    """Words of Hebrew or Arabic letters in which final letters stand at the end only."""
    words = re.findall(r"[\u0590-\u06ff]{2,}", text)
    script = "".join(words)
    if not words or min(script) < "\u05d0" or (min(script) < "\u0600" <= max(script)):
        return 0.0  # points without letters, or two scripts
    whole = sum(_FINAL_INSIDE.search(word) is None for word in words)
    frequent = sum(char in _FREQUENT_THERE for char in script) / len(script)
    return 0.97 * whole / len(words) * min(1.0, frequent / 0.65)
