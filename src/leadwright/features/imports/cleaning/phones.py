"""Telephone numbers to E.164; a national one needs a country, which the row or the file must give."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final, NamedTuple

import phonenumbers

from leadwright.domain.numbering import country_code
from leadwright.features.imports.cleaning.text import is_nothing

_SCIENTIFIC: Final = re.compile(r"([+-]?)(\d)(?:[.,](\d+))?\s*[eE]\s*\+?(\d{1,2})")
_EXTENSION: Final = re.compile(
    r"(?i)\s*(?:\b(?:ext|extension|durchwahl|dw|poste|int|wew|内線)\b\.?|(?<=\d)\s*x|#|"
    r";ext=)\s*:?\s*\d{1,6}\s*$"
)
_LABEL: Final = re.compile(
    r"(?i)^\s*(?:tel|telefon|telephone|phone|ph|mob|mobile|mobil|cell|handy|office|work|"
    r"direct|home|fon|t|m|o|p|w)\b"
    r"\s*[.:]*\s*|\s*\((?:mobile?|cell|work|office|home|direct|privat|mobil)\)\s*$"
)
_SEVERAL: Final = re.compile(
    r"\s*(?::::|[;|\n]|,(?=\s+[+(\d]|[+(0])|\s/\s|\s+(?:or|oder|ou|o|of|lub|und|and)\s+)\s*"
)
_AMONG_WORDS: Final = re.compile(r"\d[^\d]*[^\W\d_]{2,}[^\d]*\d")
_RUN: Final = re.compile(r"\+?\(?\d[\d\s()./–-]{4,}\d")
_AMERICAN: Final = re.compile(r"(?:1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}\b")
_FRACTION: Final = re.compile(r"(?<=\d{7})\.0$")  # a number that a program took for an amount
_LONGEST: Final = 300
_SHORTEST: Final = 5
_LINE: Final = (6, 8)  # digits of a line, with neither its zero nor its area
_DIALLED_WITHOUT_AREA: Final = frozenset({"DE", "AT"})
_FAST: Final = re.compile(r"\+(?!0)\d{9,14}")
_QUICK: Final = re.compile(r"\+[1-9][\d .()/-]{8,22}")
_SAME: Final = re.compile(r"(?:\+?\d{0,3})(\d)\1{5,}")
_FILLER: Final = frozenset(
    "123456 1234567 12345678 123456789 1234567890 12345 0123456 987654321".split()
)
_SEPARATORS: Final = str.maketrans("", "", " -.()/\u00a0\u2013\u2010\u2011\u2012'’·")
_TWO_ITALIES: Final = ("39", "378")


class Number(NamedTuple):
    """A cell's number: E.164, or digits where no country is known, and what is wrong with it."""

    value: str | None
    reason: str | None = None
    region: str | None = None


def read_phone(text: str, region: str | None) -> Number:
    """The first usable number in a cell."""
    return quick(text) or odd_phone(text, region)


def quick(text: str) -> Number | None:
    """One number with its country code, by its digits alone: nearly all cells, seldom twice the same."""
    if _QUICK.fullmatch(text) is None or " /" in text or "(0" in text:
        return None
    bare = text.translate(_SEPARATORS)
    return _international(bare) if 10 <= len(bare) <= 15 else None


def without_label(text: str) -> str:
    """`Tel.: 0221 99` without the first word."""
    return _LABEL.sub("", text)


def odd_phone(text: str, region: str | None) -> Number:
    """The same the long way round, for any text."""
    if len(text) > _LONGEST:
        return Number(None, "too_long")
    text = _FRACTION.sub("", text.lstrip("'’` "))  # an apostrophe keeps a number as text
    first: Number | None = None
    for piece in _pieces(text):
        if not piece.strip():
            continue
        number = _one(piece.strip(), region)
        if number.value and number.reason is None:
            return number
        first = first if first and (first.value or not number.value) else number
    return first or Number(None, "missing")


def _pieces(text: str) -> list[str]:
    """Several numbers in a cell; `030 / 9018-20` is one."""
    if len(text) < 13 or _SCIENTIFIC.fullmatch(text.strip()):
        return [text]
    pieces = _SEVERAL.split(text)
    short = any(0 < sum(char.isdecimal() for char in piece) < 6 for piece in pieces)
    return [text] if short and sum(char.isdecimal() for char in text) <= 15 else pieces


@lru_cache(maxsize=20_000)
def _one(text: str, region: str | None) -> Number:
    bare = text.translate(_SEPARATORS)
    if _FAST.fullmatch(bare) and "(0)" not in text:
        known = _international(bare)
        if known is not None:
            return known
    text = unicodedata.normalize("NFKC", text)
    exact = _unscientific(text)
    if exact is None:
        return Number(None, "lossy_scientific")
    text = _LABEL.sub("", _EXTENSION.sub("", exact))
    if is_nothing(text):
        return Number(None, "placeholder")
    if _AMONG_WORDS.search(text) and (run := _RUN.search(text)):  # `ab 14 Uhr: 0711 ...`
        text = run.group()
    digits = "".join(char for char in text if char.isdecimal())
    if problem := _unusable(text, digits):
        return Number(None, problem)
    return _parsed(_with_plus(text, region), digits, region)


def _unscientific(text: str) -> str | None:
    """`4.91512E+12` lost its last digits; where all of them are there it is only written oddly."""
    found = _SCIENTIFIC.fullmatch(text.strip())
    if found is None:
        return text
    _, lead, rest, power = found.groups()
    rest = (rest or "").rstrip("0") if len(rest or "") > int(power) else rest or ""
    if len(rest) < int(power) or int(power) > 14:
        return None
    return lead + rest


def _unusable(text: str, digits: str) -> str | None:
    letters = sum(char.isalpha() for char in text)
    if not digits or letters > 7 or (letters > 3 and len(digits) < 4):
        return "not_a_phone"
    if len(digits) < 6:
        return "placeholder" if len(set(digits)) == 1 else "too_short"
    if digits in _FILLER or _is_same(digits):
        return "placeholder"
    if len(digits) > 17:
        return "too_long"
    return None


def _with_plus(text: str, region: str | None) -> str:
    """`00` and America's `011` in front of a country code; Turin's and Sapporo's own 011 stays."""
    text = re.sub(r"^\s*\(?\s*\+\s*", "+", text)
    if text.startswith("00"):
        text = "+" + text[2:]
    at_home = region is not None and phonenumbers.country_code_for_region(region) != 1
    if text.startswith("011") and not at_home and sum(map(str.isdecimal, text)) > 11:
        text = "+" + text[3:]
    return re.sub(r"^(\+\d{1,3})\s*\(0\)", r"\1 ", text)


def line_alone(text: str, region: str | None) -> Number | None:
    """`66969077` in Germany: a line without its area, for which the first digits must not be taken."""
    digits = text.replace(" ", "")
    alone = digits.isdecimal() and _LINE[0] <= len(digits) <= _LINE[1] and digits[0] != "0"
    return Number(digits, "unclear") if alone and region in _DIALLED_WITHOUT_AREA else None


def _international(bare: str) -> Number | None:
    """Digits with a country code that exists, by the first digits alone."""
    code = country_code(bare[1:4])
    if not code:
        return None
    if code == "1":
        return _american(bare)
    rest, region = bare[1 + len(code) :], _first_region(code)
    if region == "001" or (rest[0] == "0" and code not in _TWO_ITALIES):
        return None
    if _is_same(rest) or rest in _FILLER:
        return Number(None, "placeholder")
    return Number(bare, None, region) if 7 <= len(rest) <= 11 else None


@cache
def _first_region(code: str) -> str:
    region: str = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[int(code)][0]
    return region


def _is_same(digits: str) -> bool:
    """One digit over and over; the last six tell of nearly all numbers that they are not."""
    return digits[-6:] == digits[-1:] * 6 and _SAME.fullmatch(digits) is not None


def _american(bare: str) -> Number | None:
    """Ten digits in a plan of the United States, or too many; other islands of +1 go the long way."""
    if _is_same(bare[1:]) or bare[2] in "01":
        return None
    if len(bare) > 12:
        return Number(None, "too_long")
    return Number(bare, None, "US") if _american_plan().fullmatch(bare, 2) else None


def is_written_out(text: str) -> bool:
    """Something that may be a number with all its digits: no address, no 4.91512E+12."""
    return not (is_nothing(text) or "@" in text or _SCIENTIFIC.fullmatch(text))


def written_american(text: str) -> bool:
    """`(312) 555-0100`, `312.555.0100`: three, three and four digits, as from the United States to Canada."""
    return _AMERICAN.match(text) is not None


@cache
def _american_plan() -> re.Pattern[str]:
    found = phonenumbers.PhoneMetadata.metadata_for_region("US")
    line = found.fixed_line if found else None
    return re.compile(line.national_number_pattern or "(?!)" if line else "(?!)")


def _parsed(text: str, digits: str, region: str | None) -> Number:
    if region and (known := _national(digits, text, region)):
        return Number(known, None, region)
    if region and _has_own_code(text, digits, region):
        text = "+" + digits
    number = _try(text, None if text.startswith("+") else region)
    if number is None and not text.startswith("+"):
        return _without_country(digits)
    if number is None:
        return Number(None, "malformed" if len(digits) >= 7 else "too_short")
    if phonenumbers.is_valid_number(number):
        return _good(number)
    judged = _judged(number)
    guest = _guests(text, digits, judged.reason) if judged.reason else None
    return _good(guest) if guest and phonenumbers.is_valid_number(guest) else judged


def _guests(text: str, digits: str, reason: str) -> phonenumbers.PhoneNumber | None:
    """Among numbers of another country: an American's by its form, one whose plus a workbook has eaten."""
    if written_american(text):
        return _try(text, "US")
    eaten = reason == "too_long" and not text.startswith(("+", "0"))
    return _try("+" + digits, None) if eaten else None


def _national(digits: str, text: str, region: str) -> str | None:
    """A number with its trunk zero that fits its country's plan, without the long way round."""
    plan = _plan(region)
    if plan is None or not digits.startswith("0") or digits.startswith("00") or text[0] not in "0(":
        return None
    code, pattern = plan
    return f"+{code}{digits[1:]}" if pattern.fullmatch(digits, 1) else None


@cache
def _plan(region: str) -> tuple[int, re.Pattern[str]] | None:
    """Code and pattern of a country where a zero is dialled before the number and nothing else."""
    found = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if found is None or found.national_prefix != "0" or found.national_prefix_for_parsing != "0":
        return None
    pattern = found.general_desc.national_number_pattern if found.general_desc else None
    return (found.country_code, re.compile(pattern)) if found.country_code and pattern else None


def _has_own_code(text: str, digits: str, region: str) -> bool:
    """Whether the country code is there and only its plus was lost."""
    code = str(phonenumbers.country_code_for_region(region))
    if text.startswith(("+", "0")) or not digits.startswith(code) or len(digits) < 10:
        return False
    number = _try("+" + digits, None)
    return number is not None and phonenumbers.is_valid_number(number)


def _judged(number: phonenumbers.PhoneNumber) -> Number:
    """Not in use as far as is known, yet possible numbers are believed: plans change."""
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible in (
        phonenumbers.ValidationResult.IS_POSSIBLE,
        phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
    ):
        return _good(number)
    if possible == phonenumbers.ValidationResult.TOO_SHORT:
        return Number(None, "too_short")
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        return Number(None, "too_long")
    return Number(None, "not_a_phone")


def _without_country(digits: str) -> Number:
    if len(digits) >= 11 and not digits.startswith("0"):
        number = _try("+" + digits, None)
        if number is not None and phonenumbers.is_valid_number(number):
            return _good(number)
    if len(digits) > 15:
        return Number(None, "too_long")
    return Number(digits, "unclear")


def _try(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    if region is None and not text.startswith("+"):
        return None
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _good(number: phonenumbers.PhoneNumber) -> Number:
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    if number.country_code == 1:
        region = phonenumbers.region_code_for_number(number) or "US"
    if len(phonenumbers.national_significant_number(number)) < _SHORTEST:
        return Number(None, "too_short")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Number(written, None, None if region in {"ZZ", "001"} else region)
