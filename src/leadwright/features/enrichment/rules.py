"""What a name, an address and a phone number already say, without asking anybody."""

from collections.abc import Iterator
from datetime import datetime

import phonenumbers
from cleanco import basename
from nameparser import HumanName
from phonenumbers import NumberParseException, PhoneNumberFormat

from leadwright.domain.lead import Fact, LeadSnapshot
from leadwright.features.enrichment import addresses

_Found = tuple[str, str | None, str, str, float]


def look_at(lead: LeadSnapshot, at: datetime) -> tuple[Fact, ...]:
    """All facts at hand about a lead. Pure: the same lead gives the same facts."""
    return tuple(
        Fact(
            key=key,
            value=value,
            source=source,
            method=method,
            confidence=confidence,
            observed_at=at,
        )
        for key, value, source, method, confidence in _find(lead)
        if value
    )


def _find(lead: LeadSnapshot) -> Iterator[_Found]:
    form = lead.form
    home = None
    if form.email:
        yield from _of_email(form.email)
        home = addresses.country(form.email.rpartition("@")[2])
    if form.name:
        yield from _of_name(form.name)
    if form.phone:
        yield from _of_phone(form.phone, home)
    if form.company:
        yield ("company", form.company, "form", "given", 0.95)
        yield ("company_short", basename(form.company), "form", "rule", 0.8)


def _of_email(email: str) -> Iterator[_Found]:
    domain = email.rpartition("@")[2]
    kind = addresses.kind(email)
    yield ("email_kind", kind, "email", "list", 0.95)
    if kind in {"company", "role"}:
        yield ("company_domain", addresses.registered_domain(domain), "email", "rule", 0.9)
    yield ("country", addresses.country(domain), "email", "rule", 0.6)


def _of_name(name: str) -> Iterator[_Found]:
    parsed = HumanName(name[:120])
    yield ("first_name", parsed.first or None, "form", "rule", 0.85)
    yield ("last_name", parsed.last or None, "form", "rule", 0.85)
    yield ("honorific", parsed.title or None, "form", "rule", 0.8)


def _of_phone(phone: str, home: str | None) -> Iterator[_Found]:
    """E.164 if the number says its country, or the address does."""
    try:
        number = phonenumbers.parse(phone, home)
    except NumberParseException:
        return
    if not phonenumbers.is_possible_number(number):
        return
    valid = phonenumbers.is_valid_number(number)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    yield ("phone", e164, "phone", "rule", 0.95 if valid else 0.6)
    if valid:
        yield ("country", phonenumbers.region_code_for_number(number), "phone", "rule", 0.85)
