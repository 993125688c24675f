"""Telephone numbers: one form for each, and whether it is likely to be one person's."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType
from rapidfuzz.distance import OSA

from leadwright.domain.numbering import numbered
from leadwright.features.identity.places import country_code

_DIGITS = re.compile(r"\d+")
_SWITCHBOARD = re.compile(r"[-/. ]0$|00$")
_EXTENSION = re.compile(
    r"(?:x|ext\.?|extension|durchwahl|dw|poste|int\.?)\s*\d+\s*$", re.IGNORECASE
)
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.PAGER}
_SHARED = {
    PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.UAN, PhoneNumberType.VOICEMAIL,
}  # fmt: skip


class Line(StrEnum):
    """What a number rings: one pocket, a desk or a home, a whole house, or nobody can say."""

    MOBILE = "mobile"
    FIXED = "fixed"
    SHARED = "shared"
    UNKNOWN = "unknown"


class Phone(NamedTuple):
    """`digits` with the country's code where it is known; `tail` is the national part's end."""

    digits: str
    tail: str
    is_international: bool
    line: Line
    extension: str = ""


@lru_cache(maxsize=65536)
def read_phone(text: str, country: str) -> Phone | None:
    """The number behind a spelling; None where hardly any digits stand."""
    if told := numbered(text):
        return _phone(text, f"{told.country_code}{told.national}", told.national, told.kind)
    digits = "".join(_DIGITS.findall(text))
    if len(digits) < 6 or not digits.strip("0"):
        return None
    has_extension = bool(_EXTENSION.search(text))
    number = _parsed(text, digits, country_code(country))
    if number is None:
        bare = "".join(_DIGITS.findall(_EXTENSION.sub("", text))).lstrip("0")
        line = Line.SHARED if _SWITCHBOARD.search(text.strip()) else Line.UNKNOWN
        return Phone(bare, bare[-9:], is_international=False, line=line) if bare else None
    national = phonenumbers.national_significant_number(number)
    extension = (number.extension or "") if has_extension else ""
    whole, kind = f"{number.country_code}{national}", phonenumbers.number_type(number)
    return _phone(text, whole, national, kind, extension)


def _phone(text: str, whole: str, national: str, kind: int, extension: str = "") -> Phone:
    line = _line(kind)
    if line is not Line.MOBILE and (extension or _SWITCHBOARD.search(text.strip())):
        line = Line.SHARED
    return Phone(whole, national[-9:], is_international=True, line=line, extension=extension)


def _parsed(text: str, digits: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    # Brazil takes the figures behind 00 for a carrier's: a whole number behind it is one from abroad.
    abroad = ((f"+{digits[2:]}", None),) if text.startswith("00") else ()
    for attempt, where in (*abroad, (text, region), (f"+{digits}", None)):
        if where is None and attempt[:1] != "+" and not attempt.startswith("00"):
            continue
        spelled = f"+{attempt[2:]}" if where is None and attempt.startswith("00") else attempt
        try:
            number = phonenumbers.parse(spelled, where)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number) and (
            attempt is text or (len(digits) > 9 and phonenumbers.is_valid_number(number))
        ):
            return number
    return None


def _line(kind: int) -> Line:
    if kind in _MOBILE:
        return Line.MOBILE
    if kind in _SHARED:
        return Line.SHARED
    return Line.FIXED if kind == PhoneNumberType.FIXED_LINE else Line.UNKNOWN


def is_same_number(one: Phone, other: Phone) -> bool:
    """Whether two spellings ring the same line; extensions are looked at by the caller."""
    if one.is_international and other.is_international:
        return one.digits == other.digits
    return len(one.tail) >= 7 and one.tail == other.tail


def is_slip(one: Phone, other: Phone) -> bool:
    """One figure wrong, missing or two changed about."""
    if min(len(one.digits), len(other.digits)) < 9:
        return False
    if one.is_international != other.is_international:
        return OSA.distance(one.tail, other.tail, score_cutoff=1) <= 1
    return OSA.distance(one.digits, other.digits, score_cutoff=1) <= 1


def is_same_house(one: Phone, other: Phone) -> bool:
    """Two extensions of one switchboard: the same number up to the last figures."""
    if Line.MOBILE in (one.line, other.line) or min(len(one.digits), len(other.digits)) < 8:
        return False
    shorter = min(len(one.digits), len(other.digits))
    return one.digits[: shorter - 3] == other.digits[: shorter - 3]
