"""A workspace far from UTC: its day, its list and its tasks follow its own clocks."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.kernel import clock

ZONE = "Pacific/Auckland"
FAR = ZoneInfo(ZONE)
ENOUGH = timedelta(minutes=3)


@pytest.fixture
async def far(installation: Installation, place: Workplace) -> Workplace:
    async with installation.runtime.database.system() as session:
        await session.execute(
            text("update workspace set settings = settings || :zone where id = :id"),
            {"zone": f'{{"timezone": "{ZONE}"}}', "id": place.workspace_id},
        )
    return place


async def _arrived(installation: Installation, place: Workplace, moment: datetime) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text("update lead set last_submission_at = :at where workspace_id = :id"),
            {"at": moment, "id": place.workspace_id},
        )


async def test_today_and_the_list_begin_at_the_workspaces_midnight(
    installation: Installation, far: Workplace
) -> None:
    await installation.submit(
        far, name="Ana Lima", email="ana@lima.example", message="A demo, please?"
    )
    here = clock.now().astimezone(FAR)
    midnight = datetime.combine(here.date(), time(), FAR)
    shown = []
    async with installation.browser(far.owner_id) as client:
        for moment in (midnight - ENOUGH, midnight):
            await _arrived(installation, far, moment)
            listed = await client.get(f"{far.url}/leads?since=today")
            sheet = await client.get(f"{far.url}/leads.csv?since=today")
            shown.append(("Ana Lima" in listed.text, "Ana Lima" in sheet.text))
    assert shown == [(False, False), (True, True)]


async def test_tasks_are_planned_by_the_workspaces_clocks(
    installation: Installation, far: Workplace
) -> None:
    await installation.submit(far, name="Ana", email="ana@lima.example", message="A demo, please?")
    tomorrow = clock.now().astimezone(FAR).date() + timedelta(days=1)
    async with installation.browser(far.owner_id) as client:
        form = await client.get(f"{far.url}/tasks/new")
        made = await client.post(
            f"{far.url}/tasks", data={"title": "Call Ana", "due": tomorrow.isoformat()}
        )
    async with installation.runtime.database.read(far.workspace_id) as session:
        rows = await session.execute(
            text("select id, title, due_at from task where workspace_id = :id"),
            {"id": far.workspace_id},
        )
        tasks = {row.title: row for row in rows}
    call = tasks.pop("Call Ana")
    (follow_up,) = tasks.values()
    assert made.status_code == 303
    assert f'value="{tomorrow.isoformat()}"' in form.text
    assert call.due_at.astimezone(FAR).strftime("%H:%M") == "12:00"
    assert call.due_at.astimezone(FAR).date() == tomorrow
    assert follow_up.due_at.astimezone(FAR).weekday() < 5
    async with installation.browser(far.owner_id) as client:
        page = await client.get(f"{far.url}/tasks/{call.id}")
    assert f'value="{tomorrow.isoformat()}"' in page.text
