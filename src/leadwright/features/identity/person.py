"""A record as the comparison sees it: every field read once."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from leadwright.features.identity.fillers import says_nothing
from leadwright.features.identity.firms import Firm, read_firm
from leadwright.features.identity.mailboxes import Mailbox, read_mailbox
from leadwright.features.identity.names import Name, read_name
from leadwright.features.identity.phones import Phone, read_phone
from leadwright.features.identity.places import country_code
from leadwright.features.identity.words import fold, plain

FIELDS = (
    "first_name", "last_name", "email", "phone", "company", "job_title", "city", "country",
    "street", "postcode", "born",
)  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LONGEST = 200


class Person(NamedTuple):
    """What is known of somebody, folded for comparing; `id` is whatever the caller calls them."""

    id: str
    name: Name
    mailbox: Mailbox | None
    phone: Phone | None
    firm: Firm
    title: str
    city: str
    country: str
    street: str
    postcode: str
    born: str
    is_name_read: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether nothing but a name and a place is known."""
        return not (self.mailbox or self.phone or self.firm.joined or self.street or self.born)

    @property
    def label(self) -> str:
        """The firm's word in the address, if it is a firm's address."""
        box = self.mailbox
        return box.label if box is not None and not box.is_free else ""


def read_person(known_as: str, record: Mapping[str, str | None]) -> Person:
    """Read a record of `FIELDS`; missing ones are simply not known."""
    first, last, email, phone, company, title, city, country, street, postcode, born = (
        _clean(value) if (value := record.get(field)) else "" for field in FIELDS
    )
    mailbox = read_mailbox(email) if email else None
    name = read_name(first, last)
    is_name_read = False
    if not name.is_known and mailbox is not None:
        name, is_name_read = _name_in(mailbox)
    return Person(
        id=known_as,
        name=name,
        mailbox=mailbox,
        phone=read_phone(phone, country) if phone else None,
        firm=_firm(company),
        title=_folded(title) if title else "",
        city=_folded(city) if city else "",
        country=_country(country) if country else "",
        street=_folded(street) if street else "",
        postcode=plain(postcode).replace(" ", "") if postcode else "",
        born="".join(filter(str.isdecimal, born)) if born else "",
        is_name_read=is_name_read,
    )


def read_title(text: str) -> str:
    """A job title as it is compared."""
    return _folded(_clean(text))


def read_company(text: str) -> Firm:
    """A company as it is compared."""
    return _firm(_clean(text))


def _clean(value: str) -> str:
    plainly = value if value.isprintable() else _CONTROLS.sub(" ", value)
    return plainly[:_LONGEST].strip()


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    """A title, a town or a street as it is compared; nothing where the cell is only filled."""
    return "" if says_nothing(text) else fold(text)


@lru_cache(maxsize=65536)
def _firm(text: str) -> Firm:
    return Firm() if says_nothing(text) else read_firm(text)


@lru_cache(maxsize=4096)
def _country(text: str) -> str:
    return country_code(text) or plain(text)


def _name_in(mailbox: Mailbox) -> tuple[Name, bool]:
    """`anna.becker@` names somebody; one word alone might be anything."""
    words = mailbox.words
    if mailbox.is_role or len(words) != 2 or min(map(len, words)) < 2:
        return Name(), False
    return Name((words[0],), (words[1],), joined_surname=words[1]), True
