"""Visiting cards in a cell each, in lines, in one line or a scanned vCard: what they say becomes columns."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from leadwright.features.imports.cleaning.text import shown
from leadwright.features.imports.mapping.profiles import JOB, LEGAL, looks_like_phone
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled

_LOOKED_AT: Final = 60
_LONGEST: Final = 600
_FEWEST, _SHORTEST, _TALLEST, _ALIKE = 2, 3, 8, 8
_LABELLED: Final = re.compile(r"[^:@\d]{2,40}:\s*\S")
_EMAIL: Final = re.compile(r"\S+@\S+\.\w{2,}")
_KIND: Final = re.compile(r"(?i)(?:tel|fon|phone|mob|mobil|mobile|handy|cell|[tm])\b[.:]*\s*")
_MAIL: Final = re.compile(r"(?i)^(?:e-?mail|mail)\s*:\s*")
_PIECES: Final = re.compile(r"\s*[;|]\s*|\s*,\s+|\s+[·•/–—-]\s+")
_NAMED: Final = re.compile(
    r"(?:[^\W\d_]{1,5}\.\s*){0,3}[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*(?:\s[^\W\d_][^\W\d_'’-]*(?:[-'’][^\W\d_]+)*\.?){1,3}"
)
_FORM: Final = re.compile(
    r"(?i)\b(?:gmbh|ag|kg|ltd|limited|inc|llc|llp|corp|plc|s\.?a|sarl|s\.?r\.?l|s\.?l|b\.?v|spa|ab)\.?$"
)
_FAX: Final = re.compile(r"(?i)(?:tele)?fax\b|f\b[.:]")
_SCANNED: Final = re.compile(
    r"\b(FN|ORG|TITLE|EMAIL|TEL)(?:;[^:\s]*)?:(.*?)(?=\s+[A-Z-]{1,9}(?:;[^:\s]*)?:|\s*$)", re.DOTALL
)
_HEADERS: Final = ("Name", "Company", "Job title", "E-mail", "Phone")


def unfolded(sheet: Sheet) -> tuple[Sheet, dict[int, int]]:
    """The sheet, with what its cards say behind its columns, and which column that came from."""
    sheet = _gathered(sheet)
    column = _column(sheet.rows[:_LOOKED_AT])
    if column is None:
        return sheet, {}
    width = max(len(cells) for _, cells in sheet.rows)
    first = next(at for at, (_, cells) in enumerate(sheet.rows) if _is_card(cells, column))
    made = replace(sheet, rows=[])
    if not first:  # nothing above the first card: headers that no row of the sheet holds
        made.rows.append((0, [*[None] * width, *_HEADERS]))
    for at, (number, cells) in enumerate(sheet.rows):
        told: Sequence[Cell] = _HEADERS if at == first - 1 else ()
        if _is_card(cells, column):
            told = _read(str(cells[column])[:_LONGEST])
        made.rows.append((number, [*cells, *[None] * (width - len(cells)), *told]))
    return made, dict.fromkeys(range(width, width + len(_HEADERS)), column)


def _gathered(sheet: Sheet) -> Sheet:
    """Cards one line below the other with a blank one between, as pasted: each in one cell."""
    blocks: list[list[tuple[int, str]]] = []
    for number, cells in sheet.rows:
        texts = [shown(cell) for cell in cells if filled(cell)]
        if len(texts) != 1:
            return sheet
        if not blocks or blocks[-1][-1][0] + 1 != number:
            blocks.append([])
        blocks[-1].append((number, texts[0]))
    if len(blocks) < _FEWEST or not all(_is_pasted([line for _, line in one]) for one in blocks):
        return sheet
    return replace(
        sheet, rows=[(one[0][0], ["\n".join(line for _, line in one)]) for one in blocks]
    )


def _is_pasted(lines: Sequence[str]) -> bool:
    """Three to eight lines with one address, not all of them behind labels."""
    labelled = sum(_LABELLED.match(line) is not None for line in lines)
    addresses = sum(_EMAIL.search(line) is not None for line in lines)
    return _SHORTEST <= len(lines) <= _TALLEST and addresses == 1 and labelled * 2 <= len(lines)


def _column(rows: Sequence[tuple[int, list[Cell]]]) -> int | None:
    """The one column that holds addresses in cards."""
    cards: dict[int, int] = {}
    plain = 0
    for _, cells in rows:
        for n, cell in enumerate(cells):
            if isinstance(cell, str) and "@" in cell:
                if _is_card(cells, n):
                    cards[n] = cards.get(n, 0) + 1
                else:
                    plain += 1
    column = max(cards, key=lambda n: cards[n], default=None)
    if column is None or len(cards) > 1:
        return None
    lines = sum(column < len(cells) and filled(cells[column]) for _, cells in rows)
    return column if cards[column] > plain and cards[column] * 2 >= lines else None


def _is_card(cells: Sequence[Cell], column: int) -> bool:
    cell = cells[column] if column < len(cells) else None
    if not isinstance(cell, str) or _EMAIL.search(cell[:_LONGEST]) is None:
        return False
    return cell.count("\n") > 1 or cell.startswith("BEGIN:VCARD") or _in_one_line(cell)


def _in_one_line(cell: str) -> bool:
    """`Dr. Anna Weber, CTO, anna@weber.example`: a name first, the address a piece of its own."""
    if len(cell) > _LONGEST or "\n" in cell:
        return False
    pieces = _PIECES.split(cell.strip())
    alone = any(_EMAIL.fullmatch(_MAIL.sub("", piece)) for piece in pieces[1:])
    return alone and _NAMED.fullmatch(pieces[0].strip()) is not None


def _read(card: str) -> tuple[str | None, ...]:
    """Name, firm, position, address and number: by what lines look like, the rest by their order."""
    if card.startswith("BEGIN:VCARD"):
        told = {key: value.strip(" ;") for key, value in reversed(_SCANNED.findall(card))}
        return tuple(told.get(key) for key in ("FN", "ORG", "TITLE", "EMAIL", "TEL"))
    found: dict[str, str] = {}
    rest: list[str] = []
    lines = _PIECES.split(card) if _in_one_line(card) else card.split("\n")
    for line in filter(None, (line.strip() for line in lines)):
        kind = _kind(line)
        if kind:
            found.setdefault(kind, _MAIL.sub("", line))
        elif not any(map(str.isdecimal, line)):
            rest.append(line)
    name = rest[0] if rest else None
    host = found.get("address", "").rpartition("@")[2].lower().replace("-", "")
    called = (line for line in rest[1:] if re.sub(r"\W", "", line.lower())[:_ALIKE] in host)
    firm = found.get("firm") or next(called, None)
    position = found.get("position") or next((line for line in rest[1:] if line != firm), None)
    return name, firm, position, found.get("address"), found.get("number")


def _kind(line: str) -> str | None:
    if _EMAIL.search(line):
        return "address"
    if _FAX.match(line):
        return "fax"
    if looks_like_phone(_KIND.sub("", line, count=1)):
        return "number"
    if LEGAL.search(line) and (_FORM.search(line) or not JOB.match(line)):
        return "firm"  # which `Head of Lab` is not
    return "position" if JOB.search(line) else None
