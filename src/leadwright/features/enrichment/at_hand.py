"""What a name, an address and a phone number already say, without asking anybody."""

from functools import lru_cache

import phonenumbers
from nameparser import HumanName
from nameparser.config import CONSTANTS
from phonenumbers import NumberParseException, PhoneNumberFormat

from leadwright.domain.mailbox import is_role
from leadwright.domain.numbering import is_no_length, region_of
from leadwright.features.enrichment import addresses
from leadwright.features.enrichment.firm_names import short_name

Finding = tuple[str, str, str, str, float]
"""What was found: key, value, source, method and confidence of a fact."""
_WORDS = frozenset(
    word.lower()
    for group in (
        CONSTANTS.titles,
        CONSTANTS.prefixes,
        CONSTANTS.suffix_acronyms,
        CONSTANTS.suffix_not_acronyms,
        CONSTANTS.conjunctions,
        CONSTANTS.first_name_titles,
        CONSTANTS.bound_first_names,
        CONSTANTS.non_first_name_prefixes,
    )
    for word in group
)


def find(
    name: str | None, email: str | None, phone: str | None, company: str | None
) -> list[Finding]:
    """The same as plain values, for many leads at once; a fact told later may be another's better."""
    found: list[Finding] = []
    local, _, domain = (email or "").rpartition("@")
    if email:
        found += _of_email(domain, is_role=is_role(local))
    if name:
        found += _of_name(name)
    if phone:
        found += _of_phone(phone, domain)
    if company:
        found += _of_company(company)
    return found


@lru_cache(10_000)
def _of_email(domain: str, *, is_role: bool) -> tuple[Finding, ...]:
    kind = addresses.kind(domain, is_role=is_role)
    found: list[Finding] = [("email_kind", kind, "email", "list", 0.95)]
    if kind in {"company", "role"}:
        registered = addresses.registered_domain(domain)
        found.append(("company_domain", registered, "email", "rule", 0.9))
    if country := addresses.country(domain):
        found.append(("country", country, "email", "rule", 0.6))
    return tuple(found)


def _of_name(name: str) -> list[Finding]:
    first, last, title = _parted(name)
    found: list[Finding] = []
    if first:
        found.append(("first_name", first, "form", "rule", 0.85))
    if last:
        found.append(("last_name", last, "form", "rule", 0.85))
    if title:
        found.append(("honorific", title, "form", "rule", 0.8))
    return found


@lru_cache(10_000)
def _of_company(company: str) -> tuple[Finding, ...]:
    given: Finding = ("company", company, "form", "given", 0.95)
    short = short_name(company)
    return (given, ("company_short", short, "form", "rule", 0.8)) if short else (given,)


def _parted(name: str) -> tuple[str, str, str]:
    """First name, last name and title; two plain words, the usual case, need no parsing: Ada Holm-Berg."""
    words = name.split(" ")
    if len(words) == 2 and _is_plain(words[0]) and _is_plain(words[1]):
        return words[0], words[1], ""
    parsed = HumanName(name[:120])
    return parsed.first, parsed.last, parsed.title


@lru_cache(50_000)
def _is_plain(word: str) -> bool:
    """Letters that mean nothing else in a name: no title, no particle, no initial; so both halves."""
    return len(word) < 50 and all(
        len(part) > 1 and part.isalpha() and part.lower() not in _WORDS
        for part in word.split("-", 1)
    )


def _of_phone(phone: str, domain: str) -> tuple[Finding, ...]:
    """E.164 if the number says its country, or the address does."""
    if region := region_of(phone):
        return _valid(phone, region)
    return () if is_no_length(phone) else _of_odd_phone(phone, addresses.country(domain))


def _valid(e164: str, region: str) -> tuple[Finding, ...]:
    return (
        ("phone", e164, "phone", "rule", 0.95),
        ("country", region, "phone", "rule", 0.85),
    )


@lru_cache(10_000)
def _of_odd_phone(phone: str, home: str | None) -> tuple[Finding, ...]:
    try:
        number = phonenumbers.parse(phone, home)
    except NumberParseException:
        return ()
    if not phonenumbers.is_possible_number(number):
        return ()
    region = phonenumbers.region_code_for_number(number)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if region is not None and phonenumbers.is_valid_number_for_region(number, region):
        return _valid(e164, region)
    return (("phone", e164, "phone", "rule", 0.6),)
