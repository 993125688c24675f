"""XLSX, XLS, ODS and what pretends to be one of them."""

# ruff: noqa: E501 -- tables of cases: one a line, files as they are

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt  # type: ignore[import-untyped]
from tests.unit.imports import workbooks as wb
from tests.unit.imports.expecting import Want, check, read
from tests.unit.imports.workbooks import (
    ANNA,
    HEAD,
    JAN,
    LIST,
    Build,
    by_hand,
    by_openpyxl,
    by_xlsxwriter,
    sheet_xml,
)

TWO = Want(
    rows=2, header_row=1, columns={"first_name": 0, "email": 2, "product_interest": 4}, problems=[]
)
WIDE = ["Name", "Email", "Phone", "Date"]


def _merged_header(book: openpyxl.Workbook) -> None:
    sheet: Any = book.active
    sheet.insert_rows(1)
    sheet["A1"], sheet["D1"] = "Contact", "Company"
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("D1:E1")


def _merged_title(book: openpyxl.Workbook) -> None:
    sheet: Any = book.active
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Leads from the fair"
    sheet.merge_cells("A1:E1")


def _merged_company(book: openpyxl.Workbook) -> None:
    sheet: Any = book.active
    sheet["D3"] = None
    sheet.merge_cells("D2:D3")


def _section_merged(book: openpyxl.Workbook) -> None:
    sheet: Any = book.active
    sheet.insert_rows(2)
    sheet["A2"] = "Tuesday"
    sheet.merge_cells("A2:E2")


def _other_sheets(book: openpyxl.Workbook) -> None:
    front: Any = book.create_sheet("Read me", 0)
    front["A1"] = "How to use this file"
    front["A2"] = "Write to help@fair.example with questions"
    lookup: Any = book.create_sheet("Codes")
    for row in (["Code", "Meaning"], ["A1", "Enterprise"], ["A2", "Startup"]):
        lookup.append(row)
    old: Any = book.create_sheet("Old")
    old.sheet_state = "hidden"
    for row in (HEAD, *([ANNA] * 9)):
        old.append(row)


def _two_days(book: openpyxl.Workbook) -> None:
    second: Any = book.create_sheet("Day 2")
    for row in (HEAD, ["Eva", "Ro", "eva@ro.example", "Ro", "A1"]):
        second.append(row)


def _linked(book: openpyxl.Workbook) -> None:
    sheet: Any = book.active
    sheet["C2"] = "write to her"
    sheet["C2"].hyperlink = "mailto:anna@acme.example?subject=Hi"


def _formatted(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Leads")
    sheet.write_row(0, 0, WIDE)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    plus = book.add_format({"num_format": '"+"0'})
    zeros = book.add_format({"num_format": "00000000000"})
    sheet.write_row(1, 0, ["Anna Weber", "anna@acme.example"])
    sheet.write_number(1, 2, 4930901820, plus)
    sheet.write_datetime(1, 3, datetime(2026, 3, 14, 9, 30), moment)  # noqa: DTZ001
    sheet.write_row(2, 0, ["Jan Koch", "jan@koch.example"])
    sheet.write_number(2, 2, 3511234567, zeros)
    sheet.write_datetime(2, 3, date(2026, 3, 15), day)


def _calculated(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Leads")
    sheet.write_row(0, 0, ["First", "Last", "Name", "Email"])
    sheet.write_row(1, 0, ["Anna", "Weber"])
    sheet.write_formula(1, 2, '=A2&" "&B2', None, "Anna Weber")
    sheet.write_formula(1, 3, '=LOWER(A2)&"@acme.example"', None, "anna@acme.example")
    sheet.write_row(2, 0, ["Jan", "Koch", "Jan Koch"])
    sheet.write_formula(2, 3, '=LOWER(A3)&"@koch.example"')


def _uncalculated(book: openpyxl.Workbook) -> None:
    sheet: Any = book.active
    for n in (2, 3):
        for m in range(1, 6):
            sheet.cell(n, m, f"=UPPER(Z{n})")


def _far_cell(book: openpyxl.Workbook) -> None:
    sheet: Any = book.active
    sheet.cell(1_048_576, 1, ".")
    sheet.cell(2, 16_384, "stray")


def _date_1904(book: xlsxwriter.Workbook) -> None:
    _formatted(book)


def _xls_1904(book: xlwt.Workbook, sheet: Any) -> None:
    book.dates_1904 = True
    sheet.write(2, 0, "Jan Koch")
    sheet.write(2, 1, "jan@koch.example")
    sheet.write(2, 3, 46095 - 1462, xlwt.easyxf(num_format_str="DD.MM.YYYY"))


RICH = (
    "<si><t>氏名</t><rPh sb='0' eb='2'><t>シメイ</t></rPh></si><si><t>メール</t></si>"
    "<si><r><t>山田 </t></r><r><t>太郎</t></r><rPh sb='0' eb='2'><t>ヤマダ</t></rPh></si>"
    "<si><t>taro_x000D_@acme.example</t></si>"
)
STRINGS = wb.shared_strings(RICH)
SHARED = [
    ['<c r="@" t="s"><v>0</v></c>', '<c r="@" t="s"><v>1</v></c>'],
    ['<c r="@" t="s"><v>2</v></c>', '<c r="@" t="s"><v>3</v></c>'],
]
NO_REFERENCES = sheet_xml(LIST).replace(' r="', ' x="')

BOOKS: dict[str, tuple[str, Build, Want]] = {
    "openpyxl": ("a.xlsx", by_openpyxl(), TWO),
    "groups over the headers": ("a.xlsx", by_openpyxl(_merged_header), Want(rows=2, header_row=(1, 2), columns={"first_name": 0, "email": 2, "company": 3})),
    "a title over all columns": ("a.xlsx", by_openpyxl(_merged_title), Want(rows=2, header_row=3)),
    "a company for two people": ("a.xlsx", by_openpyxl(_merged_company), Want(rows=2, values={1: {"company": "Acme"}})),
    "a section title over all columns": ("a.xlsx", by_openpyxl(_section_merged), Want(rows=2, source_rows=[3, 4])),
    "other and hidden sheets": ("a.xlsx", by_openpyxl(_other_sheets), Want(rows=2, sheet="Sheet")),
    "a sheet for each day": ("a.xlsx", by_openpyxl(_two_days), Want(rows=3)),
    "addresses behind words": ("a.xlsx", by_openpyxl(_linked), Want(rows=2, values={0: {"email": "anna@acme.example"}})),
    "number formats": ("a.xlsx", by_xlsxwriter(_formatted), Want(rows=2, values={0: {"phone": "+4930901820", "captured_at": "2026-03-14T09:30:00"}, 1: {"captured_at": "2026-03-15", "phone": "+493511234567"}})),
    "dates since 1904": ("a.xlsx", by_xlsxwriter(_formatted, date_1904=True), Want(rows=2, values={0: {"captured_at": "2026-03-14T09:30:00"}, 1: {"captured_at": "2026-03-15"}})),
    "strings in memory order": ("a.xlsx", by_xlsxwriter(_formatted, constant_memory=True), Want(rows=2)),
    "formulas with and without results": ("a.xlsx", by_xlsxwriter(_calculated), Want(rows=2, values={0: {"email": "anna@acme.example", "full_name": "Anna Weber"}}, problems=[(1, "email", "formula_not_calculated"), (1, "*", "no_contact")])),
    "nothing was calculated": ("a.xlsx", by_openpyxl(_uncalculated), Want(error_kind="formulas_not_calculated")),
    "a cell far out": ("a.xlsx", by_openpyxl(_far_cell), TWO),
    "words read aloud": ("a.xlsx", by_hand(sheet_xml(SHARED), STRINGS), Want(rows=1, values={0: {"first_name": "太郎", "email": "taro@acme.example"}})),
    "prefixed names": ("a.xlsx", by_hand(sheet_xml(LIST, prefix="x")), TWO),
    "no references": ("a.xlsx", by_hand(NO_REFERENCES), TWO),
    "part names in capitals": ("a.xlsx", by_hand("", {"xl/worksheets/sheet1.xml": None, "XL/Worksheets/Sheet1.XML": sheet_xml(LIST)}), TWO),
    "a lying dimension": ("a.xlsx", by_hand(sheet_xml(LIST).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')), TWO),
    "errors and booleans": ("a.xlsx", by_hand(sheet_xml([["Name", "Email", "A1"], ["Anna Weber", '<c r="@" t="e"><v>#REF!</v></c>', '<c r="@" t="b"><v>1</v></c>']])), Want(rows=1, values={0: {"product_interest": ["A1"]}}, problems=[(0, "email", "formula_error"), (0, "*", "no_contact")])),
    "numbers in scientific writing": ("a.xlsx", by_hand(sheet_xml([["Name", "Email", "Phone", "Country"], ["Anna Weber", "anna@acme.example", '<c r="@"><v>4.915112345678E12</v></c>', "DE"]])), Want(values={0: {"phone": "+4915112345678"}}, problems=[])),
    "dates as ISO cells": ("a.xlsx", by_hand(sheet_xml([["Name", "Email", "Date"], ["Anna Weber", "anna@acme.example", '<c r="@" t="d"><v>2026-03-14T09:30:00</v></c>']])), Want(values={0: {"captured_at": "2026-03-14T09:30:00"}})),
    "serial days without a format": ("a.xlsx", by_openpyxl(rows=[["Name", "Email", "Scan date"], ["Anna Weber", "anna@acme.example", 46095]]), Want(values={0: {"captured_at": "2026-03-14"}})),
    "an empty workbook": ("a.xlsx", by_openpyxl(rows=[]), Want(error_kind="empty")),
    "headers alone": ("a.xlsx", by_openpyxl(rows=[HEAD]), Want(error_kind="no_rows")),
    "only a hidden sheet": ("a.xlsx", by_hand(sheet_xml(LIST), {"xl/workbook.xml": '<workbook xmlns:r="x"><sheets><sheet name="L" state="veryHidden" sheetId="1" r:id="r1"/></sheets></workbook>'}), Want(error_kind="no_rows")),
    "xls": ("a.xls", wb.by_xlwt(), TWO),
    "xls with dates since 1904": ("a.xls", wb.by_xlwt([WIDE, ["Anna Weber", "anna@acme.example", 4930901820.0, ""]], _xls_1904), Want(rows=2, values={1: {"captured_at": "2026-03-14"}})),
    "ods": ("a.ods", wb.by_odfpy(repeat_last=1_048_000), TWO),
    "ods with a hidden sheet": ("a.ods", wb.by_odfpy(hidden=[HEAD, *([ANNA] * 9)]), Want(rows=2, sheet="Leads")),
    "ods with numbers": ("a.ods", wb.by_odfpy([["Name", "Email", "Phone", "Country"], ["Anna Weber", "anna@acme.example", 30901820, "DE"]]), Want(values={0: {"phone": "+4930901820"}})),
    "a workbook named csv": ("a.csv", by_openpyxl(), TWO),
    "an old workbook named xlsx": ("a.xlsx", wb.by_xlwt(), TWO),
    "text named xls": ("a.xls", lambda path: _write(path, "\t".join(HEAD) + "\n" + "\t".join(ANNA) + "\n" + "\t".join(JAN) + "\n"), TWO),
    "a page named xls": ("a.xls", lambda path: _write(path, _page()), Want(rows=2, columns={"email": 2})),
    "Excel's XML of 2003": ("a.xls", lambda path: _write(path, _excel_2003()), TWO),
    "a flat OpenDocument": ("a.fods", lambda path: _write(path, _flat()), Want(rows=1, values={0: {"email": "anna@acme.example"}})),
}  # fmt: skip


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _page() -> str:
    lines = ["".join(f"<td>{value}</td>" for value in row) for row in LIST]
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta charset=utf-8><table><tr><td colspan=5>Leads</td></tr>{rows}</table></html>'


def _excel_2003() -> str:
    cells = (
        "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in row)
        for row in LIST
    )
    rows = "".join(f"<Row>{line}</Row>" for line in cells)
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        f' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="L"><Table>{rows}</Table></Worksheet></Workbook>'
    )


def _flat() -> str:
    def row(*values: str) -> str:
        cells = (
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in values
        )
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    return (
        '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="t" xmlns:text="x">'
        f'<office:body><table:table table:name="L">{row("Name", "Email")}{row("Anna Weber", "anna@acme.example")}</table:table></office:body></office:document>'
    )


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_is_read(name: str, tmp_path: Path) -> None:
    file, build, want = BOOKS[name]
    path = tmp_path / file
    build(path)
    check(read(path), want)
