"""A person and their firm in one cell: `Ute Klee / Klee Garten GmbH`, `Eder Bau GmbH (Max Eder)`."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from leadwright.features.imports.mapping.profiles import LEGAL, is_full_name

_BETWEEN: Final = re.compile(r"\s*[/|;,()（）\n]\s*|\s+[-–—]\s+")
_BEFORE_FORM: Final = re.compile(r",\s*(?=(?:inc|llc|llp|ltd|gmbh|ag|s\.)\b)", re.IGNORECASE)
_LONGEST: Final = 200


class Both(NamedTuple):
    """Who it is, and whose firm by its legal form."""

    person: str
    firm: str


@lru_cache(maxsize=8_192)
def told_apart(text: str) -> Both | None:
    """The two halves of a cell that names both, else None."""
    if len(text) > _LONGEST or _BETWEEN.search(text) is None:
        return None
    pieces = [one for one in _BETWEEN.split(_BEFORE_FORM.sub(" ", text)) if one]
    firms = [one for one in pieces if LEGAL.search(one)]
    people = [one for one in pieces if is_full_name(one)]
    if len(pieces) != 2 or len(firms) != 1 or len(people) != 1:
        return None
    return Both(people[0], firms[0])
