"""Countries by any of their names, as ISO codes."""

from functools import lru_cache

from babel import Locale

from leadwright.features.identity.words import plain

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "ja")
_OWN = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB",
    "northern ireland": "GB", "gb": "GB", "usa": "US", "us": "US", "u s a": "US",
    "united states of america": "US", "america": "US", "holland": "NL", "the netherlands": "NL",
    "czech republic": "CZ", "brasil": "BR", "korea": "KR", "south korea": "KR", "uae": "AE",
    "russia": "RU", "russian federation": "RU", "suomi": "FI", "norge": "NO", "hellas": "GR",
    "magyarorszag": "HU", "turkey": "TR", "turkiye": "TR", "viet nam": "VN", "taiwan": "TW",
    "osterreich": "AT", "oesterreich": "AT", "rossiya": "RU", "ellada": "GR", "nippon": "JP",
}  # fmt: skip


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(plain(name), code)
                names.setdefault(code.lower(), code)
    return names | _OWN


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The ISO 3166 code, or None where the country is not known."""
    return _names().get(plain(text)) if text.strip() else None
