"""A file's sheets to a parsed file: the table is found, columns are mapped, rows are cleaned and judged."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leadwright.features.imports import date_order, home
from leadwright.features.imports.cleaning.dates import DateColumn
from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.judging import Opened, Part, Way, judged
from leadwright.features.imports.mapping.headers import plain
from leadwright.features.imports.mapping.plan import Plan, make_plan
from leadwright.features.imports.parsed import (
    FIELDS,
    LeftOut,
    ParsedFile,
    ParsedRow,
    Verdict,
)
from leadwright.features.imports.reading import delimited
from leadwright.features.imports.reading.sheet import Cell, Fault, FileRefused, Sheet
from leadwright.features.imports.row_values import Cleaner
from leadwright.features.imports.tables import cards
from leadwright.features.imports.tables.header_rows import Heading, Row, find_heading, texts_of
from leadwright.features.imports.tables.realigning import realigned
from leadwright.features.imports.tables.row_kinds import Kinds, merged_across

Remembered = Mapping[str, Sequence[str]]
_SEEN = 2_000
_MOST_FILLED = 500_000  # cells filled from merged ones above: a real list has a few thousand


@dataclass(slots=True)
class Table:
    """A sheet with its headers and plan, and its rows told apart."""

    sheet: Sheet
    heading: Heading
    plan: Plan
    people: list[tuple[int, list[Cell]]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    origins: dict[int, int] = field(default_factory=dict)

    @property
    def worth(self) -> float:
        """How much a sheet looks like a list of people."""
        sure = sum(self.plan.columns[name].confidence for name in self.plan.columns)
        contact = {"email", "phone"} & set(self.plan.columns)
        return sure * (2 if contact else 1) * math.sqrt(min(len(self.people), 20))


def parse(
    name: str, sheets: Sequence[Sheet], catalogue: Catalogue, remembered: Remembered | None = None
) -> ParsedFile:
    """The whole of it, rows and all. A file without people raises FileRefused."""
    return with_rows(open_tables(name, sheets, catalogue, remembered))


def with_rows(opened: Opened) -> ParsedFile:
    """The file with all its rows."""
    for rows in judged(opened, _AS_ROWS):
        opened.parsed.rows += rows
    return opened.parsed


def _judged_again(row: ParsedRow, verdict: Verdict) -> ParsedRow:
    row.verdict = verdict
    return row


_AS_ROWS: Way[ParsedRow] = Way(lambda row: row, _judged_again)


def open_tables(
    name: str, sheets: Sequence[Sheet], catalogue: Catalogue, remembered: Remembered | None = None
) -> Opened:
    """The file's people, not cleaned yet. A file without people raises FileRefused."""
    tables = [
        make_table(sheet, catalogue, remembered) for sheet in sheets if sheet.rows and sheet.visible
    ]
    if not tables:
        raise _nothing_inside(sheets)
    chosen = max(tables, key=lambda table: table.worth)
    together = [table for table in tables if table is chosen or _alike(table, chosen)]
    _refuse_uncalculated(together)
    if not chosen.people:
        raise FileRefused(
            "no_rows",
            "The file has no rows with people in it, only headings or notes. Fill in the rows below the"
            " headings and drop it again.",
        )
    opened = _assembled(name, together, chosen, catalogue)
    others = [
        table.sheet.name for table in tables if table not in together and len(table.people) > 1
    ]
    opened.parsed.message = _message(chosen, [one for one in others if one])
    return opened


def _nothing_inside(sheets: Sequence[Sheet]) -> FileRefused:
    if any(sheet.rows for sheet in sheets):
        return FileRefused(
            "no_rows",
            "Everything in this file is on hidden sheets. Show the sheet with the list, save the file, and"
            " drop it again.",
        )
    return FileRefused("empty", "The file has no filled cell. Was it saved before it was sent?")


def make_table(sheet: Sheet, catalogue: Catalogue, remembered: Remembered | None) -> Table:
    """A sheet's table."""
    sheet = delimited.spread(sheet)
    upright = cards.turned(sheet)
    sheet, heading = (upright.sheet, upright.heading) if upright else (sheet, find_heading(sheet))
    _fill_merged(sheet, heading)
    body = sheet.rows[heading.body_from :]
    sample = body if len(body) <= _SEEN else body[:: len(body) // _SEEN + 1]
    width = max((len(cells) for _, cells in sample), default=0)
    columns = {
        n: [cells[n] if n < len(cells) else None for _, cells in sample]
        for n in range(max(width, *(heading.texts or {0: ""})) + 1 if heading.texts else width)
    }
    plan = make_plan(heading.texts, columns, catalogue, remembered)
    table = Table(sheet, heading, plan)
    if upright:
        table.origins = upright.origins
        table.left_out = [LeftOut(number, "title", text) for number, text in upright.titles]
    wide = len(heading.texts) or sum(bool(c.confidence) for c in plan.columns.values())
    kinds = Kinds(
        plan,
        heading.texts,
        catalogue,
        max(wide, width if not heading.texts else 0),
        merged_across(sheet.merges),
    )
    for number, cells in sheet.rows[: heading.body_from]:
        if number not in _header_numbers(heading):
            table.left_out.append(LeftOut(number, "title", _words(texts_of(cells))))
    _tell_apart(table, body, kinds, catalogue)
    return table


def _tell_apart(table: Table, body: Sequence[Row], kinds: Kinds, catalogue: Catalogue) -> None:
    """People, and rows that are left out."""
    faults, width = table.sheet.row_faults, len(table.heading.texts)
    for row in body:
        number, cells = row
        if faults.get(number) == "too_many_fields":
            cells[:] = realigned(cells, width, table.plan, catalogue)
        if kinds.plainly_a_person(number, cells):
            table.people.append(row)
            continue
        texts = texts_of(cells)
        for index, cell in enumerate(cells):
            if isinstance(cell, Fault):
                texts[index] = cell.text
        kind = kinds.kind(number, texts) if texts else "blank"
        if kind is None:
            table.people.append(row)
        elif kind != "blank":
            table.left_out.append(LeftOut(number, kind, _words(texts)))


def _header_numbers(heading: Heading) -> tuple[int, ...]:
    return heading.row if isinstance(heading.row, tuple) else (heading.row,)


def _words(texts: Mapping[int, str]) -> str:
    return " | ".join(texts.values())[:200]


def _fill_merged(sheet: Sheet, heading: Heading) -> None:
    """A cell merged over several rows says the same for each of them."""
    last_header = _header_numbers(heading)[-1]
    down = [m for m in sheet.merges if m[2] > m[0] > last_header and m[1] == m[3]]
    if not down:
        return
    rows = dict(sheet.rows)
    numbers = sorted(rows)
    left = _MOST_FILLED
    for top, column, bottom, _ in down:
        cells = rows.get(top)
        value = cells[column] if cells and column < len(cells) else None
        if value is None or left <= 0:
            continue
        inside = numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)]
        left -= len(inside)
        for number in inside:
            below = rows[number]
            below.extend([None] * (column + 1 - len(below)))
            below[column] = below[column] if below[column] is not None else value


def _alike(table: Table, chosen: Table) -> bool:
    """Another sheet of the same list: the same headers in any order, and people below."""
    if not table.people or not chosen.heading.texts:
        return False
    if table.origins and chosen.origins:
        return bool({"email", "phone"} & set(table.plan.columns))
    return _said(table) == _said(chosen)


def _lay_out_like(table: Table, chosen: Table) -> None:
    """The cells of another sheet in the order of the chosen one's headers."""
    if table.heading.texts == chosen.heading.texts or table.origins:
        return
    stands = {plain(text): n for n, text in reversed(table.heading.texts.items())}
    order = {n: stands[plain(text)] for n, text in chosen.heading.texts.items()}
    width = max(order) + 1
    table.people = [
        (
            number,
            [
                cells[order[n]] if n in order and order[n] < len(cells) else None
                for n in range(width)
            ],
        )
        for number, cells in table.people
    ]


def _said(table: Table) -> list[str]:
    return sorted(plain(text) for text in table.heading.texts.values())


def _refuse_uncalculated(tables: Sequence[Table]) -> None:
    cells = [
        cell
        for table in tables
        for _, row in table.people[:500]
        for cell in row
        if cell is not None
    ]
    faults = sum(
        isinstance(cell, Fault) and cell.reason == "formula_not_calculated" for cell in cells
    )
    if faults and faults * 2 >= len(cells):
        raise FileRefused(
            "formulas_not_calculated",
            "The cells hold formulas whose results were never saved, so there is nothing to read. Open the"
            " file in Excel or LibreOffice, save it once, and drop it again.",
        )


def _message(chosen: Table, others: Sequence[str]) -> str | None:
    parts = []
    if "email" not in chosen.plan.columns:
        parts.append("There is no column with e-mail addresses.")
    if others:
        parts.append(
            f"Not read: other sheets with rows ({', '.join(others[:5])}). Import them on their own."
        )
    return " ".join(parts) or None


def _assembled(name: str, tables: Sequence[Table], chosen: Table, catalogue: Catalogue) -> Opened:
    plan = chosen.plan
    parsed = ParsedFile(name, readable=True, sheet=chosen.sheet.name, header_row=chosen.heading.row)
    parsed.columns, parsed.custom_columns = plan.columns, plan.custom
    parsed.origins = chosen.origins
    last = max(chosen.heading.texts, default=-1)
    parsed.headers = tuple(chosen.heading.texts.get(n, "") for n in range(last + 1))
    for table in tables:
        _lay_out_like(table, chosen)
    moments = plan.indices("captured_at")
    dates = DateColumn(
        (
            cells[n]
            for table in tables
            for _, cells in table.people
            for n in moments
            if n < len(cells)
        ),
        None,
        date_1904=chosen.sheet.date_1904,
    )
    people = [cells for table in tables for _, cells in table.people]
    dates.order = dates.order or date_order.of_file(people, plan)
    cleaners = [
        Cleaner(
            one.plan if one.origins else plan, catalogue, dates
        )  # cards have each their own labels
        for one in tables
    ]
    votes = (
        cleaner.vote(cells)
        for table, cleaner in zip(tables, cleaners, strict=True)
        for _, cells in table.people
    )
    country = home.country_of(chosen.heading.texts.values(), votes)
    for cleaner in cleaners:
        cleaner.home = country
    parsed.left_out = [one for table in tables for one in table.left_out]
    parts = [
        Part(table.sheet, cleaner, table.people)
        for table, cleaner in zip(tables, cleaners, strict=True)
    ]
    for part in parts:
        part.sheet.rows = []  # all that is wanted of them are the people
    return Opened(parsed, parts)


__all__ = ["FIELDS", "open_tables", "parse", "with_rows"]
