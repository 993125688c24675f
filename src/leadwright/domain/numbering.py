"""Telephone numbers in E.164 by the plan of their country: whose they are, of which kind, and grouped.

phonenumbers reads any text, which takes it a tenth of a millisecond. A number whose digits stand in
order already asks its tables here, at a twentieth of that; any other is left to it.
"""

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType
from phonenumbers.phonemetadata import PhoneNumberDesc

_DIALLED: Final = re.compile(r"[^\d+]")
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_KINDS: Final = (
    ("premium_rate", PhoneNumberType.PREMIUM_RATE),
    ("toll_free", PhoneNumberType.TOLL_FREE),
    ("shared_cost", PhoneNumberType.SHARED_COST),
    ("voip", PhoneNumberType.VOIP),
    ("personal_number", PhoneNumberType.PERSONAL_NUMBER),
    ("pager", PhoneNumberType.PAGER),
    ("uan", PhoneNumberType.UAN),
    ("voicemail", PhoneNumberType.VOICEMAIL),
)
"""In the order in which phonenumbers asks; fixed lines and mobiles come after them."""


class Numbered(NamedTuple):
    """A number in use as far as is known: its country's code, what follows, whose and of which kind."""

    country_code: int
    national: str
    region: str
    kind: int


def numbered(text: str) -> Numbered | None:
    """What phonenumbers says of a valid number; None where it has to be asked."""
    if _E164.fullmatch(text) is None:
        return None
    if not (code := country_code(text[1:4])):
        return None
    national = text[1 + len(code) :]
    plan = _plan_of(code, national)
    kind = None if plan is None else plan.kind(national)
    return (
        None if plan is None or kind is None else Numbered(int(code), national, plan.region, kind)
    )


def region_of(text: str) -> str | None:
    """Whose a valid number is; None where phonenumbers has to be asked. The quicker part of `numbered`."""
    if _E164.fullmatch(text) is None or not (code := country_code(text[1:4])):
        return None
    national = text[1 + len(code) :]
    plan = _plan_of(code, national)
    return None if plan is None or not plan.holds(national) else plan.region


def is_no_length(text: str) -> bool:
    """Whether no number of its country has that many digits: phonenumbers calls it impossible."""
    if _E164.fullmatch(text) is None or not (code := country_code(text[1:4])):
        return False
    national = text[1 + len(code) :]
    country = _country(int(code))
    return (
        country is not None
        and _is_whole(country, national)
        and len(national) not in country.possible
    )


@lru_cache(1_000)
def country_code(digits: str) -> str:
    """The country's code that a number's first three digits begin with; empty where there is none."""
    codes = (digits[:size] for size in (1, 2, 3))
    return next((one for one in codes if int(one) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE), "")


@lru_cache(4096)
def grouped(text: str | None) -> str:
    """A number in E.164 as it is read out: +49 30 123456. What is none stays as it was typed."""
    if not text or _E164.fullmatch(text) is None:
        return text or ""
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:  # no country has that code
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def dialled(text: str) -> str:
    """What a telephone is told to dial (RFC 3966): digits, and the plus where it was written."""
    return _DIALLED.sub("", text)


class _Test:
    """Lengths and digits of the numbers of one kind."""

    __slots__ = ("_lengths", "pattern")

    def __init__(self, described: PhoneNumberDesc | None) -> None:
        pattern = described.national_number_pattern if described else None
        self._lengths = frozenset(described.possible_length if described else ())
        self.pattern = re.compile(pattern) if pattern else None

    def holds(self, national: str) -> bool:
        if self.pattern is None or (self._lengths and len(national) not in self._lengths):
            return False
        return self.pattern.fullmatch(national) is not None


class _Plan:
    """The numbers of one region."""

    __slots__ = ("_all", "_fixed", "_kinds", "_leading", "_mobile", "_one_pattern", "region")

    def __init__(self, region: str) -> None:
        plan = PhoneMetadata.metadata_for_region(region)
        if plan is None:
            raise LookupError(f"phonenumbers lists {region} and has no plan of it")
        self.region = region
        self._leading = re.compile(plan.leading_digits) if plan.leading_digits else None
        self._all = _Test(plan.general_desc)
        kinds = [(_Test(getattr(plan, name)), kind) for name, kind in _KINDS]
        self._kinds = [(test, kind) for test, kind in kinds if test.pattern is not None]
        self._fixed, self._mobile = _Test(plan.fixed_line), _Test(plan.mobile)
        self._one_pattern = bool(plan.same_mobile_and_fixed_line_pattern)

    def claims(self, national: str) -> bool:
        """Whether a number is this region's, where several share a code."""
        if self._leading is not None:
            return self._leading.match(national) is not None
        return self.holds(national)

    def holds(self, national: str) -> bool:
        """Whether it is a number of any kind of this region: most are fixed lines or mobiles."""
        if not self._all.holds(national):
            return False
        if self._fixed.holds(national) or (not self._one_pattern and self._mobile.holds(national)):
            return True
        return any(test.holds(national) for test, _ in self._kinds)

    def kind(self, national: str) -> int | None:
        """The kind of a number; None for none of this region."""
        if not self._all.holds(national):
            return None
        for test, kind in self._kinds:
            if test.holds(national):
                return kind
        if self._fixed.holds(national):
            both = self._one_pattern or self._mobile.holds(national)
            return PhoneNumberType.FIXED_LINE_OR_MOBILE if both else PhoneNumberType.FIXED_LINE
        is_mobile = not self._one_pattern and self._mobile.holds(national)
        return PhoneNumberType.MOBILE if is_mobile else None


class _Country(NamedTuple):
    """What goes for all regions of a code: lengths, and what would be taken off in front.

    `possible`: lengths of numbers that are dialled without their area, too.
    """

    lengths: frozenset[int]
    possible: frozenset[int]
    prefix: re.Pattern[str] | None
    plans: tuple[_Plan, ...]


@cache
def _country(code: int) -> _Country | None:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]
    main = PhoneMetadata.metadata_for_region(regions[0])
    if main is None or main.general_desc is None:  # of no country
        return None
    before = main.national_prefix_for_parsing
    lengths = frozenset(main.general_desc.possible_length)
    return _Country(
        lengths,
        lengths.union(main.general_desc.possible_length_local_only),
        re.compile(before) if before else None,
        tuple(_Plan(region) for region in regions),
    )


def _plan_of(code: str, national: str) -> _Plan | None:
    """The plan that a number without oddities would stand in."""
    country = _country(int(code))
    if country is None or len(national) not in country.lengths or not _is_whole(country, national):
        return None
    if len(country.plans) == 1:
        return country.plans[0]
    return next((one for one in country.plans if one.claims(national)), None)


def _is_whole(country: _Country, national: str) -> bool:
    """Whether nothing of it would be taken off in front."""
    if not national or national[0] == "0":
        return False
    return country.prefix is None or country.prefix.match(national) is None
