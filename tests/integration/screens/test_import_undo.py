"""Imports taken back: while they run, after an error, after merges, and where another list names the same."""

import re
from uuid import UUID

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.screens.test_failed_jobs import Flaky, run_jobs
from tests.integration.screens.test_imports import ADA, BEA, drop, leads, rows_of, sheet

from leadwright.domain.ids import LeadId
from leadwright.features.imports import actions
from leadwright.features.imports.reader import TOO_MUCH
from leadwright.features.imports.reading.sheet import too_many_rows
from leadwright.pipeline import merges
from leadwright.pipeline.imports import undo as import_undo

STATES = "select state from import order by id"
MESSAGES = "select status from message where kind = 'reply' order by id"


def id_of(path: str) -> UUID:
    return UUID(path.rpartition("/")[2])


async def undo(installation: Installation, place: Workplace, path: str) -> None:
    async with installation.browser(place.owner_id) as client:
        assert (await client.post(f"{path}/undo")).status_code == 303
    await installation.work()


async def test_a_row_that_another_list_names_too_goes_with_that_list(
    installation: Installation, place: Workplace
) -> None:
    first = await drop(installation, place, sheet(ADA, BEA))
    second = await drop(installation, place, sheet(ADA), "again.csv")
    async with installation.browser(place.owner_id) as client:
        assert "another list names them too" in (await client.get(f"{first}/undo")).text
    await undo(installation, place, first)
    assert [row[1] for row in await leads(installation, place)] == [ADA[2]]
    async with installation.browser(place.owner_id) as client:
        assert "1 lead that it made is removed" in (await client.get(f"{second}/undo")).text
    await undo(installation, place, second)
    assert await leads(installation, place) == []
    assert await rows_of(installation, place, "select count(*) from submission") == [(0,)]


async def test_a_merge_since_keeps_the_one_lead_as_it_is(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, email=BEA[2], name="Bea Lund", message="Hello")
    await drop(installation, place, sheet(ADA))
    path = await drop(installation, place, sheet((*ADA[:3], "+49 40 1", *ADA[4:]), BEA), "more.csv")
    bea = (await installation.lead(place, BEA[2])).id
    ada = (await installation.lead(place, ADA[2])).id
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        merge = await merges.merge(session, LeadId(bea), LeadId(ada), actor=place.owner_id)
    standing = "select name, email, phone, company, submissions, version from lead"
    before = await rows_of(installation, place, standing)
    async with installation.browser(place.owner_id) as client:
        assert "was made one with somebody else" in (await client.get(f"{path}/undo")).text
    await undo(installation, place, path)
    assert await rows_of(installation, place, standing) == before
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await merges.undo(session, merge, actor=place.owner_id)
    assert {row[1] for row in await leads(installation, place)} == {ADA[2], BEA[2]}


async def test_what_waits_to_be_sent_is_not_sent_to_those_who_stay_either(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA), answer="draft", consent="Asked for it.")
    assert await rows_of(installation, place, MESSAGES) == [("held",)]
    lead = await installation.lead(place, ADA[2])
    async with installation.browser(place.owner_id) as client:
        form = {"status": "working", "version": str(lead.version)}
        await client.post(f"{place.url}/leads/{lead.id}/status", data=form)
    await undo(installation, place, path)
    assert [row[1] for row in await leads(installation, place)] == [ADA[2]]
    assert await rows_of(installation, place, MESSAGES) == [("cancelled",)]


async def test_an_import_is_stopped_and_taken_back_while_it_runs(
    installation: Installation, place: Workplace
) -> None:
    people = [("P", f"Nr{n}", f"p{n}@firm.example", "", "Firm", "A1", "") for n in range(1200)]
    path = await drop(installation, place, sheet(*people), look="true")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.begin(session, id_of(path), by=place.owner_id)
    async with installation.browser(place.owner_id) as client:
        assert "Stop and undo" in (await client.get(path)).text
        preview = await client.get(f"{path}/undo")
        assert "is being taken in" in preview.text
        assert (await client.post(f"{path}/undo")).status_code == 303
        assert (await client.post(f"{path}/undo")).status_code == 409
    await installation.work()
    assert await rows_of(installation, place, STATES) == [("undone",)]
    assert await leads(installation, place) == []


async def test_what_an_error_stopped_goes_on_or_is_taken_back(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA, BEA), look="true")
    import_id = id_of(path)
    for answer in ("again", "undo"):
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            if answer == "again":
                await actions.begin(session, import_id, by=place.owner_id)
            else:
                await session.execute(text("update import set state = 'taking'"))
            await actions.gave_up(session, import_id, "TimeoutError: too long")
        async with installation.browser(place.owner_id) as client:
            page = (await client.get(path)).text
            assert "Try again" in page
            assert f'action="{path}/discard"' not in page
            assert (await client.post(f"{path}/discard")).status_code == 409
            assert (await client.post(f"{path}/{answer}")).status_code == 303
        await installation.work()
        told = {"again": ("done", 2), "undo": ("undone", 0)}[answer]
        assert await rows_of(installation, place, STATES) == [(told[0],)]
        assert len(await leads(installation, place)) == told[1]


async def test_a_file_that_took_too_long_on_a_busy_machine_is_read_again_when_asked(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA), look="true")
    refused = "update import set state = 'refused', error_kind = 'too_large', message = :why"
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(text(refused), {"why": too_many_rows().message})
    async with installation.browser(place.owner_id) as client:
        assert "Try again" not in (await client.get(path)).text
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await session.execute(text(refused), {"why": TOO_MUCH})
        assert "Try again" in (await client.get(path)).text
        assert (await client.post(f"{path}/again")).status_code == 303
        assert (await client.post(f"{path}/again")).status_code == 409
    await installation.work()
    assert await rows_of(installation, place, STATES) == [("ready",)]


async def test_a_file_that_an_error_stopped_goes_on_when_its_failed_job_runs_again(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA, BEA), look="true")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.begin(session, id_of(path), by=place.owner_id)
    await run_jobs(installation, Flaky(actions.TAKE).job)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.gave_up(session, id_of(path), "RuntimeError: no")
    async with installation.browser(place.owner_id) as client:
        assert (await client.post(f"{place.url}/failed-jobs/retry")).status_code == 303
    await installation.work()
    assert await rows_of(installation, place, STATES) == [("done",)]
    assert len(await leads(installation, place)) == 2


async def test_nobody_is_answered_for_a_list_that_was_taken_back_who_stays_neither(
    installation: Installation, place: Workplace
) -> None:
    """Their runs are under way while it is: they have asked a model, or wait for another try."""
    path = await drop(installation, place, sheet(ADA, BEA), look="true")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.decide_answer(session, id_of(path), answer="send", consent="The fair")
        await actions.begin(session, id_of(path), by=place.owner_id)
    kinds = {job.name: job for job in installation.worker.jobs}
    await run_jobs(installation, kinds[actions.TAKE])
    assert await rows_of(installation, place, "select status from run") == [("running",)] * 2
    lead = await installation.lead(place, ADA[2])
    async with installation.browser(place.owner_id) as client:
        form = {"status": "working", "version": str(lead.version)}
        await client.post(f"{place.url}/leads/{lead.id}/status", data=form)
        assert (await client.post(f"{path}/undo")).status_code == 303
    await run_jobs(installation, kinds[actions.UNDO])
    await installation.work()
    assert await leads(installation, place) == [("Ada Holm", ADA[2], "stopped")]
    assert await rows_of(installation, place, MESSAGES) == []
    tried = "select count(*) from pgqueuer where attempts > 0"
    assert await rows_of(installation, place, tried) == [(0,)]
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/leads/{lead.id}")).text
        rows = (await client.get(path)).text
    assert "was taken back first" in page
    assert sorted(re.findall(r">\s*(Kept|Taken back)\s*<", rows)) == ["Kept", "Taken back"]
    assert set(re.findall(r'/leads/([0-9a-f-]{36})"', rows)) == {str(lead.id)}


async def test_what_waits_to_leave_is_held_before_the_first_lead_is_taken_back(
    installation: Installation, place: Workplace
) -> None:
    path = await drop(installation, place, sheet(ADA, BEA), answer="draft", consent="The fair")
    later = "update message set status = 'queued', send_after = now() + interval '1 hour'"
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(text(later))
        await actions.begin_undo(session, id_of(path), by=place.owner_id)
        await import_undo._answer_no_more(session, id_of(path))
    assert await rows_of(installation, place, MESSAGES) == [("held",)] * 2


async def test_who_was_known_before_has_the_state_of_the_answer_back(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, email=ADA[2], name="Ada Holm", message="What does it cost?")
    standing = "select reply_status, reply_ms is null, submissions from lead"
    before = await rows_of(installation, place, standing)
    path = await drop(installation, place, sheet(ADA), answer="draft", consent="The fair")
    assert (await rows_of(installation, place, standing))[0][0] == "held"
    await undo(installation, place, path)
    assert await rows_of(installation, place, standing) == before


async def test_an_undo_tells_how_far_it_is(installation: Installation, place: Workplace) -> None:
    people = [("P", f"Nr{n}", f"p{n}@firm.example", "", "Firm", "A1", "") for n in range(250)]
    path = await drop(installation, place, sheet(*people))
    async with installation.browser(place.owner_id) as client:
        assert (await client.post(f"{path}/undo")).status_code == 303
        assert "0 of 250" in (await client.get(path)).text
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            assert await import_undo._part(session, id_of(path))
        page = (await client.get(path)).text
        assert "Being undone, 80 %" in page
        assert "200 of 250" in page
        assert 'aria-label="Rows taken back"' in page
    await installation.work()
    assert await rows_of(installation, place, STATES) == [("undone",)]
