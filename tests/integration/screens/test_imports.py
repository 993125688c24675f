"""Imports by the screen: a file becomes leads once, can be mapped, mended and taken back."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import httpx
import openpyxl
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.permission import Role

HEAD = ("First name", "Last name", "Email", "Phone", "Company", "Product interest", "Notes")
ADA = ("Ada", "Holm", "ada.holm@nordkai.example", "+49 40 66969118", "Nordkai GmbH", "A1", "")
BEA = (
    "Bea",
    "Lund",
    "bea.lund@sydhavn.example",
    "+45 32 12 34 56",
    "Sydhavn ApS",
    "A2",
    "Wants a demo",
)
NOBODY = ("", "", "not an address", "", "Firm", "A1", "")
STRANGE = ("Cy", "Ek", "cy.ek@vik.example", "", "Vik AB", "Z9", "")


def sheet(*rows: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return out.getvalue().encode()


async def drop(
    installation: Installation,
    place: Workplace,
    content: bytes,
    name: str = "fair.csv",
    **form: Any,
) -> str:
    """Upload a file and do all that follows. The address of its page."""
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(
            f"{place.url}/imports", data=form, files=[("files", (name, content))]
        )
    assert answer.status_code == 303, answer.text
    await installation.work()
    return answer.headers["location"]


async def rows_of(installation: Installation, place: Workplace, query: str) -> list[Any]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def leads(installation: Installation, place: Workplace) -> list[Any]:
    return await rows_of(
        installation, place, "select name, email, reply_status from lead order by name"
    )


async def test_the_screen_invites_when_nothing_was_taken_in(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/imports")
        example = await client.get(f"{place.url}/imports/example.xlsx")
    assert "Drop one above" in page.text
    first = next(openpyxl.load_workbook(io.BytesIO(example.content)).active.values)
    assert "Email" in first


async def test_a_certain_file_becomes_scored_leads_with_owners_and_nobody_is_answered(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA, BEA, STRANGE, NOBODY))
    assert await leads(installation, place) == [
        ("Ada Holm", "ada.holm@nordkai.example", "none"),
        ("Bea Lund", "bea.lund@sydhavn.example", "none"),
        ("Cy Ek", "cy.ek@vik.example", "none"),
    ]
    scored = await rows_of(installation, place, "select score is not null, owner_id from lead")
    assert scored == [(True, place.owner_id)] * 3
    replies = "select count(*) from message where kind = 'reply'"
    assert await rows_of(installation, place, replies) == [(0,)]
    async with installation.browser(place.owner_id) as client:
        page = await client.get(path)
        wanted = await client.get(f"{path}/rows.xlsx")
    assert "Done" in page.text
    assert "<bdi>to Startup</bdi>" in page.text
    mend = list(openpyxl.load_workbook(io.BytesIO(wanted.content)).active.values)
    assert mend[0][-2:] == ("Reason", "Row in the file")
    assert tuple(cell or "" for cell in mend[1][:7]) == NOBODY
    assert mend[1][-2]
    assert "*:" not in mend[1][-2]


async def test_a_mended_row_comes_back_without_the_columns_that_told_its_reason(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA, NOBODY))
    async with installation.browser(place.owner_id) as client:
        wanted = await client.get(f"{path}/rows.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(wanted.content))
    book.active["C2"] = "no.body@firm.example"
    mended = io.BytesIO()
    book.save(mended)
    await drop(installation, place, mended.getvalue(), "mended.xlsx")
    fields = await rows_of(
        installation, place, "select fields from import_row where fields->>'email' like 'no.body@%'"
    )
    assert len(fields) == 1
    assert not {"Reason", "Row in the file"} & set(fields[0][0])


async def test_an_empty_file_among_others_is_named_and_the_others_are_taken(
    installation: Installation, place: Workplace
) -> None:
    files = [("files", ("nothing.csv", b"")), ("files", ("fair.csv", sheet(ADA)))]
    typed = {"answer": "draft", "consent": "Met at the fair", "look": "true"}
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/imports", data=typed, files=files)
        await installation.work()
        listed = await client.get(f"{place.url}/imports")
    assert answer.status_code == 422
    assert "nothing.csv cannot be taken" in answer.text
    assert 'value="Met at the fair"' in answer.text
    assert "fair.csv" in listed.text
    assert "nothing.csv" not in listed.text


async def test_the_same_rows_again_make_nothing_new_whatever_file_they_stand_in(
    installation: Installation, place: Workplace
) -> None:
    await drop(installation, place, sheet(ADA, BEA))
    before = await rows_of(installation, place, "select * from lead order by id")
    await drop(installation, place, sheet(BEA, ADA, ADA), "again.csv")
    assert await rows_of(installation, place, "select * from lead order by id") == before
    newest = "(select id from import order by id desc limit 1)"
    states = f"select distinct state from import_row where import_id = {newest}"
    assert await rows_of(installation, place, states) == [("known",)]


async def test_an_undo_removes_what_it_made_and_puts_back_what_it_changed(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, email=ADA[2], message="Could you call me?")
    known = "select * from lead where email like 'ada%'"
    before = await rows_of(installation, place, known)
    told = "select count(*) from known_fact"
    facts = await rows_of(installation, place, told)
    path = await drop(installation, place, sheet(ADA, BEA))
    assert await rows_of(installation, place, known) != before
    async with installation.browser(place.owner_id) as client:
        preview = await client.get(f"{path}/undo")
        assert "1 lead that it made is removed" in preview.text
        assert (await client.post(f"{path}/undo")).status_code == 303
    await installation.work()
    assert await rows_of(installation, place, known) == before
    assert await rows_of(installation, place, told) == facts
    assert await rows_of(installation, place, "select count(*) from lead") == [(1,)]
    assert await rows_of(installation, place, "select count(*) from submission") == [(1,)]
    await drop(installation, place, sheet(BEA))
    assert await rows_of(installation, place, "select count(*) from lead") == [(2,)]


async def test_an_undo_keeps_a_lead_that_somebody_worked_on_and_says_so(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA, BEA))
    lead = await installation.lead(place, ADA[2])
    async with installation.browser(place.owner_id) as client:
        form = {"status": "working", "version": str(lead.version)}
        moved = await client.post(f"{place.url}/leads/{lead.id}/status", data=form)
        assert moved.status_code in {200, 303}, moved.text
        assert "somebody worked on it since" in (await client.get(f"{path}/undo")).text
        await installation.submit(place, email=ADA[2], message="And a brochure, please")
        await installation.work()
        assert "wrote to us since" in (await client.get(f"{path}/undo")).text
        await client.post(f"{path}/undo")
    await installation.work()
    assert [row[1] for row in await leads(installation, place)] == [ADA[2]]
    async with installation.browser(place.owner_id) as client:
        assert "1 kept: worked on" in (await client.get(path)).text


async def test_people_are_answered_once_when_a_reason_is_given(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        without = await client.post(
            f"{place.url}/imports",
            data={"answer": "send"},
            files=[("files", ("a.csv", sheet(BEA)))],
        )
    assert without.status_code == 422
    assert "agreed to be written to" in without.text
    form = {"answer": "send", "consent": "Asked for it at our stand."}
    await drop(installation, place, sheet(BEA), **form)
    assert await leads(installation, place) == [("Bea Lund", BEA[2], "answered")]
    replies = "select count(*) from message where kind = 'reply' and status = 'sent'"
    assert await rows_of(installation, place, replies) == [(1,)]
    path = await drop(installation, place, sheet(ADA), "b.csv", answer="draft", consent="As above.")
    assert ("Ada Holm", ADA[2], "held") in await leads(installation, place)
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{path}/undo")
    await installation.work()
    assert [row[1] for row in await leads(installation, place)] == [BEA[2]]


async def test_who_may_be_known_already_gets_a_draft_and_no_answer_of_the_file(
    installation: Installation, place: Workplace
) -> None:
    form = {"answer": "send", "consent": "Asked for it at our stand."}
    twin = (*BEA[:2], f"other.{BEA[2]}", *BEA[3:])
    await drop(installation, place, sheet(BEA, twin), **form)
    found = await leads(installation, place)
    assert sorted(row[2] for row in found) == ["answered", "held"]
    questions = "select count(*) from duplicate where state = 'open'"
    assert await rows_of(installation, place, questions) == [(1,)]


async def test_the_same_address_with_another_name_is_a_question_and_no_merge(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, name="Ada Holm", email=ADA[2], message="Please call me.")
    other = ("Rosalind", "Berg", ADA[2], "", "Nordkai GmbH", "A1", "")
    await drop(installation, place, sheet(other))
    assert {row[0] for row in await leads(installation, place)} == {"Ada Holm", "Rosalind Berg"}
    assert await rows_of(installation, place, "select state from duplicate") == [("open",)]


async def test_a_file_nobody_can_read_is_refused_in_words_and_the_next_one_works(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, b"PK\x03\x04 broken", "list.xlsx")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(path)
    assert re.search("Is damaged|Ends too early|Is no spreadsheet", page.text)
    assert "again" in page.text.partition("</h2>")[2]  # what to do stands there whole
    await drop(installation, place, sheet(ADA))
    assert len(await leads(installation, place)) == 1


async def test_hostile_cells_and_names_are_shown_and_never_run(
    installation: Installation, place: Workplace
) -> None:
    bad = (
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "eve@vik.example",
        "",
        "{{7*7}}",
        "A1",
        "",
    )
    path = await drop(installation, place, sheet(bad), '"><script>x</script>.csv')
    async with installation.browser(place.owner_id) as client:
        page = await client.get(path)
        book = await client.get(f"{path}/rows.xlsx?verdict=review")
    assert "<script>alert" not in page.text
    assert "<script>x" not in page.text
    assert book.status_code == 200


async def test_strangers_viewers_and_forged_forms_are_kept_out(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA))
    other = await installation.workplace("Other")
    viewer = await installation.member(place.workspace_id, "viewer@import.example", Role.VIEWER)
    number = path.rpartition("/")[2]
    async with installation.browser(other.owner_id) as client:
        for end in ("", "/undo", "/rows.xlsx", "/file"):
            assert (await client.get(f"{other.url}/imports/{number}{end}")).status_code == 404
        assert (await client.post(f"{other.url}/imports/{number}/undo")).status_code == 404
    async with installation.browser(viewer) as client:
        assert (await client.get(path)).status_code == 200
        assert (await client.post(f"{path}/undo")).status_code == 403
        files: Any = [("files", ("a.csv", sheet(BEA)))]
        assert (await client.post(f"{place.url}/imports", files=files)).status_code == 403
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        forged: httpx.Response = await client.post(f"{path}/undo")
        assert forged.status_code == 403


async def test_what_was_not_read_and_the_rows_left_out_are_told(
    installation: Installation, place: Workplace
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Visitors"
    for row in (HEAD, ADA, BEA, ("Total: 2",)):
        book.active.append(row)
    gone = book.create_sheet("Gone")
    gone.append(("Name", "Mail", "Why"))
    gone.append(("Lisa Rau", "l.rau@rau.example", "unsubscribed"))
    content = io.BytesIO()
    book.save(content)
    path = await drop(installation, place, content.getvalue(), "fair.xlsx")
    async with installation.browser(place.owner_id) as client:
        page, one = await client.get(f"{place.url}/imports"), await client.get(path)
    assert "Not read: other sheets with rows (Gone)" in page.text
    assert "Not read: other sheets with rows (Gone)" in one.text
    assert "Total: 2" in one.text
    assert len(await leads(installation, place)) == 2


async def test_before_the_first_row_the_screen_says_what_is_happening(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA, BEA))
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(text("update import set state = 'taking', at_row = 0"))
    async with installation.browser(place.owner_id) as client:
        page, one = await client.get(f"{place.url}/imports"), await client.get(path)
    assert "Comparing with your leads" in page.text
    assert "0 %" not in page.text
    assert "compared with every lead you have" in one.text
