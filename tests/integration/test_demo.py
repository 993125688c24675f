"""`leadwright demo` on a real database: lived through the pipeline, repeatable, and apart from the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.bootstrap.commands import demo_command
from leadwright.bootstrap.demo import company, company_actions, fill, plan, submitting
from leadwright.bootstrap.demo.company import Progress
from leadwright.bootstrap.demo.company_plan import FEWEST, FairList, WordingTest
from leadwright.bootstrap.demo.plan import DemoOptions
from leadwright.domain.errors import Conflict
from leadwright.domain.ids import WorkspaceId
from leadwright.features.workspaces import queries
from leadwright.kernel import jobs

UNTIL = datetime(2026, 5, 14, 15, tzinfo=UTC)
OPTIONS = DemoOptions(leads=20)
WITH_COMPANY = DemoOptions(leads=FEWEST)
LEADS = """
select l.name, l.email, l.intent, l.language, l.score, l.status, l.submissions, p.name as owner,
    l.created_at, l.reply_status, l.reply_ms, s.form ->> 'message' as message
from lead l join submission s on s.workspace_id = l.workspace_id and s.id = l.last_submission_id
left join person p on p.id = l.owner_id where l.workspace_id = :id order by l.created_at
"""


async def filled(installation: Installation, name: str, options: DemoOptions = OPTIONS) -> Progress:
    opened = await company.open_or_find(installation.runtime, name, options, UNTIL)
    return await fill.fill_demo(installation.runtime, installation.worker.jobs, opened)


async def rows(installation: Installation, sql: str, workspace_id: WorkspaceId) -> list[Any]:
    async with installation.runtime.database.system() as session:
        return list(await session.execute(text(sql), {"id": workspace_id}))


async def test_the_same_seed_gives_the_same_people_texts_and_scores(
    installation: Installation,
) -> None:
    told = []
    for name in ("First telling", "Second telling"):
        made = await filled(installation, name)
        leads = await rows(installation, LEADS, made.workspace_id)
        told.append([(r.name, r.message, r.intent, r.score, r.status, r.owner) for r in leads])
    assert len(told[0]) >= 18
    assert told[0] == told[1]


async def test_leads_are_lived_through_in_their_own_time(installation: Installation) -> None:
    made = await filled(installation, "In its time", WITH_COMPANY)
    leads = await rows(installation, LEADS, made.workspace_id)
    assert all(UNTIL - timedelta(days=90) <= lead.created_at < UNTIL for lead in leads)
    answered = [lead for lead in leads if lead.reply_status == "answered"]
    assert len(answered) > len(leads) / 2
    assert sorted(lead.reply_ms for lead in answered)[len(answered) // 2] < 10_000
    assert any(lead.submissions > 1 for lead in leads)
    assert len({lead.owner for lead in leads if lead.owner}) == 4
    assert {lead.status for lead in leads} > {"new", "accepted"}
    events = await rows(
        installation,
        "select max(occurred_at) as last from event where workspace_id = :id",
        made.workspace_id,
    )
    assert events[0].last < UNTIL + timedelta(minutes=1)


async def test_no_screen_of_the_company_is_empty(installation: Installation) -> None:
    """Its file was read, matched and asked about, its junk waits, its wordings are tested: once."""
    made = await filled(installation, "In its time", WITH_COMPANY)
    asked = """
    select (select state from import where workspace_id = :id) as imported,
        (select count(*) from import_row where workspace_id = :id and verdict = 'review') as review,
        (select count(*) from import_row where workspace_id = :id and verdict = 'merged') as merged,
        (select count(*) from duplicate where workspace_id = :id) as questions,
        (select count(*) from quarantine where workspace_id = :id) as quarantined,
        (select state from experiment where workspace_id = :id) as tested,
        (select count(distinct variant) from experiment_assignment where workspace_id = :id) as wordings
    """
    before = (await rows(installation, asked, made.workspace_id))[0]
    steps = plan.make(WITH_COMPANY, UNTIL)
    async with installation.runtime.database.tenant(made.workspace_id) as session:
        for action in [step for step in steps if isinstance(step, FairList | WordingTest)]:
            await company_actions.perform(session, action)
    found = (await rows(installation, asked, made.workspace_id))[0]
    assert found == before
    assert (found.imported, found.tested) == ("done", "running")
    assert found.review == 2
    assert found.merged >= 4
    assert min(found.questions, found.quarantined, found.wordings) > 0, found


async def test_its_mail_never_leaves_the_built_in_outbox(installation: Installation) -> None:
    made = await filled(installation, "Stays inside")
    sent = await rows(
        installation,
        "select distinct built_in, provider from message where workspace_id = :id"
        " and status = 'sent'",
        made.workspace_id,
    )
    assert [tuple(row) for row in sent] == [(True, "outbox")]


async def test_mail_of_a_demo_workspace_stays_even_when_a_plain_key_brought_the_lead(
    installation: Installation,
) -> None:
    made = await company.open_or_find(installation.runtime, "Plain key", OPTIONS, UNTIL)
    keys = await rows(
        installation, "select public_value from api_key where workspace_id = :id", made.workspace_id
    )
    async with installation.browser() as client:
        answer = await client.post(
            f"/api/submit-lead?key={keys[0].public_value}",
            json={"email": "eve@visitor.example", "message": "How much is it for ten people?"},
            headers={"Accept": "application/json"},
        )
    assert answer.status_code == 202
    await installation.work()
    found = await rows(
        installation,
        "select built_in from message where workspace_id = :id",
        made.workspace_id,
    )
    assert found
    assert all(row.built_in for row in found)


async def test_a_stopped_demo_goes_on_and_makes_nothing_twice(installation: Installation) -> None:
    class Stop(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.done >= 30:
            raise Stop

    opened = await company.open_or_find(installation.runtime, "Stopped", OPTIONS, UNTIL)
    with pytest.raises(Stop):
        await fill.fill_demo(installation.runtime, installation.worker.jobs, opened, stop)
    half = await company.open_or_find(installation.runtime, "Stopped", OPTIONS, UNTIL)
    assert 30 <= half.done < half.of
    await fill.fill_demo(installation.runtime, installation.worker.jobs, half)
    whole = await filled(installation, "Never stopped")
    for sql in (
        "select count(*) from submission where workspace_id = :id",
        "select count(*) from message where workspace_id = :id",
        "select count(*) from task where workspace_id = :id and done_at is not null",
        "select string_agg(status, ',' order by email) from lead where workspace_id = :id",
    ):
        one = await rows(installation, sql, half.workspace_id)
        other = await rows(installation, sql, whole.workspace_id)
        assert one == other, sql


async def test_no_worker_takes_the_demos_jobs(installation: Installation, place: Workplace) -> None:
    """Jobs of the demo wait in a lane of their own until the demo runs them on its own clock."""
    opened = await company.open_or_find(installation.runtime, "Apart", OPTIONS, UNTIL)
    post = plan.make(OPTIONS, UNTIL)[0]
    assert isinstance(post, plan.Post)
    lane = company.lane(opened.workspace_id)
    with jobs.apart(lane):
        await submitting.send(installation.runtime.database, opened.workspace_id, post)
    waiting = await rows(
        installation,
        "select entrypoint from pgqueuer"
        " where starts_with(entrypoint, 'demo ' || cast(cast(:id as uuid) as text))",
        opened.workspace_id,
    )
    assert [row.entrypoint for row in waiting] == [lane + "advance_lead"]
    await company.remove(installation.runtime, "Apart")
    await installation.submit(place, email="ana@lima.example", message="Could we see a demo?")
    assert (await installation.lead(place, "ana@lima.example")).reply_status == "answered"


async def test_a_removed_demo_leaves_nothing_and_nobody_behind(installation: Installation) -> None:
    made = await filled(installation, "Gone soon", DemoOptions(leads=4))
    await company.remove(installation.runtime, "Gone soon")
    left = await rows(
        installation,
        "select (select count(*) from workspace where id = :id) + (select count(*) from lead"
        " where workspace_id = :id) + (select count(*) from event where workspace_id = :id)"
        " + (select count(*) from membership where workspace_id = :id)",
        made.workspace_id,
    )
    assert left[0][0] == 0


async def test_real_workspaces_and_the_landing_page_are_left_alone(
    installation: Installation, place: Workplace
) -> None:
    database = installation.runtime.database
    async with database.system() as session:
        before = [w.id for w in await queries.real_workspaces(session)]
        landing = await queries.demo_workspace(session)
    await filled(installation, "Beside the others", DemoOptions(leads=3))
    async with database.system() as session:
        assert [w.id for w in await queries.real_workspaces(session)] == before
        assert (await queries.demo_workspace(session)).id == landing.id  # type: ignore[union-attr]
        real = await queries.workspace(session, place.workspace_id)
    assert real is not None
    for name in (real.name, landing.name if landing else ""):
        with pytest.raises(Conflict, match="Choose another name"):
            await company.remove(installation.runtime, name)


async def test_a_filled_demo_is_refused_unless_it_is_to_be_renewed(
    installation: Installation,
) -> None:
    async def make(*, again: bool) -> str:
        options = {"seed": 3, "leads": 2, "days": 5}
        return await demo_command.make(
            installation.runtime, name="Twice", options=options, say=lambda _: None, again=again
        )

    assert "/w/twice: sign in as maya.lindqvist@northlight.example with" in await make(again=False)
    with pytest.raises(Conflict, match="--again"):
        await make(again=False)
    assert "/w/twice" in await make(again=True)


async def test_the_button_fills_the_demo_as_a_job_and_lets_its_presser_in(
    installation: Installation, place: Workplace
) -> None:
    payload = {"name": "By button", "leads": 3, "days": 5, "person_id": str(place.owner_id)}
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await jobs.enqueue(session, fill.FILL, payload)
    await installation.work()
    async with installation.runtime.database.system() as session:
        made = await company.progress(session, "By button")
        doors = await queries.doors(session, place.owner_id)
    assert made is not None
    assert made.is_full
    assert made.slug in {door.slug for door in doors}


async def test_the_landing_pages_leads_get_an_owner_and_two_equal_posts_two_runs(
    installation: Installation,
) -> None:
    async with installation.runtime.database.system() as session:
        landing = await queries.demo_workspace(session)
        assert landing is not None
        key = await session.scalar(
            text("select public_value from api_key where workspace_id = :id and is_demo"),
            {"id": landing.id},
        )
    body = {"name": "Vera Visitor", "email": "vera@visitor.example", "message": "May we see it?"}
    async with installation.browser() as client:
        posted = [
            await client.post(
                f"/api/submit-lead?key={key}", json=body, headers={"Accept": "application/json"}
            )
            for _ in range(2)
        ]
        assert posted[0].json()["id"] != posted[1].json()["id"]
        await installation.work()
        seen = await client.get(
            posted[1].json()["result_url"], headers={"Accept": "application/json"}
        )
    assert seen.json()["status"] == "answered"
    assert "Jonas Weber" in str(seen.json()["owner"])
