"""Files dropped together: one word about all of them, why one waits, what the export says of their people."""

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from uuid import UUID

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.screens.test_imports import ADA, BEA, drop, rows_of, sheet

from leadwright.features.imports import actions, taking
from leadwright.features.imports import jobs as import_jobs
from leadwright.kernel.jobs import Payload, counted_by
from leadwright.pipeline.imports import notices as import_news

TOLD = "select title, detail from notification where kind = 'import' order by created_at"


@contextmanager
def put_off(later: list[Payload]) -> Iterator[None]:
    """What would be told a while later is noted instead."""

    async def note(_: object, __: str, payload: Payload, **___: object) -> None:
        later.append(payload)

    with mock.patch.object(import_news, "enqueue", note):
        yield


async def tell_now(installation: Installation, later: list[Payload]) -> None:
    tell = next(job for job in installation.worker.jobs if job.name == import_news.TELL)
    for payload in later:
        await tell.handler(payload)
    later.clear()


async def test_files_dropped_together_are_told_of_once(
    installation: Installation, place: Workplace
) -> None:
    later: list[Payload] = []
    people = [
        ("Ada", "Holm", f"ada{n}@firm{n}.example", "", f"Firm {n}", "A1", "") for n in range(3)
    ]
    files = [("files", (f"list{n}.csv", sheet(one))) for n, one in enumerate(people)]
    files.append(("files", ("broken.xlsx", b"PK\x03\x04 and no more")))
    with put_off(later):
        async with installation.browser(place.owner_id) as client:
            await client.post(f"{place.url}/imports", data={}, files=files)
        await installation.work()
    assert await rows_of(installation, place, TOLD) == []
    await tell_now(installation, later)
    assert await rows_of(installation, place, TOLD) == [
        ("4 files: 3 leads taken in", "1 file unreadable.")
    ]


async def test_what_becomes_of_a_drop_later_is_told_too(
    installation: Installation, place: Workplace
) -> None:
    later: list[Payload] = []
    files = [("files", (f"list{n}.csv", sheet(one))) for n, one in enumerate((ADA, BEA))]
    with put_off(later):
        async with installation.browser(place.owner_id) as client:
            await client.post(f"{place.url}/imports", data={"look": "true"}, files=files)
        await installation.work()
        await tell_now(installation, later)
        for (import_id,) in await rows_of(installation, place, "select id from import order by id"):
            async with installation.runtime.database.tenant(place.workspace_id) as session:
                await actions.begin(session, import_id, by=place.owner_id)
            await installation.work()
            await tell_now(installation, later)
    assert await rows_of(installation, place, TOLD) == [
        ("2 files: 0 leads taken in", "2 files to be checked."),
        ("2 files: 1 lead taken in", "1 file to be checked."),
        ("2 files: 2 leads taken in", ""),
    ]


async def test_one_file_is_told_of_at_once_by_its_name(
    installation: Installation, place: Workplace
) -> None:
    await drop(installation, place, sheet(ADA))
    assert await rows_of(installation, place, TOLD) == [("fair.csv: 1 lead taken in", "")]


async def test_a_file_that_cannot_go_in_by_itself_is_told_of_and_leads_to_its_page(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, email="first@lead.example", message="Hello")
    waits = await drop(installation, place, sheet(ADA), look="true")
    later = "update import set created_at = created_at - interval '1 hour'"
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(text(later))
    await drop(installation, place, b"PK\x03\x04 and no more", "broken.xlsx")
    told = await rows_of(installation, place, TOLD)
    assert told[0] == ("fair.csv waits for you to look at it", "")
    assert told[1][0] == "broken.xlsx could not be read"
    assert told[1][1].startswith("The end of the file is missing")
    first = "select id from notification where kind = 'import' order by created_at limit 1"
    (note,) = (await rows_of(installation, place, first))[0]
    async with installation.browser(place.owner_id) as client:
        opened = await client.post(f"{place.url}/notifications/{note}/open")
        today = (await client.get(place.url)).text
    assert opened.headers["location"].endswith(waits)
    assert "Files to check" in today


async def test_the_list_says_why_a_file_waits(installation: Installation, place: Workplace) -> None:
    asked = await drop(installation, place, sheet(ADA), look="true")
    strange = b"Rufn.,Nachname,Email\nGreta,Holm,greta@holm.example\nPaul,Ek,paul@ek.example\n"
    doubtful = await drop(installation, place, strange, "strange.csv")
    async with installation.browser(place.owner_id) as client:
        listed = (await client.get(f"{place.url}/imports")).text
        page = (await client.get(doubtful)).text
    assert asked.split("/")[-1] in listed
    assert "it was asked to wait for a look" in listed
    assert "Waits for a look at what may be: first name." in listed
    assert "the header does not say so surely" in page


async def test_a_row_that_waits_says_why_and_an_address_is_not_shown_as_a_number(
    installation: Installation, place: Workplace
) -> None:
    either = b"Name,Email or phone,Product interest\nGreta Holm,greta@holm.example,A1; Z9\n"
    either += b"Paul Ek,+46 70 123 45 67,A1\n"
    path = await drop(installation, place, either, look="true")
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(path)).text
    assert "is not in the catalogue" in page
    assert '<span class="block truncate">greta@holm.example</span>' in page
    assert '<span class="block text-xs text-ink-3">greta@holm.example' not in page


async def test_a_file_says_by_which_way_and_from_whom_it_came_and_counts_from_its_turn_on(
    installation: Installation, place: Workplace
) -> None:
    await drop(installation, place, b"PK\x03\x04 and no more", "broken.xlsx")
    upload = actions.Upload("far.csv", b"\x89PNG\r\n\x1a\n 0", "folder", source_name="Fair North")
    path = await drop(installation, place, sheet(ADA), look="true")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.receive(session, upload)
        await actions.begin(session, UUID(path.rpartition("/")[2]), by=place.owner_id)
    waits = "select count(*) from import where state = 'taking' and taking_since is null"
    assert await rows_of(installation, place, waits) == [(1,)]
    await installation.work()
    async with installation.browser(place.owner_id) as client:
        listed = (await client.get(f"{place.url}/imports")).text
    name = place.owner_email.partition("@")[0].title()
    assert f"dropped here by {name}" in listed
    assert "from the folder Fair North" in listed
    assert re.search(r"taken in, \d+\.\d s", listed)


async def test_a_number_of_five_digits_leaves_room_for_the_word(
    installation: Installation, place: Workplace
) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text(
                "insert into task (workspace_id, id, reason_key, title, due_at, created_at)"
                " select :w, gen_random_uuid(), n, 'x', now() - interval '1 day', now()"
                " from generate_series(1, 10001) n"
            ),
            {"w": place.workspace_id},
        )
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/imports")).text
    assert "999+" in page
    assert "10,001" not in page


async def test_the_export_holds_what_lists_told_of_a_person(
    installation: Installation, place: Workplace
) -> None:
    listed = (
        b"Name,Email,Job title,Event,Product interest,Tags\n"
        b'Ada Holm,ada@holm.example,@Head of Ropes,Fair 26,"A1, A2",vip; north\n'
    )
    async with installation.browser(place.owner_id) as client:
        sent = {"files": ("fair.csv", listed)}
        await client.post(f"{place.url}/imports", data={}, files=sent)
        await installation.work()
        answer = await client.get(f"{place.url}/leads.csv")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    told = [row[name] for name in ("job_title", "event", "product_interest", "tags")]
    assert told == ["'@Head of Ropes", "Fair 26", "A1, A2", "vip, north"]


async def test_a_file_waits_for_its_turn_without_keeping_other_jobs_waiting(
    installation: Installation, place: Workplace
) -> None:
    reading = next(job for job in installation.worker.jobs if job.name == actions.READ)
    turns = reading.handler.args[0].turns  # type: ignore[attr-defined]  # a partial of its desk
    async with installation.browser(place.owner_id) as client:
        files = {"files": ("fair.csv", sheet(ADA))}
        answer = await client.post(f"{place.url}/imports", data={}, files=files)
    import_id = answer.headers["location"].rpartition("/")[2]
    payload = {"workspace_id": str(place.workspace_id), "import_id": import_id}
    told: list[int] = []
    for _ in range(import_jobs.AT_ONCE):
        await turns.acquire()
    with counted_by(told.append):
        waits = asyncio.ensure_future(reading.handler(payload))
    await asyncio.sleep(0.2)
    assert told == [1]
    assert not waits.done()
    turns.release()
    await waits
    assert told == [1, -1]
    assert await rows_of(installation, place, "select state from import") == [("taking",)]
    turns.release()


async def test_a_file_that_is_read_says_how_far_and_what_it_waited_after_a_stop_does_not_count(
    installation: Installation, place: Workplace
) -> None:
    upload = actions.Upload("far.csv", sheet(ADA) + b"\n" * 900_000, "upload", by=place.owner_id)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        import_id = await actions.receive(session, upload)
    async with installation.browser(place.owner_id) as client:
        before = (await client.get(f"{place.url}/imports/{import_id}")).text
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await actions.has_read(session, import_id, 34_000, 100_000)
        amid = (await client.get(f"{place.url}/imports")).text
    assert "Reading 0.9 MB" in before
    assert "Reading, 34 %" in amid
    assert "34,000 of 100,000" in amid
    stopped = (
        "update import set taking_since = now() - interval '1 hour 9 seconds',"
        " changed_at = now() - interval '1 hour'"
    )
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(text(stopped))
        await taking.since_now(session, import_id)
    counts = "select round(extract(epoch from now() - taking_since)) between 8 and 12 from import"
    assert await rows_of(installation, place, counts) == [(True,)]
