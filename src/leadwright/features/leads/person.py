"""The person in a row of a file, as columns of a lead: folded, with the lookup keys."""

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
        """The lookup key of this person's lead: the address, else the number."""
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
    """Build the person from these values."""
    name, company = name or "", company or ""
    return Person(
        name, fold(name), email, email_key(email, name), phone, phone_key(phone), company, fold(company),
        country, source,
    )  # fmt: skip
