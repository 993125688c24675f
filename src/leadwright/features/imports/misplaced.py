"""What stands in another cell than its own: a number where addresses go, an address among the numbers.

Asked only of rows that lack it, so that nearly all rows never come here.
"""

import re
from collections.abc import Sequence
from typing import Final

from leadwright.features.imports.cleaning.emails import read_email, shown_name
from leadwright.features.imports.cleaning.text import folded, shown, tidy
from leadwright.features.imports.mapping.by_address import SPELT
from leadwright.features.imports.mapping.plan import Plan
from leadwright.features.imports.mapping.profiles import LEGAL, looks_like_phone
from leadwright.features.imports.reading.sheet import Cell

_BESIDE: Final = ("phone", "company", "full_name", "last_name", "first_name", "job_title")
_BRACKETS: Final = re.compile(r"[(（\[]([^)）\]@]{2,})[)）\]]")
_LONGEST: Final = 400


def address(cells: Sequence[Cell], plan: Plan) -> str | None:
    """An address in a cell that is meant for something else about the same person."""
    for text in _texts(cells, plan, _BESIDE):
        if "@" in text and (value := read_email(text).value):
            return value
    return None


def number(cells: Sequence[Cell], plan: Plan) -> str | None:
    """A telephone number where an address should be."""
    for index in plan.indices("email"):
        text = shown(cells[index])[:_LONGEST] if index < len(cells) else ""
        if text and "@" not in text and looks_like_phone(text := tidy(text)):
            return text
    return None


def company(cells: Sequence[Cell], plan: Plan) -> str | None:
    """A firm where an address should be: its legal form tells."""
    for text in _texts(cells, plan, ("email",)):
        if "@" not in text and LEGAL.search(text):
            return text[:200]
    return None


def bracketed_company(text: str, address: str | None) -> str | None:
    """`Koch, Jan (Koch Bau)`: a firm by its legal form, or called like the address's host."""
    found = _BRACKETS.search(text)
    if found is None:
        return None
    told, host = found[1].strip(), (address or "").rpartition("@")[2].replace("-", "")
    words = re.findall(r"[a-z]{4,}", folded(told.lower().translate(SPELT)))
    return told[:200] if LEGAL.search(told) or any(word in host for word in words) else None


def name(cells: Sequence[Cell], plan: Plan) -> str:
    """Whose address it is, where it stands beside it: `Jan Koch <jan@koch.example>`."""
    for text in _texts(cells, plan, ("email",)):
        told = shown_name(text)
        if told and not LEGAL.search(told) and re.search(r"[^\W\d_]{2}", told):
            return told
    return ""


def called_nothing(cells: Sequence[Cell], plan: Plan, field: str, address: str) -> str | None:
    """`Null`, `Na`: words for nothing, and people's names where their address says them too."""
    said_there = re.split(r"[^a-z]+", address.partition("@")[0])
    texts = _texts(cells, plan, (field,))
    return next((text for text in texts if text.istitle() and folded(text) in said_there), None)


def _texts(cells: Sequence[Cell], plan: Plan, fields: Sequence[str]) -> list[str]:
    indices = dict.fromkeys(index for field in fields for index in plan.indices(field))
    return [text for n in indices if n < len(cells) and (text := tidy(shown(cells[n])[:_LONGEST]))]
