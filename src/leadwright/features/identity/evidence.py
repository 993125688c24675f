"""What the comparison of one field found: a level, what it weighs, and the words for a person.

Weights are bits, log2 of (how often the level is seen between two records of one person / between
records of two), in the manner of Fellegi and Sunter (JASA 64, 1969), rounded and set on the sets of
`evals/dedupe`. A level that says something against one person weighs less than nothing.
"""

from typing import NamedTuple

# (bits, words) by field and level.
LEVELS: dict[str, dict[str, tuple[float, str]]] = {
    "given": {
        "same": (7.0, "Same first name"),
        "spelt": (5.5, "First name spelled by ear"),
        "form": (5.5, "Short form of the same first name"),
        "kin": (3.5, "Two forms of one first name"),
        "part": (5.0, "One of the first names agrees"),
        "initial": (2.5, "The initial fits the first name"),
        "slip": (4.5, "First name with a slip of the pen"),
        "middle": (2.0, "Same first name, another middle name"),
        "near": (-3.5, "Two first names that look alike"),
        "different": (-8.0, "Another first name"),
    },
    "surname": {
        "same": (10.5, "Same surname"),
        "common": (7.0, "Same surname, a common one"),
        "spelt": (7.0, "Surname spelled by ear"),
        "ending": (8.0, "Surname with the other ending"),
        "part": (6.5, "One half of a double surname"),
        "slip": (6.5, "Surname with a slip of the pen"),
        "initial": (2.5, "The initial fits the surname"),
        "near": (-3.0, "Two surnames that look alike"),
        "different": (-6.0, "Another surname"),
    },
    "order": {"swapped": (-1.0, "First name and surname changed about")},
    "mark": {
        "different": (-10.0, "Junior and senior"),
        "one": (-3.0, "Only one says junior or senior"),
    },
    "email": {
        "same": (16.0, "Same e-mail address"),
        "role": (2.0, "Same address of a desk, which several people may read"),
        "crowd": (1.0, "Same mailbox, which several people are known to use"),
        "slip": (9.0, "E-mail address with a slip"),
        "moved": (4.0, "Same name in front of the @, another host"),
        "own": (9.0, "Same unusual word in front of the @, another host"),
        "spells": (1.0, "Both addresses spell the same name"),
        "colleague": (-4.0, "Two addresses of one firm"),
        "different": (-1.0, "Another e-mail address"),
    },
    "phone": {
        "mobile": (14.0, "Same mobile number"),
        "same": (10.0, "Same telephone number"),
        "shared": (2.0, "Same number, which several people share"),
        "house": (1.5, "Two lines of one house"),
        "slip": (5.0, "Telephone number with a slip"),
        "different": (-1.0, "Another telephone number"),
    },
    "company": {
        "same": (6.0, "Same company"),
        "short": (4.0, "Company in a short form"),
        "close": (4.5, "Company with a slip of the pen"),
        "home": (5.0, "The address belongs to the company"),
        "domain": (5.0, "Addresses of the same firm"),
        "group": (2.0, "Companies of one name, each with a domain of its own"),
        "different": (-1.5, "Another company"),
    },
    "title": {"same": (2.0, "Same job title"), "different": (-0.3, "Another job title")},
    "city": {
        "same": (3.0, "Same town"),
        "close": (2.5, "Town with a slip of the pen"),
        "different": (-1.0, "Another town"),
    },
    "country": {"same": (0.5, "Same country"), "different": (-2.0, "Another country")},
    "street": {
        "same": (8.0, "Same street"),
        "close": (6.0, "Street much alike"),
        "different": (-2.0, "Another street"),
    },
    "postcode": {
        "same": (5.0, "Same postcode"),
        "close": (2.0, "Postcode with a slip"),
        "different": (-1.5, "Another postcode"),
    },
    "born": {
        "same": (13.0, "Same date of birth"),
        "close": (7.0, "Date of birth with a slip"),
        "different": (-6.0, "Another date of birth"),
    },
}


class Finding(NamedTuple):
    """One field's level between two records; `bits` is its weight."""

    field: str
    level: str
    bits: float

    @property
    def words(self) -> str:
        """For the person who decides."""
        return LEVELS[self.field][self.level][1]


_KNOWN = {
    (field, level): Finding(field, level, bits)
    for field, levels in LEVELS.items()
    for level, (bits, _) in levels.items()
}


def finding(field: str, level: str) -> Finding:
    """The finding of that level; each exists once."""
    return _KNOWN[field, level]
