"""Workbooks with a second sheet of our own people beside the leads: they are no leads by themselves."""

from pathlib import Path

import openpyxl
import pytest
from tests.unit.imports.expecting import read

from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.parsed import ParsedFile
from leadwright.features.imports.parsing import open_tables, with_rows
from leadwright.features.imports.reading.opening import open_file

HEAD = ["Vorname", "Nachname", "E-Mail"]
LEADS = [
    ["Ragna", "Isaksen", "ragna@isaksen.example"],
    ["Terje", "Moe", "terje@moe.example"],
]
OURS = [
    ["Kim", "Rep", "kim@ours.example"],
    ["Sam", "Sell", "sam@ours.example"],
    ["Pat", "Boss", "pat@ours.example"],
]


def book(path: Path, second: str, rows: list[list[str]], *, first: bool = False) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    sheets = [("Sheet1", LEADS), (second, rows)]
    for name, people in reversed(sheets) if first else sheets:
        sheet = made.create_sheet(name)
        for row in [HEAD, *people]:
            sheet.append(row)
    made.save(path)
    return path


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("name", ["Mitarbeiter", "Team", "Booth staff"])
def test_a_sheet_called_after_our_people_is_not_the_list(
    name: str, first: bool, tmp_path: Path
) -> None:
    parsed = read(book(tmp_path / "a.xlsx", name, OURS, first=first))
    assert (parsed.sheet, [row.values["email"] for row in parsed.rows]) == (
        "Sheet1",
        ["ragna@isaksen.example", "terje@moe.example"],
    )
    assert name in (parsed.message or "")


def read_at_home(path: Path, ours: list[str]) -> ParsedFile:
    return with_rows(
        open_tables(path.name, open_file(path), Catalogue(["A1"]), remembered=None, ours=ours)
    )


def test_a_sheet_of_one_customer_is_taken(tmp_path: Path) -> None:
    parsed = read_at_home(book(tmp_path / "a.xlsx", "Sheet2", OURS), ["house.example"])
    assert (len(parsed.rows), parsed.message) == (5, None)


@pytest.mark.parametrize("first", [False, True])
def test_a_sheet_with_addresses_of_our_house_alone_is_left_out(first: bool, tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", "Sheet2", OURS, first=first)
    parsed = read_at_home(file, ["Ours.example", "gmail.com"])
    assert [row.values["last_name"] for row in parsed.rows] == ["Isaksen", "Moe"]
    assert "On Sheet2 stand your own people." in (parsed.message or "")


def test_who_met_the_leads_is_of_our_house(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(book(tmp_path / "a.xlsx", "Sheet2", OURS))
    for at, cell in enumerate(("Scanned by", "kim@ours.example", "sam@ours.example"), 1):
        made["Sheet1"].cell(at, 4, cell)
    made.save(tmp_path / "b.xlsx")
    assert len(read(tmp_path / "b.xlsx").rows) == 2


@pytest.mark.parametrize(
    "rows",
    [
        [["Nele", "Harms", "nele@harms.example"], ["Ole", "Kruse", "ole@kruse.example"]],
        [["Nele", "Harms", "nele@gmail.com"], ["Ole", "Kruse", "ole@gmail.com"]],
        [["Nele", "Moe", "nele@moe.example"], ["Ole", "Moe", "ole@moe.example"]],
        [["Nele", "Harms", "nele@harms.example"], ["Ole", "Harms", "ole@harms.example"]],
    ],
)
def test_further_leads_on_a_second_sheet_are_taken(rows: list[list[str]], tmp_path: Path) -> None:
    assert len(read(book(tmp_path / "a.xlsx", "Sheet2", rows)).rows) == 4


def test_a_team_sheet_alone_is_the_list(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.title = "Team"
    for row in [HEAD, *LEADS]:
        made.active.append(row)
    made.save(tmp_path / "a.xlsx")
    assert len(read(tmp_path / "a.xlsx").rows) == 2
