"""The mapping editor: a file's columns in their order, what each becomes, and what was chosen for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadwright.features.imports.actions import SURE
from leadwright.features.imports.mapping.chosen import letters, marks
from leadwright.features.imports.models import Import, ImportRow
from leadwright.features.imports.parsed import FIELDS
from leadwright.features.imports.staging import LEAVE_OUT

FIELD_WORDS: Mapping[str, str] = {
    "first_name": "First name",
    "last_name": "Last name",
    "full_name": "Full name",
    "email": "Email",
    "phone": "Phone",
    "company": "Company",
    "job_title": "Job title",
    "country": "Country",
    "product_interest": "Product interest",
    "event": "Event",
    "notes": "Notes",
    "captured_at": "Captured at",
    "source": "Source",
    "owner": "Owner",
    "tags": "Tags",
}


@dataclass(frozen=True)
class Column:
    """A column of the file and the field it makes.

    `field` is `custom:NAME` for one of its own, and two with a plus where the column holds both.
    `is_further`: it is read like the first person's, into rows of their own.
    """

    index: int
    letters: str
    header: str
    samples: str
    field: str
    confidence: float
    is_doubtful: bool
    note: str
    is_further: bool = False

    @property
    def field_words(self) -> str:
        """The field as it is chosen from the list."""
        own = self.field.removeprefix("custom:")
        return dict(fields()).get(self.field) or both_words(self.field) or f"Own field: {own}"


def fields() -> tuple[tuple[str, str], ...]:
    """What a column may become."""
    return ((LEAVE_OUT, "Leave out"), *((name, FIELD_WORDS[name]) for name in FIELDS))


def columns(found: Import, sample: Sequence[ImportRow]) -> tuple[Column, ...]:
    """The file's columns in their order, each with its field and some of its cells."""
    taken = _taken(found.mapping)
    headers: Sequence[str] = found.shape.get("headers", ())
    width = max((len(headers), *(len(row.cells) for row in sample)), default=0)
    made = []
    for index in range(width):
        header = headers[index] if index < len(headers) else ""
        cells = [str(row.cells[index]) for row in sample if index < len(row.cells)]
        samples = " · ".join(dict.fromkeys(cell for cell in cells if cell))
        if not header and not samples:
            continue
        like = found.shape.get("further", {}).get(str(index))
        names, confidence = taken.get(index if like is None else like, ((LEAVE_OUT,), 1.0))
        field = "+".join(names)
        if like is not None:
            made.append(_further(index, header, field, like))
            continue
        is_doubtful = not field.startswith("custom:") and confidence < SURE
        made.append(
            Column(
                index=index,
                letters=letters(index),
                header=header or "no header",
                samples=samples[:120],
                field=field,
                confidence=confidence,
                is_doubtful=is_doubtful,
                note=_why_look(header) if is_doubtful and found.state == "ready" else _note(field),
            )
        )
    return tuple(made)


def _further(index: int, header: str, field: str, like: int) -> Column:
    note = f"more people, a row each: read like column {letters(like)}"
    return Column(index, letters(index), header, "", field, 1.0, False, note, is_further=True)


def _taken(mapping: Mapping[str, Any]) -> dict[int, tuple[tuple[str, ...], float]]:
    """Which fields each column makes, and how sure that is: nearly always one."""
    taken: dict[int, tuple[tuple[str, ...], float]] = {}
    for name, one in mapping.get("custom", {}).items():
        left_out = name in mapping.get("left_out", ())
        for index in one["indices"]:
            taken[index] = ((LEAVE_OUT if left_out else f"custom:{name}",), one["confidence"])
    for name, one in mapping.get("columns", {}).items():
        for index in one["indices"]:
            before = [other for other in taken.get(index, ((), 0))[0] if other in FIELD_WORDS]
            taken[index] = ((*before, name), one["confidence"])
    return taken


def both_words(field: str) -> str:
    """`E-mail or phone` and `Jan <jan@koch.example>`: two fields in one column; else empty."""
    words = [FIELD_WORDS[name] for name in field.split("+") if name in FIELD_WORDS]
    return f"{words[0]} and {words[1].lower()}" if len(words) == 2 else ""


def _why_look(header: str) -> str:
    """Why a person is asked, in the room of a line."""
    if not header:
        return "please look: no header, told by the cells"
    return "please look: the header does not say so surely"


def _note(field: str) -> str:
    if field.startswith("custom:"):
        return "a field of its own"
    if "+" in field:
        return "each cell by what it says"
    notes = {
        "full_name": "split into first and last",
        "product_interest": "routes to a team",
        "captured_at": "when they were met",
    }
    return notes.get(field, "")


def chosen_of(found: Import, form: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """Field -> columns, as `mapping.chosen` calls them, from a form of `column-3=email`."""
    columns = {
        int(place): str(value)[:80]
        for name, value in form
        if (place := name.removeprefix("column-")) != name and place.isdecimal()
    }
    headers = [*found.shape.get("headers", ())][:MOST]
    headers += [""] * (min(max(columns, default=-1) + 1, MOST) - len(headers))
    chosen: dict[str, list[str]] = {}
    for number, mark in enumerate(marks(headers)):
        wanted = columns.get(number, "")
        own = wanted.removeprefix("custom:")
        for field in [own] if own != wanted else wanted.split("+"):
            if field:
                chosen.setdefault(field, []).append(mark)
    return chosen


def changed(
    found: Import, sample: Sequence[ImportRow], chosen: Mapping[str, Sequence[str]]
) -> bool:
    """Whether a person chose something else than what the rows were read with."""
    there = [one for one in columns(found, sample) if not one.is_further]
    shown = [(f"column-{one.index}", one.field) for one in there]
    return bool(chosen) and chosen != chosen_of(found, shown)


MOST = 1_000
"""Columns that a file may have."""
