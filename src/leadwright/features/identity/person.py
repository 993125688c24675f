"""A record as the comparison sees it: every field read once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Person:
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
    text = {field: _clean(record.get(field)) for field in FIELDS}
    mailbox = read_mailbox(text["email"])
    name = read_name(text["first_name"], text["last_name"])
    is_name_read = False
    if not name.is_known and mailbox is not None:
        name, is_name_read = _name_in(mailbox)
    return Person(
        id=known_as,
        name=name,
        mailbox=mailbox,
        phone=read_phone(text["phone"], text["country"]),
        firm=read_firm(_told(text["company"])),
        title=fold(_told(text["job_title"])),
        city=fold(_told(text["city"])),
        country=country_code(text["country"]) or plain(text["country"]),
        street=fold(_told(text["street"])),
        postcode=plain(text["postcode"]).replace(" ", ""),
        born="".join(filter(str.isdecimal, text["born"])),
        is_name_read=is_name_read,
    )


def _clean(value: str | None) -> str:
    if not value:
        return ""
    plainly = value if value.isprintable() else _CONTROLS.sub(" ", value)
    return plainly[:_LONGEST].strip()


def _told(text: str) -> str:
    return "" if says_nothing(text) else text


def _name_in(mailbox: Mailbox) -> tuple[Name, bool]:
    """`anna.becker@` names somebody; one word alone might be anything."""
    words = mailbox.words
    if mailbox.is_role or len(words) != 2 or min(map(len, words)) < 2:
        return Name(), False
    return Name((words[0],), (words[1],), joined_surname=words[1]), True
