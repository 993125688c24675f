"""Tasks: seen, planned, changed, handed over, ticked off and opened again."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Role
from leadwright.features.tasks import actions
from leadwright.features.tasks.actions import TaskPlan
from leadwright.features.tasks.models import Task
from leadwright.kernel import clock

HOSTILE = "<script>alert(1)</script> \u202eevil" + "x" * 120


async def plan(
    installation: Installation,
    place: Workplace,
    title: str,
    *,
    hours: float = 72,
    owner: PersonId | None = None,
) -> UUID:
    due_at = clock.now() + timedelta(hours=hours)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        return await actions.add(session, TaskPlan(title, due_at, owner_id=owner))


async def task(installation: Installation, place: Workplace, task_id: UUID) -> Task:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Task).where(Task.workspace_id == place.workspace_id, Task.id == task_id)
        return (await session.execute(query)).scalar_one()


async def only_task(installation: Installation, place: Workplace) -> Task:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Task).where(Task.workspace_id == place.workspace_id)
        return (await session.execute(query)).scalar_one()


async def test_a_new_workspace_says_where_tasks_come_from(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/tasks")
        done = await client.get(f"{place.url}/tasks?view=done")
    assert page.status_code == 200
    assert "Nothing to do." in page.text
    assert "Nothing was ticked off yet." in done.text


async def test_an_answered_lead_brings_its_owner_a_task_that_links_to_the_lead(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, name="Ana Lima", email="ana@lima.example", message="Could we see a demo next week?"
    )
    lead = await installation.lead(place, "ana@lima.example")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/tasks")
    assert "Ana Lima" in page.text
    assert f"{place.url}/leads/{lead.id}" in page.text


async def test_tasks_stand_under_overdue_next_and_later(
    installation: Installation, place: Workplace
) -> None:
    for title, hours in (("Was due", -5), ("Is due", 5), ("Will be due", 500)):
        await plan(installation, place, title, hours=hours, owner=place.owner_id)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/tasks")
    text = page.text.partition("<table")[2]
    marks = [">Overdue<", "Was due", ">Next<", "Is due", ">Later<", "Will be due"]
    assert [text.index(mark) for mark in marks] == sorted(text.index(mark) for mark in marks)


async def test_mine_leaves_out_what_others_have_to_do(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, f"rep@{place.slug}.example", Role.REP)
    await plan(installation, place, "Call the mill", owner=rep)
    async with installation.browser(place.owner_id) as client:
        mine = await client.get(f"{place.url}/tasks")
        everyones = await client.get(f"{place.url}/tasks?view=all")
    assert "Call the mill" not in mine.text
    assert "Nothing waits for you" in mine.text
    assert "Call the mill" in everyones.text


async def test_what_nobody_has_yet_waits_for_everybody(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, f"rep@{place.slug}.example", Role.REP)
    await installation.submit(place, email="ana@lima.example", message="A demo, please.")
    await plan(installation, place, "Read what came first", hours=-5)
    for person in (place.owner_id, rep):
        async with installation.browser(person) as client:
            listed = await client.get(f"{place.url}/tasks")
            today = await client.get(place.url)
        assert "Read what came first" in listed.text
        assert "nobody yet" in listed.text
        assert "Tasks due" in today.text
    async with installation.browser(rep) as client:
        await plan(installation, place, "Call the mill", hours=-5, owner=place.owner_id)
        only = await task(installation, place, (await only_open(installation, place, "Read"))[0])
        await client.post(f"{place.url}/tasks/{only.id}/done", data={})
        assert "Tasks due" not in (await client.get(place.url)).text, (
            "another member's is not theirs"
        )


async def only_open(installation: Installation, place: Workplace, begins: str) -> list[UUID]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Task.id).where(
            Task.workspace_id == place.workspace_id, Task.title.startswith(begins)
        )
        return list((await session.execute(query)).scalars())


async def test_a_task_is_planned_by_hand_about_a_lead(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, work=False, name="Bo Li", email="bo@li.example", message="A quote, please."
    )
    await installation.work()
    lead = await installation.lead(place, "bo@li.example")
    form = {"title": "  Send the\ncatalogue ", "due": "2031-05-06", "lead": str(lead.id)}
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/tasks/new?lead={lead.id}")
        answer = await client.post(f"{place.url}/tasks", data=form)
        listed = await client.get(f"{place.url}/tasks?view=all")
    assert f'<option value="{lead.id}" selected>' in page.text
    assert answer.status_code == 303
    assert "Send the catalogue" in listed.text
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Task).where(
            Task.workspace_id == place.workspace_id, Task.title == "Send the catalogue"
        )
        made = (await session.execute(query)).scalar_one()
    assert (made.lead_id, made.owner_id) == (lead.id, None)
    assert f"{made.due_at:%Y-%m-%d %H:%M}" == "2031-05-06 12:00"


async def test_a_form_with_mistakes_keeps_what_was_typed_and_names_them(
    installation: Installation, place: Workplace
) -> None:
    form = {"title": "y" * 201, "due": "tomorrow", "owner": str(place.owner_id)}
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/tasks", data=form)
        nobody = await client.post(
            f"{place.url}/tasks", data=form | {"title": "t", "due": "2031-05-06", "owner": "x"}
        )
    assert answer.status_code == 422
    assert "y" * 201 in answer.text
    assert "Shorten it to 200 characters; it has 201." in answer.text
    assert "Choose a date from 2000 to 2099" in answer.text
    assert nobody.status_code == 422
    assert "Choose a member of this workspace." in nobody.text


async def test_a_task_is_changed_and_an_untouched_date_keeps_its_hour(
    installation: Installation, place: Workplace
) -> None:
    task_id = await plan(installation, place, "Call back", hours=50)
    before = await task(installation, place, task_id)
    form = {"title": "Call twice", "due": before.due_at.date().isoformat()}
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/tasks/{task_id}")
        answer = await client.post(
            f"{place.url}/tasks/{task_id}", data=form | {"owner": str(place.owner_id)}
        )
    after = await task(installation, place, task_id)
    assert page.status_code == 200
    assert answer.status_code == 303
    assert (after.title, after.owner_id) == ("Call twice", place.owner_id)
    assert after.due_at == before.due_at


async def test_ticking_off_offers_an_undo_that_opens_the_task_again(
    installation: Installation, place: Workplace
) -> None:
    task_id = await plan(installation, place, "Call back", owner=place.owner_id)
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/tasks/{task_id}/done", data={"view": "mine"})
        page = await client.get(answer.headers["location"])
        was_done = (await task(installation, place, task_id)).done_at
        undo = f"{place.url}/tasks/reopen?task={task_id}"
        undone = await client.post(undo, headers={"HX-Request": "true"})
    assert was_done is not None
    assert f'hx-post="{undo}"' in page.text
    assert undone.headers["HX-Refresh"] == "true"
    assert (await task(installation, place, task_id)).done_at is None


async def test_the_undo_of_a_forged_link_is_not_offered(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/tasks?toast=done&undo=/settings/members/remove")
    assert "data-undo" not in page.text


async def test_several_tasks_are_ticked_off_and_handed_over_at_once(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, f"rep@{place.slug}.example", Role.REP)
    ids = [await plan(installation, place, f"Task {number}") for number in range(2)]
    ticked = {"task": [str(task_id) for task_id in ids], "owner": str(rep)}
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/tasks/assign", data=ticked)
        await client.post(f"{place.url}/tasks/done", data=ticked)
    found = [await task(installation, place, task_id) for task_id in ids]
    assert {each.owner_id for each in found} == {rep}
    assert all(each.done_at for each in found)


async def test_a_viewer_sees_tasks_and_changes_none(
    installation: Installation, place: Workplace
) -> None:
    viewer = await installation.member(place.workspace_id, f"v@{place.slug}.example", Role.VIEWER)
    task_id = await plan(installation, place, "Call back")
    async with installation.browser(viewer) as client:
        page = await client.get(f"{place.url}/tasks?view=all")
        new = await client.get(f"{place.url}/tasks/new")
        answers = [
            await client.post(f"{place.url}/tasks{path}", data={"task": str(task_id)})
            for path in ("", f"/{task_id}", f"/{task_id}/done", "/done", "/assign")
        ]
    assert page.status_code == 200
    assert "Call back" in page.text
    assert "formaction" not in page.text
    assert [new.status_code, *(answer.status_code for answer in answers)] == [403] * 6


async def test_a_post_from_elsewhere_is_refused(
    installation: Installation, place: Workplace
) -> None:
    task_id = await plan(installation, place, "Call back")
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        statuses = [
            (
                await client.post(
                    f"{place.url}/tasks{path}?task={task_id}", data={"task": str(task_id)}
                )
            ).status_code
            for path in ("", f"/{task_id}", f"/{task_id}/done", "/done", "/assign", "/reopen")
        ]
    assert statuses == [403] * 6
    assert (await task(installation, place, task_id)).done_at is None


async def test_another_workspaces_task_and_lead_are_not_there(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    task_id = await plan(installation, other, "Theirs")
    await installation.submit(other, name="T", email="t@t.example", message="Hello, a demo?")
    lead = await installation.lead(other, "t@t.example")
    ticked = {"task": str(task_id), "title": "t", "due": "2031-05-06"}
    async with installation.browser(place.owner_id) as client:
        answers = [
            await client.get(f"{place.url}/tasks/{task_id}"),
            await client.get(f"{place.url}/tasks/new?lead={lead.id}"),
            await client.post(f"{place.url}/tasks/{task_id}", data=ticked),
            await client.post(f"{place.url}/tasks/{task_id}/done", data=ticked),
            await client.post(f"{place.url}/tasks/done", data=ticked),
            await client.post(f"{place.url}/tasks/assign", data=ticked),
            await client.post(f"{place.url}/tasks/reopen?task={task_id}"),
        ]
        about = await client.post(f"{place.url}/tasks", data=ticked | {"lead": str(lead.id)})
    assert [answer.status_code for answer in answers] == [404] * 7
    assert about.status_code == 422
    assert (await task(installation, other, task_id)).done_at is None


async def test_hostile_titles_are_shown_and_not_run(
    installation: Installation, place: Workplace
) -> None:
    task_id = await plan(installation, place, HOSTILE, owner=place.owner_id)
    async with installation.browser(place.owner_id) as client:
        pages = [
            await client.get(f"{place.url}/tasks"),
            await client.get(f"{place.url}/tasks/{task_id}"),
        ]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text
