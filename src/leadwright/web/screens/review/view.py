"""What the review shows: products with the leads that wait for them, and rows with their problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote, urlencode
from uuid import UUID

from leadwright.domain.errors import NotFound
from leadwright.domain.numbering import grouped
from leadwright.features.capture.fields import clean, one_line
from leadwright.features.imports.review import Ref, Waiting
from leadwright.features.leads.correcting import Contact
from leadwright.features.routing.queries import Unknown
from leadwright.web.screens.lead_names import LeadName

PAGE = 50
Word = Literal["accept", "reject"]
TOASTS: Mapping[str, str] = {"accept": "accepted", "reject": "rejected"}


@dataclass(frozen=True)
class Product:
    """A product without a team, and the newest leads that wait for one."""

    value: str
    leads: int
    since: datetime
    newest: tuple[LeadName, ...]


@dataclass(frozen=True)
class Line:
    """A row that waits: who it is about, what is wrong, where it stands."""

    ref: str
    path: str
    who: str
    address: str
    company: str
    why: str
    place: str


@dataclass(frozen=True)
class ReviewContext:
    """What waits for a person. `count`: rows in all, on every page."""

    products: tuple[Product, ...]
    teams: tuple[tuple[UUID, str], ...]
    rows: tuple[Line, ...]
    count: int
    older: str
    newest: str
    may_work: bool
    may_route: bool


@dataclass(frozen=True)
class OneContext:
    """One row: its problems, what its cells say, and the form that mends its lead."""

    line: Line
    problems_of_row: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    lead_id: UUID | None
    name: str
    email: str
    phone: str
    decided: str
    is_open: bool
    may_work: bool
    problems: tuple[tuple[str, str], ...]


def products(found: Sequence[Unknown], names: Mapping[UUID, LeadName]) -> tuple[Product, ...]:
    return tuple(
        Product(
            value=one.value,
            leads=one.leads,
            since=one.since,
            newest=tuple(names[lead] for lead in one.newest if lead in names),
        )
        for one in found
    )


def line(waiting: Waiting) -> Line:
    row, told = waiting.row, waiting.row.fields
    names = " ".join(part for part in (told.get("first_name"), told.get("last_name")) if part)
    email, phone = told.get("email") or "", told.get("phone") or ""
    why = " ".join(dict.fromkeys(problem["message"] for problem in row.problems))
    return Line(
        ref=waiting.ref,
        path=f"/rows/{row.import_id}/{row.row_index}",
        who=told.get("full_name") or names or email or grouped(phone) or "Nobody named",
        address=email or grouped(phone),
        company=told.get("company") or "",
        why=why,
        place=f"row {row.source_row} of {waiting.file_name}",
    )


def one(
    waiting: Waiting,
    headers: Sequence[str],
    contact: Contact | None,
    *,
    may_work: bool,
    problems: tuple[tuple[str, str], ...],
) -> OneContext:
    row = waiting.row
    heads = [*headers, *("" for _ in row.cells)]
    cells = tuple(
        (heads[at] or f"Column {at + 1}", str(cell)) for at, cell in enumerate(row.cells) if cell
    )
    shown = contact or Contact("", None, None)
    return OneContext(
        line=line(waiting),
        problems_of_row=tuple(dict.fromkeys(problem["message"] for problem in row.problems)),
        cells=cells,
        lead_id=row.lead_id,
        name=shown.name,
        email=shown.email or "",
        phone=shown.phone or "",
        decided=row.decided or "",
        is_open=row.verdict == "review" and row.state == "taken",
        may_work=may_work,
        problems=problems,
    )


def contact(given: Mapping[str, str]) -> Contact:
    """What was typed, without what cannot be seen."""
    typed = [one_line(clean(text))[:254] for text in _contact_of(given)]
    return Contact(typed[0], typed[1] or None, typed[2] or None)


def _contact_of(given: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(given.get(name, "") for name in ("name", "email", "phone"))


def read_ref(mark: str) -> Ref | None:
    """A row from its mark in an address or a form; None for what is no mark."""
    import_id, _, number = mark.partition(".")
    try:
        ref = UUID(import_id), int(number)
    except ValueError:
        return None
    return ref if 0 <= ref[1] < 2**31 else None


def ref_of(import_id: UUID, number: str) -> Ref:
    """A row from its address; NotFound for what is no row's."""
    ref = read_ref(f"{import_id}.{number}")
    if ref is None:
        raise NotFound("There is no such row here.")
    return ref


def marks(refs: Sequence[str]) -> str:
    return urlencode([("row", ref) for ref in refs])


def undo_address(url: str, taught: str, rows: Sequence[str]) -> str:
    """What the toast posts to; made anew from what reads as a row or a product."""
    if taught:
        return f"{url}/products/{quote(taught)}/take-back"
    known = [mark for mark in rows[:PAGE] if read_ref(mark)]
    return f"{url}/rows/take-back?{marks(known)}" if known else ""
