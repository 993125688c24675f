"""The country a cell names, as a two-letter code: codes, English names, then nine languages'."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

import phonenumbers
from babel import Locale

from leadwright.features.imports.cleaning.text import folded, is_nothing, shown
from leadwright.features.imports.reading.sheet import Cell

_LANGUAGES: Final = "en de fr es it pt nl pl ja".split()
_FURTHER: Final = "sv da nb fi cs sk hu ro tr el ru bg zh zh_Hant ko".split()
_USUAL: Final = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "us of a": "US",
    "united states of america": "US", "america": "US", "uk": "GB", "u.k.": "GB",
    "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "britain": "GB", "grossbritannien": "GB",
    "großbritannien": "GB", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ",
    "tschechien": "CZ", "korea": "KR", "south korea": "KR", "russia": "RU", "uae": "AE",
    "u.a.e.": "AE", "ksa": "SA", "prc": "CN", "brd": "DE", "ger": "DE", "deu": "DE",
    "d": "DE", "a": "AT", "ch": "CH", "f": "FR", "i": "IT", "e": "ES", "fra": "FR",
    "ita": "IT", "esp": "ES", "gbr": "GB", "aut": "AT", "che": "CH", "nld": "NL", "bel": "BE",
    "pol": "PL", "prt": "PT", "jpn": "JP", "swe": "SE", "dnk": "DK", "nor": "NO", "fin": "FI",
    "irl": "IE", "can": "CA", "aus": "AU", "chn": "CN", "ind": "IN", "bra": "BR", "mex": "MX",
    "cze": "CZ", "hun": "HU", "rou": "RO", "tur": "TR", "vietnam": "VN", "macedonia": "MK",
    "burma": "MM", "swaziland": "SZ", "turkey": "TR", "日本国": "JP", "schweiz": "CH",
    "suisse": "CH", "republic of ireland": "IE", "eire": "IE", "rsa": "ZA", "espana": "ES",
    "hong kong": "HK",
}  # fmt: skip
_NO_COUNTRY_ENDINGS: Final = frozenset(
    "io co ai me tv cc eu ly fm gg app dev sh to".split()
)  # sold to everybody


@lru_cache(maxsize=8_192)
def code_of(text: str) -> str | None:
    """`Deutschland`, `DE`, `Germany (DE)` -> DE; None where it names no country."""
    small = " ".join(text.casefold().split()).strip(" .,;")
    if len(small) == 2 and small.upper() in phonenumbers.SUPPORTED_REGIONS:
        return small.upper()
    found = (
        _USUAL.get(small)
        or _USUAL.get(small.replace(".", ""))
        or _english().get(folded(small))
        or _all_names().get(folded(small))
    )
    if found is None and ("(" in small or "/" in small or "-" in small):
        first = small.replace("(", "/").replace(" - ", "/").partition("/")[0].strip()
        return code_of(first) if first and first != small else None
    return found


@lru_cache(maxsize=8_192)
def stated(text: str) -> str | None:
    """The same for a cell that surely names a country: further languages are asked too (`Česko`)."""
    found = code_of(text)
    if found is None and len(text) > 2 and not is_nothing(text):
        return _further_names().get(folded(text.strip(" .,;")))
    return found


def na_is_namibia(columns: Mapping[int, Sequence[Cell]], at: int) -> bool:
    """Whether `NA` in a column of two-letter codes is one of them, and no program's word for nothing."""
    said = {shown(cell).strip() for cell in columns.get(at, ())}
    codes = {text for text in said if text.isupper() and len(text) == 2} - {"NA"}
    names = {text for text in said - codes - {"NA"} if not is_nothing(text)}
    elsewhere = any(cell == "NA" for n, cells in columns.items() if n != at for cell in cells)
    return "NA" in said and len(codes) > len(names) and not elsewhere


@cache
def _english() -> dict[str, str]:
    return _names("en")


@cache
def _all_names() -> dict[str, str]:
    return _names_in(_LANGUAGES)


@cache
def _further_names() -> dict[str, str]:
    return _names_in(_FURTHER)


def _names_in(languages: Sequence[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for language in languages:
        for name, code in _names(language).items():
            made.setdefault(name, code)
    return made


def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    return {
        folded(name): code
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha()
    }


def of_address(email: str | None) -> str | None:
    """The country of an address's ending, where it says one."""
    ending = (email or "").rpartition(".")[2].upper()
    if ending == "UK":
        return "GB"
    if len(ending) != 2 or ending.lower() in _NO_COUNTRY_ENDINGS:
        return None
    return ending if ending in phonenumbers.SUPPORTED_REGIONS else None
