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
    for size in (1, 2, 3):
        code = int(text[1 : 1 + size])
        if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return _of_country(code, text[1 + size :])
    return None


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
        return self.kind(national) is not None

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
    """What goes for all regions of a code: lengths, and what would be taken off in front."""

    lengths: frozenset[int]
    prefix: re.Pattern[str] | None
    plans: tuple[_Plan, ...]


@cache
def _country(code: int) -> _Country | None:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]
    main = PhoneMetadata.metadata_for_region(regions[0])
    if main is None or main.general_desc is None:  # of no country
        return None
    before = main.national_prefix_for_parsing
    return _Country(
        frozenset(main.general_desc.possible_length),
        re.compile(before) if before else None,
        tuple(_Plan(region) for region in regions),
    )


def _of_country(code: int, national: str) -> Numbered | None:
    country = _country(code)
    if country is None or len(national) not in country.lengths or national[0] == "0":
        return None
    if country.prefix is not None and country.prefix.match(national):
        return None
    only = len(country.plans) == 1
    plan = next((one for one in country.plans if only or one.claims(national)), None)
    kind = None if plan is None else plan.kind(national)
    return None if plan is None or kind is None else Numbered(code, national, plan.region, kind)
