"""Text as people type it into sheets: invisible characters, broken letters, words for “nothing”."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from leadwright.features.imports.reading.sheet import Cell, Fault

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_MOJIBAKE: Final = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf\u0152-\u017e\u0192\u2013-\u203a\u20ac\u2122]"
    "|[\u00e2-\u00ef][\u0080-\u00bf\u0152-\u017e\u0192\u2013-\u203a\u20ac\u2122]{2}"
)
_NOTHING: Final = frozenset(
    """- -- --- — – _ . .. ... / \\ ? ?? ??? * n/a n.a. n.a na #n/a n/v n.v. none null nil nan \\n
    yok ingen saknas není nincs 无 沒有 没有 없음 нет
    undefined (blank) blank (leer) leer (none) (empty) empty unknown unbekannt inconnu desconocido
    sconosciuto desconhecido onbekend nieznany nieznane keine kein keiner keine-angabe k.a. k.a
    k/a nb n.b. n/b nvt n.v.t. tbd tba tbc tbs x xx xxx xxxx - - s/o s.o. 不明 なし 無し 未定
    未入力 該当なし brak nd n.d. n/d s/d""".split()
)
_NOTHING_PHRASES: Final = frozenset(
    {
        "not available", "not applicable", "not provided", "not specified", "not given", "no data",
        "keine angabe", "keine angaben", "nicht bekannt", "nicht angegeben", "no answer", "no email",
        "no e-mail", "no mail", "keine e-mail", "keine mail", "sin correo", "sin datos", "no phone",
        "no company", "no name", "non disponible", "non renseigné", "pas de mail", "no disponible",
        "non disponibile", "nessuno", "nessuna", "ninguno", "ninguna", "aucun", "aucune", "nenhum",
        "geen", "brak danych", "nie podano", "to be confirmed", "to follow", "will follow", "folgt",
        "wird nachgereicht", "ask again", "see card", "see business card", "siehe visitenkarte",
    }
)  # fmt: skip
_LINKED: Final = re.compile(r"(?<=\S)\s*\(https?://\S+\)$")
_MARKER: Final = re.compile(r"'(?![TSN] )[^\W_a-z]")  # not that of 't Hart
_SAYS: Final = re.compile(r"[^\W_]")


def is_nothing(text: str) -> bool:
    """Whether the text is a word for “there is nothing here”."""
    if len(text) > 40:
        return _SAYS.search(text) is None
    small = text.strip().casefold()
    return small in _NOTHING or small in _NOTHING_PHRASES or _SAYS.search(small) is None


def shown(value: Cell) -> str:  # noqa: PLR0911 -- one a kind
    """A cell as the text a person would see."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Fault):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _float(value: float) -> str:
    text = repr(value)
    return f"{value:.10f}".rstrip("0").rstrip(".") if "e" in text and abs(value) < 1e15 else text


@lru_cache(maxsize=8_192)
def tidy(text: str) -> str:
    """One line, composed letters, nothing invisible, no doubled spaces; `MÃ¼ller` is Müller again."""
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else " ".join(text.split())
    return " ".join(tidy_lines(text).split())


@lru_cache(maxsize=8_192)
def said(text: str) -> str:
    """The tidy text, or nothing where it only says that there is nothing."""
    made = tidy(text)
    return "" if is_nothing(made) else made


def without_marks(text: str) -> str:
    """Without what a program put there: Excel's `'` before a text, Notion's address behind a page's name."""
    if _LINKED.search(text):
        text = _LINKED.sub("", text)
    return text[1:] if _MARKER.match(text) else text


def tidy_lines(text: str) -> str:
    """The same with its lines kept."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _MOJIBAKE.search(text):
        text = _repaired(text)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line).strip()


def _repaired(text: str) -> str:
    """UTF-8 that somebody read as Windows-1252, letter by letter."""
    return _MOJIBAKE.sub(lambda found: _letter(found.group()), text)


def _letter(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def folded(text: str) -> str:
    """Small letters without accents, for comparing."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold()).replace("ł", "l").replace("ø", "o")
    return "".join(char for char in text if not unicodedata.combining(char))
