"""From single columns to one plan: who wins a field, what is combined, what `Name` means beside `Vorname`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from leadwright.features.imports.cleaning.countries import na_is_namibia
from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.cleaning.text import shown, tidy
from leadwright.features.imports.mapping import dialling
from leadwright.features.imports.mapping.chosen import Chosen, decide, letters
from leadwright.features.imports.mapping.columns import Column, look
from leadwright.features.imports.mapping.headers import plain
from leadwright.features.imports.mapping.name_columns import name_people, turned
from leadwright.features.imports.mapping.person_and_firm import told_apart
from leadwright.features.imports.parsed import FIELDS, Mapped
from leadwright.features.imports.reading.sheet import Cell, filled

_SEVERAL: Final = frozenset({"email", "phone", "product_interest", "notes", "tags", "last_name"})
_OF_A_PERSON: Final = frozenset("name first_name last_name full_name phone job_title".split())
_NAMED: Final = frozenset({"name", "first_name", "last_name", "full_name"})
_CUSTOMER: Final = frozenset(
    "kunde kunden customer client cliente klant klient account 顧客 お客様".split()
)
_DAY_FIRST: Final = frozenset(
    """vorname nachname firma telefon datum uhrzeit prenom nom societe courriel entreprise fecha
    correo empresa apellidos telefono nombre cognome azienda nome data sobrenome apelido telefone
    naam voornaam achternaam bedrijf telefoon imie nazwisko telefonu unternehmen anrede funktion
    erfasst fonction pays pais paese kraj land stanowisko""".split()
)
_TIME: Final = re.compile(r"\d{1,2}:\d\d")
_ASKED: Final = 100
_TWO_SURNAMES: Final = frozenset(
    "apellidos apellido nombre sobrenome apelido empresa correo".split()
)


@dataclass(slots=True)
class Plan:
    """How rows are read: fields with their columns, and the ways that go with them."""

    columns: dict[str, Mapped] = field(default_factory=dict)
    custom: dict[str, Mapped] = field(default_factory=dict)
    clock: int | None = None
    dial: tuple[int, ...] = ()
    marks: dict[int, str] = field(default_factory=dict)
    last_first: bool = False
    two_surnames: bool = False
    day_first: bool = False
    namibia: bool = False

    def numbers(self) -> tuple[int, ...]:
        """The columns of telephone numbers, without that of their codes."""
        return tuple(index for index in self.indices("phone") if index not in self.dial)

    def indices(self, name: str) -> tuple[int, ...]:
        """The columns of a field, best first."""
        mapped = self.columns.get(name)
        return mapped.indices if mapped else ()


def make_plan(
    headers: Mapping[int, str],
    cells: Mapping[int, Sequence[Cell]],
    catalogue: Catalogue,
    remembered: Chosen | None = None,
) -> Plan:
    """The plan for a table. `remembered` is what a person decided before (see `chosen`)."""
    columns = look(headers, cells, catalogue)
    if remembered:
        decide(columns, remembered)
    _address_under_other_words(columns)
    _firm_under_another_name(columns)
    _people_with_their_firms(columns, cells)
    _leave_our_own(columns)
    _when_it_was_answered(columns, cells)
    dial = dialling.find(columns, cells)
    name_people(columns, cells)
    _customers_are_firms(columns)
    plan = Plan()
    words = {word for header in headers.values() for word in plain(header).split()}
    plan.day_first = bool(words & _DAY_FIRST)
    plan.two_surnames = bool(words & _TWO_SURNAMES)
    for name in FIELDS:
        _assign(plan, name, [column for column in columns if name in {column.field, column.also}])
    plan.namibia = any(na_is_namibia(cells, index) for index in plan.indices("country"))
    _add_clock(plan, columns, cells)
    _add_dial(plan, columns, dial)
    plan.marks = {column.index: column.mark for column in columns if column.mark}
    full = plan.indices("full_name")
    if full:
        chosen = next(column for column in columns if column.index == full[0])
        plan.last_first = turned(cells.get(full[0], ()), promised=chosen.last_first)
    _keep_the_rest(plan, columns)
    return plan


def _is_open(column: Column) -> bool:
    """Whether nobody said yet what it is: a column that a person leaves out stays out."""
    return column.field is None and not column.decided


def _address_under_other_words(columns: list[Column]) -> None:
    """`Indirizzo di posta`: nothing else holds addresses, so that is where they are."""
    if any(column.field == "email" for column in columns):
        return
    for column in columns:
        doubtful = column.meaning is not None and column.meaning.confidence < 0.95
        if _is_open(column) and doubtful and column.profile.email >= 0.6:
            column.field, column.confidence = "email", 0.7
            return


def _firm_under_another_name(columns: list[Column]) -> None:
    """`Name 2` over legal forms, where no other column says the firm."""
    if any(column.field == "company" and column.profile.count for column in columns):
        return
    for column in columns:
        named = plain(column.header).startswith("name") and column.meaning is not None
        if named and _is_open(column) and column.profile.company >= 0.6:
            column.field, column.confidence = "company", 0.7
            return


def _customers_are_firms(columns: list[Column]) -> None:
    """`Kunde` beside `Ansprechpartner`: whoever is a customer there is no person."""
    if any(column.field == "company" and column.profile.count for column in columns):
        return
    if not {one.field for one in columns} & _NAMED:
        return
    for column in columns:
        if _is_open(column) and plain(column.header) in _CUSTOMER and column.profile.coded < 0.5:
            column.field, column.confidence = "company", 0.8
            return


def _people_with_their_firms(columns: list[Column], cells: Mapping[int, Sequence[Cell]]) -> None:
    """`Ute Klee / Klee Garten GmbH` in each row: both, where no other column says the one or the other."""
    for column in columns:
        texts = [tidy(shown(cell)) for cell in cells.get(column.index, ())[:_ASKED] if filled(cell)]
        if (
            column.decided
            or column.also
            or sum(map(bool, map(told_apart, texts))) * 2 <= len(texts)
        ):
            continue
        others = {one.field for one in columns if one is not column and one.profile.count}
        is_firm = column.meaning is not None and column.meaning.name == "company"
        if is_firm and not others & _NAMED:
            column.also = "full_name"
        elif not is_firm and column.field in {"company", "name", "full_name", None}:
            column.field = column.field if column.field in _NAMED else "name"
            column.confidence = max(column.confidence, 0.7)
            column.also = None if "company" in others else "company"


def _leave_our_own(columns: list[Column]) -> None:
    """`User Email` over one address in all rows beside the guests': the colleague's who met them all."""
    addresses = [one for one in columns if one.field == "email" and one.profile.count > 1]
    guests = max((one.profile.count for one in addresses if one.profile.distinct > 0.9), default=0)
    for column in addresses:
        same = column.profile.distinct * column.profile.count < 1.5
        if same and column.profile.count <= guests and column.confidence < 1:
            column.field = None
            _leave_who_it_is(columns, column, addresses)


def _leave_who_it_is(columns: list[Column], ours: Column, addresses: list[Column]) -> None:
    """`User First Name` beside the `User Email` that is the colleague's."""
    first = plain(ours.header).split()[:1]
    guests = (one for one in addresses if one is not ours and one.field)
    if not first or any(plain(one.header).split()[:1] == first for one in guests):
        return
    for column in columns:
        said = plain(column.header).split()[:1] == first and " " in column.header.strip()
        if said and column.field in _OF_A_PERSON and column.confidence < 1:
            column.field = None


def _when_it_was_answered(columns: list[Column], cells: Mapping[int, Sequence[Cell]]) -> None:
    """`End Date` of a survey, to the minute: nothing else says when each of them answered."""
    if any(column.field == "captured_at" for column in columns):
        return
    for column in columns:
        ended = plain(column.header) in {"end date", "end time"} and column.profile.date >= 0.8
        if (
            ended
            and _is_open(column)
            and column.profile.distinct > 0.5
            and _have_times(cells.get(column.index, ()))
        ):
            column.field, column.confidence = "captured_at", 0.7
            return


def _assign(plan: Plan, name: str, columns: list[Column]) -> None:
    if not columns:
        return
    marks = [column for column in columns if column.mark]
    decided = [column for column in columns if column.decided]
    ordered = sorted(columns, key=lambda one: (one.rank, -round(one.confidence, 1), one.index))
    if decided:
        ordered = [column for column in ordered if column.decided]
        if name not in _SEVERAL or name == "last_name":
            ordered.sort(key=lambda one: one.index)
    elif name in _SEVERAL:
        certain = [column for column in ordered if column.confidence >= 0.55] or ordered[:1]
        if name == "last_name":
            certain = [one for one in certain if one.confidence > certain[0].confidence - 0.2]
            certain = _side_by_side(sorted(certain, key=lambda one: one.index), certain[0])
        ordered = certain
    else:
        ordered = [
            max(
                columns,
                key=lambda one: (
                    one.profile.count > 0,
                    one.confidence - one.rank / 10 - _our_own(one, columns),
                    one.profile.count,
                    -one.index,
                ),
            )
        ]
    if marks and name == "product_interest":
        ordered = [*[one for one in ordered if not one.mark], *marks]
    for column in columns:
        if column not in ordered and column.field == name:
            column.field = None
    plan.columns[name] = Mapped(
        tuple(column.header for column in ordered),
        tuple(column.index for column in ordered),
        ordered[0].confidence,
    )


def _our_own(column: Column, columns: list[Column]) -> float:
    """`Aussteller` that is one firm in all rows, beside the guests' own firms."""
    if column.field != "company" or column.profile.count < 2:
        return 0.0
    varied = any(one.profile.distinct > 0.5 for one in columns if one is not column)
    return 0.1 * (varied and column.profile.distinct * column.profile.count < 1.5)


def _side_by_side(columns: list[Column], best: Column) -> list[Column]:
    """`Tussenvoegsel | Achternaam` are one name; the buyer's far from the attendee's is another's."""
    at = columns.index(best)
    first = last = at
    while first and columns[first - 1].index == columns[first].index - 1:
        first -= 1
    while last + 1 < len(columns) and columns[last + 1].index == columns[last].index + 1:
        last += 1
    return columns[first : last + 1]


def _add_clock(plan: Plan, columns: list[Column], cells: Mapping[int, Sequence[Cell]]) -> None:
    """The time of day beside the day; where the days have their own it is some other time."""
    clocks = [column for column in columns if column.field == "clock"]
    moment = plan.columns.get("captured_at")
    timed = moment is not None and _have_times(cells.get(moment.indices[0], ()))
    if not clocks or moment is None or len(clocks) > 1 or timed:
        for column in clocks:
            column.field = None
        return
    plan.clock = clocks[0].index
    plan.columns["captured_at"] = Mapped(
        (*moment.headers, clocks[0].header), (*moment.indices, clocks[0].index), moment.confidence
    )


def _have_times(cells: Sequence[Cell]) -> bool:
    texts = [shown(cell) for cell in cells if filled(cell)][:_ASKED]
    timed = sum(_TIME.search(text) is not None and "00:00" not in text for text in texts)
    return timed * 2 > len(texts)


def _add_dial(plan: Plan, columns: list[Column], dial: tuple[int, ...]) -> None:
    numbers = plan.columns.get("phone")
    if not dial or numbers is None:
        return
    plan.dial = dial
    codes = [column for column in columns if column.index in dial]
    headers, indices = [one.header for one in codes], [one.index for one in codes]
    plan.columns["phone"] = Mapped(
        (*numbers.headers, *headers), (*numbers.indices, *indices), numbers.confidence
    )


def _keep_the_rest(plan: Plan, columns: list[Column]) -> None:
    used = {index for mapped in plan.columns.values() for index in mapped.indices}
    for column in columns:
        if column.index in used or (not column.profile.count and not column.header):
            continue
        name = tidy(column.header) or f"Column {letters(column.index)}"
        while name in plan.custom or name in FIELDS:
            name += f" ({letters(column.index)})"
        plan.custom[name] = Mapped((column.header,) if column.header else (), (column.index,), 1.0)
