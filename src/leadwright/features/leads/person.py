"""Whom a row of a file stands for, as a lead has it: folded, and by what keys the lead is found."""

from typing import NamedTuple

from leadwright.features.leads.matching import email_key, fold, phone_key


class Person(NamedTuple):
    """Columns of a lead. The keys are those of `matching`."""

    name: str
    name_folded: str
    email: str | None
    email_key: str | None
    phone: str | None
    phone_key: str | None
    company: str
    company_folded: str
    country: str | None
    source: str

    @property
    def key(self) -> tuple[str, str] | None:
        """By what the lead of this person is found: the address, or else the number."""
        if self.email_key:
            return ("email", self.email_key)
        return ("phone", self.phone_key) if self.phone_key else None


def person(
    name: str | None,
    email: str | None,
    phone: str | None,
    company: str | None,
    country: str | None,
    source: str,
) -> Person:
    """The person of these values."""
    name, company = name or "", company or ""
    return Person(
        name, fold(name), email, email_key(email, name), phone, phone_key(phone), company, fold(company),
        country, source,
    )  # fmt: skip
