"""Workbooks with a second sheet of our own people beside the leads: they are no leads by themselves."""

from pathlib import Path

import openpyxl
import pytest
from tests.unit.imports.expecting import read

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


def test_colleagues_of_one_firm_on_a_sheet_without_a_name_are_left_in_doubt(tmp_path: Path) -> None:
    parsed = read(book(tmp_path / "a.xlsx", "Sheet2", OURS[:2]))
    assert [row.values["last_name"] for row in parsed.rows] == ["Isaksen", "Moe"]
    assert "your own people" in (parsed.message or "")


@pytest.mark.parametrize(
    "rows",
    [
        [["Nele", "Harms", "nele@harms.example"], ["Ole", "Kruse", "ole@kruse.example"]],
        [["Nele", "Harms", "nele@gmail.com"], ["Ole", "Kruse", "ole@gmail.com"]],
        [["Nele", "Moe", "nele@moe.example"], ["Ole", "Moe", "ole@moe.example"]],
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
