"""Several people in one row, under numbered headers (`Contact 2 e-mail`): a row for each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from leadwright.features.imports.cleaning.text import is_nothing, shown, tidy
from leadwright.features.imports.mapping.headers import Meaning, meaning_of, plain
from leadwright.features.imports.mapping.profiles import is_full_name, is_person_word
from leadwright.features.imports.reading.sheet import Cell, Sheet
from leadwright.features.imports.tables.header_rows import Heading, Row

_NUMBERED: Final = re.compile(r"(?<![\d])([1-9])(?!\d)")
_FURTHER: Final = re.compile(r"(?i)(?:\+ ?1|plus[ -]one|companion)(?:'s)?\b[\s:.-]*(?=\S)")
_ORDINALS: Final = {
    "primary": 1, "main": 1, "1st": 1, "2nd": 2, "second": 2, "secondary": 2, "3rd": 3, "third": 3,
    "erster": 1, "zweiter": 2, "dritter": 3,
}  # fmt: skip
_WHOLE: Final = frozenset({"full_name", "last_first", "name", "contact"})
_CALLED: Final = frozenset(
    {"first_name", "last_name", "full_name", "last_first", "name", "contact"}
)
_ADDRESS: Final = re.compile(r"\S@\S+\.\w{2,}")
_LOOKED_AT: Final = 200

Person = Mapping[int, int]
"""A further person's columns -> those of the first that say the same."""


def apart(sheet: Sheet, heading: Heading) -> tuple[Sheet, Person] | None:
    """The sheet with each further person of a row in a row below it; None where rows hold one each.

    And the columns that are empty now, with those of the first person that say the same.
    """
    people = _further(heading.texts)
    body = sheet.rows[heading.body_from :]
    people = [one for one in people if _are_people(body, heading.texts, one)]
    if not people:
        return None
    taken = {column for one in people for column in one}
    rows = sheet.rows[: heading.body_from]
    for number, cells in body:
        rows += [(number, row) for row in _each(cells, people, taken)]
    return replace(sheet, rows=rows), {at: first for one in people for at, first in one.items()}


def _further(texts: Mapping[int, str]) -> list[Person]:
    """The columns of the second person and those behind; each has a name and an address of its own."""
    groups: dict[int, dict[str, int]] = {}
    for column, text in texts.items():
        number, words = _numbered(text)
        group = groups.setdefault(number, {})
        group.setdefault(words, column)
        if (word := meaning_of(words)) and word.name in _WHOLE | {"email"}:
            group.setdefault("name" if word.name in _WHOLE else "e-mail", column)
    plainly = groups.get(0, {}) | groups.get(1, {})
    found: list[Person] = []
    for number in sorted(set(groups) - {0, 1}):
        person = {at: plainly[words] for words, at in groups[number].items() if words in plainly}
        if len(set(person.values())) < len(person):
            continue
        said = {meaning.name for at in person if (meaning := _meaning(texts[at]))}
        if "email" in said and said & _CALLED:
            found.append(person)
    return found


def _meaning(text: str) -> Meaning | None:
    return meaning_of(_numbered(text)[1])


def _numbered(text: str) -> tuple[int, str]:
    """Whose it is, 0 where nothing says so, and the words without that."""
    words = plain(text)
    if _FURTHER.match(text.strip()):
        return 2, plain(_FURTHER.sub("", text.strip()))
    told = _NUMBERED.findall(words)
    if len(told) == 1:
        return int(told[0]), " ".join(_NUMBERED.sub(" ", words).split())
    tokens = words.split()
    number = _ORDINALS.get(tokens[0], 0) if len(tokens) > 1 else 0
    return number, " ".join(tokens[1:]) if number else words


def _are_people(body: Sequence[Row], texts: Mapping[int, str], person: Person) -> bool:
    """Whether the addresses there are others' than the first ones', with people's names beside them."""
    address, name = _columns(texts, person)
    told = named = 0
    for _, cells in body[:_LOOKED_AT]:
        theirs = _text(cells, address)
        if not _ADDRESS.search(theirs) or theirs == _text(cells, person[address]):
            continue
        told += 1
        called = _text(cells, name)
        fits = is_full_name(called) or is_person_word(called)
        named += fits and called != _text(cells, person[name])
    return told > 0 and named * 2 > told


def _columns(texts: Mapping[int, str], person: Person) -> tuple[int, int]:
    said = {at: meaning.name for at in person if (meaning := _meaning(texts[at]))}
    address = next(at for at, name in said.items() if name == "email")
    return address, next(at for at, name in said.items() if name in _CALLED)


def _text(cells: Sequence[Cell], at: int) -> str:
    text = tidy(shown(cells[at])) if at < len(cells) else ""
    return "" if is_nothing(text) else text


def _each(cells: list[Cell], people: Sequence[Person], taken: set[int]) -> list[list[Cell]]:
    """A row for everybody in it: what is said once counts for all."""
    here = [one for one in people if any(_text(cells, at) for at in one)]
    if not here:
        return [cells]
    alone = [None if at in taken else cell for at, cell in enumerate(cells)]
    own = {at for one in people for at in one.values()}
    made = [alone] if any(_text(alone, at) for at in own) else []
    for one in here:
        row = [None if at in own else cell for at, cell in enumerate(alone)]
        row += [None] * (1 + max(one.values()) - len(row))
        for theirs, first in one.items():
            row[first] = cells[theirs] if theirs < len(cells) else None
        made.append(row)
    return made
