"""A file's sheets to a parsed file: the table is found, columns are mapped, rows are cleaned and judged."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from leadwright.features.imports import date_order, home_country
from leadwright.features.imports.cleaning.dates import DateColumn
from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.judging import Opened, Part, Way, judged
from leadwright.features.imports.mapping.plan import make_plan
from leadwright.features.imports.parsed import (
    FIELDS,
    LeftOut,
    ParsedFile,
    ParsedRow,
    Verdict,
)
from leadwright.features.imports.reading import delimited
from leadwright.features.imports.reading.sheet import Fault, FileRefused, Sheet
from leadwright.features.imports.row_values import Cleaner
from leadwright.features.imports.tables import (
    address_lines,
    cards,
    labels_inside,
    next_to_another,
    side_by_side,
    stacked,
    two_lines,
    visiting_cards,
)
from leadwright.features.imports.tables.header_rows import Heading, Row, find_heading, texts_of
from leadwright.features.imports.tables.joining import (
    Table,
    alike,
    know_ours,
    lay_out_like,
    says_again,
)
from leadwright.features.imports.tables.realigning import realigned
from leadwright.features.imports.tables.row_kinds import Kinds, merged_across

Remembered = Mapping[str, Sequence[str]]
_SEEN = 2_000
_MOST_FILLED = 500_000  # cells filled from merged ones above: a real list has a few thousand


def _worth(table: Table) -> float:
    """How much a table looks like a list of people."""
    plan = table.plan
    sure = sum(plan.columns[name].confidence for name in plan.columns)
    contact = {"email", "phone"} & set(plan.columns)
    return sure * (2 if contact else 1) * math.sqrt(min(len(table.people), 20))


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


def _judge_again(rows: list[ParsedRow], at: int, verdict: Verdict) -> None:
    rows[at].verdict = verdict


_AS_ROWS: Way[list[ParsedRow]] = Way(list, _judge_again)


def open_tables(
    name: str,
    sheets: Sequence[Sheet],
    catalogue: Catalogue,
    remembered: Remembered | None = None,
    ours: Sequence[str] = (),
) -> Opened:
    """The file's people, not cleaned yet. A file without people raises FileRefused.

    `ours` are the hosts of our own addresses.
    """
    tables = [
        table
        for sheet in sheets
        if sheet.rows and sheet.visible
        for table in _tables(sheet, catalogue, remembered)
    ]
    if not tables:
        raise _nothing_inside(sheets)
    know_ours(tables, ours)
    chosen = _list_of_leads(tables)
    together = [
        table
        for table in tables
        if table is chosen or (alike(table, chosen) and not says_again(table, chosen))
    ]
    _refuse_uncalculated(together)
    if not chosen.people:
        raise FileRefused(
            "no_rows",
            "The file has no rows with people in it, only headings or notes. Fill in the rows below the"
            " headings and drop it again.",
        )
    if _is_prose(chosen):
        raise FileRefused(
            "no_rows",
            "The file is no list of people: it has no headings, no addresses and no telephone numbers."
            " Save the list as .xlsx or CSV and drop that here.",
        )
    opened = _assembled(name, together, chosen, catalogue)
    others = [
        table.sheet.name
        for table in tables
        if table not in together
        and table.people
        and table.sheet.name != chosen.sheet.name
        and (len(table.people) > 1 or "email" in table.plan.columns)
    ]
    opened.parsed.left_out += [
        LeftOut(number, "other_table", _words(texts_of(cells)))
        for table in tables
        if table not in together and table.sheet.name == chosen.sheet.name
        for number, cells in table.people
    ]
    ours_alone = [table.sheet.name or "" for table in tables if table.is_ours]
    opened.parsed.message = _message(chosen, [one for one in others if one], ours_alone)
    return opened


def _list_of_leads(tables: Sequence[Table]) -> Table:
    """The likeliest table; one of our own people only where no other one has people to reach."""
    best = max(tables, key=_worth)
    others = [one for one in tables if one.people and not one.is_ours and _reaches(one)]
    return max(others, key=_worth) if best.is_ours and others else best


def _reaches(table: Table) -> bool:
    return bool({"email", "phone"} & set(table.plan.columns))


def _tables(sheet: Sheet, catalogue: Catalogue, remembered: Remembered | None) -> list[Table]:
    """Nearly always one: the tables of a sheet, from top to bottom."""
    found: list[Table] = []
    for piece in stacked.pieces(next_to_another.labels_below_each_other(sheet)):
        table = make_table(piece, catalogue, remembered)
        table.below = bool(found)
        titles = found[-1].left_out if found else [o for o in table.left_out if o.kind == "title"]
        table.title = titles[-1].text if titles else ""
        found.append(table)
    return found


def _is_prose(table: Table) -> bool:
    """Words without a heading in which nobody can be reached and hardly anybody is named."""
    columns = table.plan.columns
    named = max(
        (columns[n].confidence for n in ("full_name", "first_name") if n in columns), default=0
    )
    if table.heading.texts or {"email", "phone"} & set(columns) or named >= 0.6:
        return False
    reached = sum("@" in str(cells) for _, cells in table.people)
    return reached * 3 < len(table.people)  # a letter has one address, under its signature


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
    sheet, addresses = address_lines.apart(sheet) or (sheet, None)
    sheet, origins = visiting_cards.unfolded(delimited.spread(sheet))
    upright = cards.turned(sheet)
    told = upright.heading if upright else addresses or labels_inside.throughout(sheet)
    sheet, heading = upright.sheet if upright else sheet, told or find_heading(sheet)
    if not upright and (two := two_lines.folded(sheet, heading)):
        sheet, heading, origins = two
    heading = labels_inside.taken_out(sheet, heading)
    beside = next_to_another.below_each_other(sheet, heading)
    sheet, further = beside or side_by_side.apart(sheet, heading) or (sheet, {})
    _fill_merged(sheet, heading)
    body = sheet.rows[heading.body_from :]
    sample = body if len(body) <= _SEEN else body[:: len(body) // _SEEN + 1]
    sample = [row for row in sample if len(texts_of(row[1])) > 1] or sample  # no titles, no ends
    width = max((len(cells) for _, cells in sample), default=0)
    columns = {
        n: [cells[n] if n < len(cells) else None for _, cells in sample]
        for n in range(max(width, *(heading.texts or {0: ""})) + 1 if heading.texts else width)
    }
    plan = make_plan(heading.texts, columns, catalogue, remembered)
    table = Table(sheet, heading, plan, further=further)
    table.origins = origins
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
        if faults.get(number) == "too_many_fields" and table.below_wider(len(cells)):
            del faults[number]  # as wide as the headers of its own table
        elif faults.get(number) == "too_many_fields":
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


def _message(chosen: Table, others: Sequence[str], ours: Sequence[str]) -> str | None:
    parts = []
    if "email" not in chosen.plan.columns:
        parts.append("There is no column with e-mail addresses.")
    if others:
        parts.append(
            f"Not read: other sheets with rows ({', '.join(others[:5])}). Import them on their own."
        )
    parts += [f"On {name} stand your own people." for name in dict.fromkeys(ours) if name in others]
    return " ".join(parts) or None


def _assembled(name: str, tables: Sequence[Table], chosen: Table, catalogue: Catalogue) -> Opened:
    plan = chosen.plan
    parsed = ParsedFile(name, readable=True, sheet=chosen.sheet.name, header_row=chosen.heading.row)
    parsed.columns, parsed.custom_columns = plan.columns, plan.custom
    parsed.origins, parsed.further = chosen.origins, chosen.further
    headers = [
        chosen.heading.texts.get(n, "") for n in range(max(chosen.heading.texts, default=-1) + 1)
    ]
    for table in tables:
        if table is not chosen and not table.origins:
            parsed.origins = parsed.origins | lay_out_like(table, chosen, headers)
            parsed.columns = table.plan.columns | parsed.columns
            parsed.custom_columns = table.plan.custom | parsed.custom_columns
    parsed.headers = tuple(headers)
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
    titles = [one.text for one in chosen.left_out if one.kind == "title"]
    dates.order = dates.order or date_order.of_file(people, plan, titles)
    cleaners = [Cleaner(one.plan, catalogue, dates) for one in tables]
    votes = (
        cleaner.vote(cells)
        for table, cleaner in zip(tables, cleaners, strict=True)
        for _, cells in table.people
    )
    country = home_country.country_of(chosen.heading.texts.values(), votes)
    for cleaner in cleaners:
        cleaner.home = country
    parsed.left_out = [one for table in tables for one in table.left_out]
    parts = [
        Part(table.sheet, cleaner, [*table.people])
        for table, cleaner in zip(tables, cleaners, strict=True)
    ]
    for part in parts:
        part.sheet.rows = []  # all that is wanted of them are the people
    return Opened(parsed, parts)


__all__ = ["FIELDS", "open_tables", "parse", "with_rows"]
