"""Tables that are one list: sheets with the same headers, a second table of people below the first."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from leadwright.domain.mail_hosts import FREE
from leadwright.features.imports.mapping.headers import plain
from leadwright.features.imports.mapping.plan import Plan
from leadwright.features.imports.parsed import LeftOut, Mapped
from leadwright.features.imports.reading.sheet import Cell, Sheet
from leadwright.features.imports.tables.header_rows import Heading

_OURS: Final = re.compile(
    r"(?i)\b(?:staff|team|crew|personal|personnel|personale|mitarbeiter\w*|organi[sz]\w+|"
    r"exhibitor contact|aussteller\w*|equipe|équipe|equipo|obsługa|speakers?|referenten|hosts?|panell?ists?|"
    r"presenters?|moderator\w*)\b|スタッフ"
)
_STAFF: Final = re.compile(
    r"(?i)\bstaff\b|\b(?:our|own|booth|stand) ?(?:team|people|crew)\b|\bcrew\b|"
    r"(?:stand|messe)(?:personal|team|crew)\b|"
    r"\bpersonale? (?:stand|fiera)\b|\béquipe\b|\bpersonal de stand\b|\bobsługa\b|スタッフ"
)
_COLLEAGUES: Final = re.compile(
    r"(?i)\s*(?:our |unsere? )?(?:mitarbeiter\w*|kolleg\w+|personal|personale?|personnel|employees|"
    r"colleagues|team|équipe|equipe|equipo|medewerkers|collega'?s|empleados|dipendenti|colleghi|pracownicy|funcionários|"
    r"社員|従業員)\s*"
)
_TURN: Final = re.compile(
    r"(?i)\d+|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon?|tue?|wed?|thu?|fri?|sat?|sun?)\b|"
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b|\b(?:di|mi|do|fr|sa|so)\b|"
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|"
    r"\b(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)\b|"
    r"\b(?:luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica)\b|"
    r"\b(?:one|two|three|first|second|third|i|ii|iii|iv|[a-d])\b"
)


@dataclass(slots=True)
class Table:
    """A sheet with its headers and plan, and its rows told apart.

    `further`: columns of further people, who have rows of their own -> those they are read like.
    `title` is what stands above it where it is a further one in its sheet, `below` whether it is; `is_ours`
    says that nobody on it is a lead.
    """

    sheet: Sheet
    heading: Heading
    plan: Plan
    people: list[tuple[int, list[Cell]]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    origins: dict[int, int] = field(default_factory=dict)
    further: Mapping[int, int] = field(default_factory=dict)
    below: bool = False
    title: str = ""
    is_ours: bool = False

    def below_wider(self, width: int) -> bool:
        """Whether its headers are as wide as a row of this width."""
        return width <= 1 + max(self.heading.texts, default=-1)


def alike(table: Table, chosen: Table) -> bool:
    """Another part of the same list: the same headers in any order, and people below them.

    Under the list in its own sheet headers may differ, where the people can be reached.
    """
    if not table.people or not chosen.heading.texts:
        return False
    if table.sheet.name != chosen.sheet.name and table.is_ours:
        return False
    if table.origins and chosen.origins:
        return bool({"email", "phone"} & set(table.plan.columns))
    if _said(table) == _said(chosen):
        return True
    return _further_people(table, chosen) or _another_day(table, chosen)


def know_ours(tables: Sequence[Table], hosts: Collection[str]) -> None:
    """Tell the sheets of our own people: by their name, or by addresses that are all of our house.

    `hosts` are those of our addresses; whoever met the leads, by a column of the list, is ours too. A sheet
    of one customer's people is none of these.
    """
    met = {host for table in tables for host in _hosts(table, "owner")}
    ours = ({host.casefold() for host in hosts} | met) - FREE
    for table in tables:
        table.is_ours = _is_called_ours(table) or _are_all_at(table, ours)


def _is_called_ours(table: Table) -> bool:
    name = table.sheet.name or ""
    return bool(_STAFF.search(name) or _COLLEAGUES.fullmatch(name))


def _are_all_at(table: Table, ours: Collection[str]) -> bool:
    """Whether it has people, all with addresses of these hosts: nearly always the first has none."""
    told = _told(table, "email")
    return bool(table.people and ours) and all(_host(one) in ours for one in told)


def _hosts(table: Table, field: str) -> set[str]:
    return {_host(told) for told in _addresses(table, field)} - {""}


def _host(told: str | None) -> str:
    return (told or "").rpartition("@")[2].strip(" >")


def says_again(table: Table, chosen: Table) -> bool:
    """A further table in whose rows nobody is new: what the people above did there, line by line."""
    if table is chosen or not table.below or table.sheet.name != chosen.sheet.name:
        return False
    addresses = _addresses(table)
    return None not in addresses and addresses <= _addresses(chosen)


def _addresses(table: Table, field: str = "email") -> set[str | None]:
    """Of all its people; None for one without."""
    return set(_told(table, field))


def _told(table: Table, field: str) -> Iterator[str | None]:
    places = table.plan.indices(field)
    for _, cells in table.people:
        yield next((str(cells[n]).casefold() for n in places if n < len(cells) and cells[n]), None)


def _another_day(table: Table, chosen: Table) -> bool:
    """`Day 1` and `Day 2`, typed by two people: sheets of one row of names, with people on both."""
    here, there = table.sheet.name or "", chosen.sheet.name or ""
    pattern = _TURN.sub("#", here)
    return here != there and "#" in pattern and pattern == _TURN.sub("#", there) and _reached(table)


def _further_people(table: Table, chosen: Table) -> bool:
    """Both in one sheet, one below the other, each with addresses; not the people of the stand."""
    stacked = table.below or chosen.below
    if not stacked or table.sheet.name != chosen.sheet.name or _OURS.search(table.title):
        return False
    return _reached(table)


def _reached(table: Table) -> bool:
    """People with names and addresses."""
    named = {"first_name", "last_name", "full_name"} & set(table.plan.columns)
    return bool(named) and "email" in table.plan.columns


def lay_out_like(table: Table, chosen: Table, headers: list[str]) -> dict[int, int]:
    """The cells of another table in the order of the chosen one's headers; further ones go behind.

    `headers` are the chosen one's by column, made longer by what only the other table has; where
    that stood in the sheet is the answer.
    """
    if table.origins:
        return {}
    if table.heading.texts == chosen.heading.texts:
        table.plan = chosen.plan
        return {}
    width = len(headers)
    order = _order(table, chosen, headers)
    for at in order.values():
        headers.extend([""] * (at + 1 - len(headers)))
    for n, at in order.items():
        headers[at] = headers[at] or table.heading.texts.get(n, "")
    table.people = [(number, _laid_out(cells, order)) for number, cells in table.people]
    if _said(table) == _said(chosen):
        table.plan = chosen.plan
    else:
        table.plan = _moved(table.plan, order)
    return {at: n for n, at in order.items() if at >= width}


def _order(table: Table, chosen: Table, headers: list[str]) -> dict[int, int]:
    """Where each column of the table goes: under the same words, else the same field, else behind."""
    stands = {plain(text): n for n, text in reversed(chosen.heading.texts.items())}
    fields = {
        index: name for name, mapped in table.plan.columns.items() for index in mapped.indices
    }
    order: dict[int, int] = {}
    behind = max(len(headers), 1 + max(chosen.heading.texts, default=-1))
    last = max((len(cells) for _, cells in table.people), default=0)
    for n in sorted({*table.heading.texts, *range(last)}):
        words = stands.get(plain(table.heading.texts.get(n, "")))
        free = (at for at in chosen.plan.indices(fields.get(n, "")) if at not in order.values())
        at = words if words is not None and words not in order.values() else next(free, None)
        if at is None:
            at, behind = behind, behind + 1
        order[n] = at
    return order


def _laid_out(cells: list[Cell], order: dict[int, int]) -> list[Cell]:
    made: list[Cell] = [None] * (1 + max(order.values()))
    for n, cell in enumerate(cells):
        made[order[n]] = cell
    return made


def _moved(plan: Plan, order: dict[int, int]) -> Plan:
    return replace(
        plan,
        columns={name: _placed(mapped, order) for name, mapped in plan.columns.items()},
        custom={name: _placed(mapped, order) for name, mapped in plan.custom.items()},
        clock=None if plan.clock is None else order[plan.clock],
        dial=tuple(order.get(index, index) for index in plan.dial),
        marks={order[n]: mark for n, mark in plan.marks.items()},
    )


def _placed(mapped: Mapped, order: dict[int, int]) -> Mapped:
    return replace(mapped, indices=tuple(order[n] for n in mapped.indices))


def _said(table: Table) -> list[str]:
    return sorted(plain(text) for text in table.heading.texts.values())
