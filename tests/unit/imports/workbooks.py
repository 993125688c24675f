"""Builders of workbooks by several producers, and by hand where no producer would write such a thing."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
import xlwt  # type: ignore[import-untyped]
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]
from odf.style import Style, TableProperties  # type: ignore[import-untyped]
from odf.table import Table, TableCell, TableRow  # type: ignore[import-untyped]
from odf.text import P  # type: ignore[import-untyped]

Rows = Sequence[Sequence[Any]]
Build = Callable[[Path], None]

HEAD = ["First name", "Last name", "Email", "Company", "Product"]
ANNA = ["Anna", "Weber", "anna@acme.example", "Acme", "A1"]
JAN = ["Jan", "Koch", "jan@koch.example", "Koch KG", "A2"]
LIST = [HEAD, ANNA, JAN]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def by_openpyxl(
    change: Callable[[openpyxl.Workbook], None] | None = None, rows: Rows = LIST
) -> Build:
    def build(path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        if change:
            change(book)
        book.save(path)

    return build


def by_xlsxwriter(write: Callable[[xlsxwriter.Workbook], None], **options: Any) -> Build:
    def build(path: Path) -> None:
        book = xlsxwriter.Workbook(path, options)
        write(book)
        book.close()

    return build


def by_xlwt(rows: Rows = LIST, change: Callable[[xlwt.Workbook, Any], None] | None = None) -> Build:
    def build(path: Path) -> None:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Leads")
        for n, row in enumerate(rows):
            for m, value in enumerate(row):
                if value is not None:
                    sheet.write(n, m, value)
        if change:
            change(book, sheet)
        book.save(str(path))

    return build


def by_odfpy(rows: Rows = LIST, hidden: Rows | None = None, repeat_last: int = 1) -> Build:
    def build(path: Path) -> None:
        document = OpenDocumentSpreadsheet()
        if hidden is not None:
            style = Style(name="off", family="table")
            style.addElement(TableProperties(display="false"))
            document.automaticstyles.addElement(style)
            document.spreadsheet.addElement(_odf_table("Old", hidden, stylename=style))
        table = _odf_table("Leads", rows)
        blank = TableRow(numberrowsrepeated=repeat_last)
        blank.addElement(TableCell(numbercolumnsrepeated=16_384))
        table.addElement(blank)
        document.spreadsheet.addElement(table)
        document.save(str(path))

    return build


def _odf_table(name: str, rows: Rows, **options: Any) -> Table:
    table = Table(name=name, **options)
    for row in rows:
        made = TableRow()
        for value in row:
            if isinstance(value, (int, float)):
                cell = TableCell(valuetype="float", value=str(value))
            else:
                cell = TableCell(valuetype="string") if value else TableCell()
            cell.addElement(P(text=str(value)))
            made.addElement(cell)
        table.addElement(made)
    return table


def sheet_xml(rows: Rows, extra: str = "", prefix: str = "") -> str:
    """A sheet's XML with inline strings; cells that begin with `<` are written as they are."""
    p = f"{prefix}:" if prefix else ""
    lines = []
    for n, row in enumerate(rows, 1):
        cells = []
        for m, value in enumerate(row):
            place = f"{chr(65 + m)}{n}"
            if isinstance(value, str) and value.startswith("<"):
                cells.append(value.replace("@", place, 1))
            elif isinstance(value, (int, float)):
                cells.append(f'<{p}c r="{place}"><{p}v>{value}</{p}v></{p}c>')
            elif value:
                text = str(value).replace("&", "&amp;").replace("<", "&lt;")
                inside = f"<{p}is><{p}t>{text}</{p}t></{p}is>"
                cells.append(f'<{p}c r="{place}" t="inlineStr">{inside}</{p}c>')
        lines.append(f'<{p}row r="{n}">{"".join(cells)}</{p}row>')
    space = f'xmlns:{prefix}="{_MAIN}"' if prefix else f'xmlns="{_MAIN}"'
    return (
        f"<{p}worksheet {space}><{p}sheetData>{''.join(lines)}</{p}sheetData>{extra}</{p}worksheet>"
    )


def by_hand(
    sheet: str, changes: Mapping[str, str | bytes | None] | None = None, **options: Any
) -> Build:
    """A minimal workbook around a sheet's XML; `changes` replaces or (None) drops parts."""
    parts: dict[str, str | bytes | None] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1"'
        f' Type="{_OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr/><sheets>'
        '<sheet name="Leads" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1"'
        f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    parts.update(changes or {})

    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as package:
            for name, content in parts.items():
                if content is not None:
                    package.writestr(name, content)

    return build


def packed(build: Build, folder: Path) -> bytes:
    """A workbook's bytes."""
    path = folder / "inner.bin"
    build(path)
    data = path.read_bytes()
    path.unlink()
    return data


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def shared_strings(entries: str) -> dict[str, str | bytes | None]:
    """The parts a workbook by hand needs for shared strings, whose entries are given."""
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            (("worksheet", "/xl/worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")), 1
        )
    )
    return {
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{entries}</sst>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
    }
