"""Words of an action with what is known of the lead put in: once, since what a lead wrote is data."""

import re
from collections.abc import Mapping

FOR_MEMBERS = (
    "name",
    "company",
    "email",
    "phone",
    "score",
    "grade",
    "status",
    "owner",
    "event",
    "link",
)
FOR_LEADS = ("name", "company")
"""A lead is told nothing that only we know."""
_SLOT = re.compile(r"\{([a-z_]{1,30})\}")
_LONGEST = 200
# A name that is an address or a sentence would make our mail carry somebody's advertisement.
_NAME = re.compile(r"[^\W\d_][^\W\d_'’ .\-]*(?:[ '’.\-]+[^\W\d_]+){0,4}\.?")
_LONGEST_NAME = 60


def fill(words: str, values: Mapping[str, str]) -> str:
    """Each slot replaced by its value, on one line. A value that looks like a slot stays as it is."""
    return _SLOT.sub(lambda slot: _one_line(values.get(slot[1], "")), words)


def unknown_slots(words: str, allowed: tuple[str, ...]) -> list[str]:
    """The slots that nothing fills."""
    return [slot for slot in dict.fromkeys(_SLOT.findall(words)) if slot not in allowed]


def greeting_name(name: str) -> str:
    """The name as we may write it to the lead itself; `there` for what is no name."""
    plain = _one_line(name)
    is_name = len(plain) <= _LONGEST_NAME and _NAME.fullmatch(plain) and "www." not in plain.lower()
    return plain if is_name else "there"


def firm_name(name: str) -> str:
    """The company as we may write it to the lead; `your company` for what could be an address."""
    plain = _one_line(name)
    doubtful = len(plain) > _LONGEST_NAME or re.search(r"://|www\.|@|\.\w", plain)
    return plain if plain and not doubtful else "your company"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST]
