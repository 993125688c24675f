"""The mapping editor: which field each column becomes, by a person's word, for this file and the next."""

import io
import re

import openpyxl
from tests.integration.installation import Installation, Workplace
from tests.integration.screens.test_imports import drop, leads, rows_of


async def test_columns_can_be_mapped_and_are_remembered_for_the_next_file(
    installation: Installation, place: Workplace
) -> None:
    def file(email: str) -> bytes:
        return f"Qwx,Zzk,Email\nAda,Holm,{email}\n".encode()

    path = await drop(installation, place, file("ada@nordkai.example"), look="true")
    assert await leads(installation, place) == []
    async with installation.browser(place.owner_id) as client:
        chosen = {"column-0": "first_name", "column-1": "last_name", "column-2": "email"}
        await client.post(f"{path}/columns", data=chosen)
    await installation.work()
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{path}/take", data={"answer": "none"})
    await installation.work()
    await drop(installation, place, file("eva@nordkai.example"), "next.csv")
    assert {row[0] for row in await leads(installation, place)} == {"Ada Holm"}
    assert len(await leads(installation, place)) == 2


async def mapped(
    installation: Installation, place: Workplace, path: str, chosen: dict[str, str]
) -> str:
    """The page after the columns were chosen, the rest left as the screen proposes it."""
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(path)).text
        select = r'name="(column-\d+)".*?<option value="([^"]*)" selected'
        proposed = dict(re.findall(select, page, re.DOTALL))
        answer = await client.post(f"{path}/columns", data=proposed | chosen)
        assert answer.status_code == 303, answer.text
        await installation.work()
        return (await client.get(path)).text


async def test_columns_under_the_same_head_and_without_one_are_chosen_each_for_itself(
    installation: Installation, place: Workplace
) -> None:
    head, row = "Titre,Nom,Titre,,Email", "Mme,Fabre,Directrice,Claire,claire@fabre.example"
    path = await drop(installation, place, f"{head}\n{row}\n".encode(), look="true")
    page = await mapped(
        installation,
        place,
        path,
        {"column-0": "leave_out", "column-2": "notes", "column-3": "first_name"},
    )
    assert "Claire Fabre" in page
    fields = "select fields ->> 'notes', fields ->> 'job_title', fields ->> 'Titre' from import_row"
    assert await rows_of(installation, place, fields) == [("Directrice", None, None)]


async def test_a_column_that_is_left_out_is_nobodys_name_and_two_may_make_one(
    installation: Installation, place: Workplace
) -> None:
    content = b"Vorname,Zweitname,Rufname im Haus,Email\nAnna,Maria,Weber,a@weber.example\n"
    path = await drop(installation, place, content, look="true")
    columns = {"column-1": "first_name", "column-2": "leave_out"}
    await mapped(installation, place, path, columns)
    names = "select fields ->> 'first_name', fields ->> 'last_name' from import_row"
    assert await rows_of(installation, place, names) == [("Anna Maria", None)]


async def test_a_column_of_addresses_and_numbers_stays_both_when_another_one_is_changed(
    installation: Installation, place: Workplace
) -> None:
    content = (
        "Quién,Correo o teléfono,Zzk\nLucía Romero,lucia@romero.example,uno\n"
        "Javier Gil,+34 612 34 56 78,dos\nMarta Vega,marta@vega.example,tres\n"
    )
    path = await drop(installation, place, content.encode(), look="true")
    page = await mapped(installation, place, path, {"column-2": "notes"})
    assert "Email and phone" in page
    fields = "fields ->> 'email', fields ->> 'phone', fields ->> 'notes'"
    told = f"select {fields} from import_row order by row_index"
    assert await rows_of(installation, place, told) == [
        ("lucia@romero.example", None, "uno"),
        (None, "+34612345678", "dos"),
        ("marta@vega.example", None, "tres"),
    ]


async def test_a_file_without_headers_is_mapped_for_itself_and_teaches_no_other(
    installation: Installation, place: Workplace
) -> None:
    content = "Fabre,Claire,claire@fabre.example\nPerrin,Luc,luc@perrin.example\n"
    path = await drop(installation, place, content.encode(), look="true")
    columns = {"column-0": "last_name", "column-1": "first_name"}
    page = await mapped(installation, place, path, columns)
    assert "Claire Fabre" in page
    assert await rows_of(installation, place, "select 1 from import_mapping") == []


async def test_rows_to_mend_come_back_under_the_columns_that_were_chosen(
    installation: Installation, place: Workplace
) -> None:
    content = b"Qwx,Zzk,Email\nAda,Holm,not an address\nEva,Lund,eva@lund.example\n"
    path = await drop(installation, place, content, "Köln 展示会.csv", look="true")
    await mapped(installation, place, path, {"column-0": "last_name", "column-1": "first_name"})
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{path}/take", data={"answer": "none"})
        await installation.work()
        rejected = await client.get(f"{path}/rows.xlsx?verdict=rejected")
    name = "K%C3%B6ln%20%E5%B1%95%E7%A4%BA%E4%BC%9A%20rejected.xlsx"
    assert f"filename*=UTF-8''{name}" in rejected.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(rejected.content))
    book.active["C2"] = "ada@holm.example"
    out = io.BytesIO()
    book.save(out)
    await drop(installation, place, out.getvalue(), "mended.xlsx")
    found = await leads(installation, place)
    assert {row[:2] for row in found} == {
        ("Holm Ada", "ada@holm.example"),
        ("Lund Eva", "eva@lund.example"),
    }


async def test_nothing_is_taken_in_under_columns_whose_rows_nobody_saw(
    installation: Installation, place: Workplace
) -> None:
    content = b"Qwx,Zzk,Email\nAda,Holm,ada@holm.example\n"
    path = await drop(installation, place, content, look="true")
    columns = {"column-0": "first_name", "column-1": "last_name", "column-2": "email"}
    async with installation.browser(place.owner_id) as client:
        form = {"answer": "none", **columns}
        answer = await client.post(f"{path}/take", data=form)
        assert "toast=columns_first" in answer.headers["location"]
        await installation.work()
        assert await leads(installation, place) == []
        assert "Ada Holm" in (await client.get(path)).text
        await client.post(f"{path}/take", data=form)
        await installation.work()
    assert [row[0] for row in await leads(installation, place)] == ["Ada Holm"]


async def test_a_link_at_the_top_leads_to_the_first_choice_that_is_in_doubt(
    installation: Installation, place: Workplace
) -> None:
    head = "Email,Which company do you work for?"
    path = await drop(installation, place, f"{head}\nada@holm.example,Holm\n".encode(), look="true")
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(path)).text
        assert "please look" in page
        await client.post(f"{path}/take", data={"answer": "none"})
        assert "please look" not in (await client.get(path)).text
    linked = re.search(r'href="#(field-[A-Z]+)">Go to the column to check<', page)
    assert linked is not None
    assert re.search(rf'<select[^>]* id="{linked[1]}"[^>]* name="column-1"', page)


async def test_columns_of_further_people_say_like_which_they_are_read(
    installation: Installation, place: Workplace
) -> None:
    head = "Contact 1 Name,Contact 1 Email,Firm,Contact 2 Name,Contact 2 Email"
    row = "Ada Holm,ada@nordkai.example,Nordkai AB,Eva Lund,eva@nordkai.example"
    path = await drop(installation, place, f"{head}\n{row}\n".encode(), look="true")
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(path)).text
        assert "more people, a row each: read like column A" in page
        assert "more people, a row each: read like column B" in page
        assert 'name="column-1"' in page
        assert 'name="column-3"' not in page
        select = r'name="(column-\d+)".*?<option value="([^"]*)" selected'
        form = dict(re.findall(select, page, re.DOTALL)) | {"answer": "none"}
        assert (await client.post(f"{path}/take", data=form)).status_code == 303
    await installation.work()
    assert {row[0] for row in await leads(installation, place)} == {"Ada Holm", "Eva Lund"}
