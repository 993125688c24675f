"""Leads taken out, as CSV and as a workbook."""

import csv
import io
import re
from datetime import datetime
from typing import Any

import pytest
import python_calamine
from tests.integration.installation import Installation, Workplace
from tests.integration.screens.lead_rows import add

from leadwright.web.screens.leads import export


async def test_the_export_holds_every_match_and_no_formula(
    installation: Installation, place: Workplace
) -> None:
    people = [f"Person {number:04}" for number in range(1_050)]
    await add(installation, place, *people)
    await add(installation, place, "=1+1", "+49 30", "-2", "@cmd", "\tx", company="=cmd|calc")
    await add(installation, place, "Else", status="rejected")
    async with installation.browser(place.owner_id) as client:
        answer = await client.get(f"{place.url}/leads.csv?status=new")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    # Without this mark Excel and LibreOffice read letters beyond English as something else.
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1_055
    assert {row["status"] for row in rows} == {"new"}
    assert {"'=1+1", "'+49 30", "'-2", "'@cmd"} <= {row["name"] for row in rows}
    assert not [
        cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))
    ]


async def test_the_workbook_holds_custom_fields_as_written_numbers_as_numbers_and_no_formula(
    installation: Installation, place: Workplace
) -> None:
    told: dict[str, Any] = {
        "Region": "Costa Verde",
        "seats": 40,
        "score": "own word",
        "event": "Fair",
    }
    told |= {"email": "ana@lima.example", "message": "Could we see a demo?", "name": "=1+1"}
    await installation.submit(place, **told)
    await installation.submit(place, email="bo@lima.example", message="A demo, please.")
    async with installation.browser(place.owner_id) as client:
        book = await client.get(f"{place.url}/leads.xlsx")
        plain = await client.get(f"{place.url}/leads.csv")
    assert 'filename="leads-' in book.headers["content-disposition"]
    head, *rows = (
        python_calamine.load_workbook(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    )
    ana = dict(zip(head, next(row for row in rows if "ana@lima.example" in row), strict=True))
    assert len(rows) == 2
    assert (ana["name"], ana["Region"], ana["seats"]) == ("=1+1", "Costa Verde", 40)
    assert isinstance(ana["score"], float)
    assert (ana["custom score"], ana["event"], "custom event" in ana) == ("own word", "Fair", False)
    assert isinstance(ana["received_at"], datetime)
    regions = {row["email"]: row["Region"] for row in csv.DictReader(io.StringIO(plain.text))}
    assert regions == {"ana@lima.example": "Costa Verde", "bo@lima.example": ""}


async def test_a_workbook_of_too_many_leads_is_refused_in_words(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_IN_A_WORKBOOK", 2)
    await add(installation, place, "Ana", "Bo", "Cy")
    async with installation.browser(place.owner_id) as client:
        answer = await client.get(f"{place.url}/leads.xlsx")
    assert answer.status_code == 422
    assert "take it as CSV" in answer.text


@pytest.mark.parametrize(
    "text", ["Ek;=1+1", "Ek\t@cmd", "Ek\n=1+1", "Ek\r\n -2", "Ek| +3", "Ek; =1"]
)
def test_no_formula_begins_where_another_program_parts_cells_or_lines(text: str) -> None:
    shown = export.cell(text)
    assert shown.count("'") == 1
    assert shown.replace("'", "") == text
    assert re.search(r"[;\t|\r\n]\s*[=+\-@]", shown) is None


@pytest.mark.parametrize("text", ["Ada; Bo", "佐藤 健太", "علي حسن", "Ende - Anfang", "a|b"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert export.cell(text) == text
