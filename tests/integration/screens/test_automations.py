"""The screens of automations: made, tried, switched, deleted and brought back, by who may."""

import re

from sqlalchemy import select, update
from tests.integration.installation import Installation, Workplace

from leadwright.domain.behaviour import PageViewed
from leadwright.domain.ids import LeadId, new_id
from leadwright.domain.permission import Role
from leadwright.features.automation.models import Automation, AutomationRun
from leadwright.kernel.events import emit

HOSTILE = "<script>alert(1)</script>"
FORM = {
    "do": "save",
    "name": f"Readers {HOSTILE}",
    "event": "page.viewed",
    "c-match": "all",
    "c-0-field": "about",
    "c-0-op": "contains",
    "c-0-value": "pricing",
    "a-0-do": "tell",
    "a-0-to": "everybody",
    "a-0-title": "{name} reads prices",
    "a-1-do": "webhook",
    "a-1-url": "https://hooks.example/in",
}


async def kept(installation: Installation, place: Workplace) -> Automation:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Automation).where(Automation.workspace_id == place.workspace_id)
        return (await session.execute(query)).scalar_one()


async def test_an_automation_is_made_tried_run_and_looked_at(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, name=HOSTILE, email="a@far.example", message="Hello there")
    lead_id = LeadId((await installation.lead(place, "a@far.example")).id)
    view = PageViewed(lead_id=lead_id, source="page", about="/pricing")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        emit(session, view)
    async with installation.browser(place.owner_id) as client:
        assert "Make the first one" in (await client.get(f"{place.url}/automations")).text
        assert (await client.get(f"{place.url}/automations/new")).status_code == 200
        tried = await client.post(f"{place.url}/automations/new", data={**FORM, "do": "trial"})
        assert "would have acted once on one lead" in tried.text
        assert HOSTILE not in tried.text
        made = await client.post(f"{place.url}/automations/new", data=FORM)
        row = await kept(installation, place)
        assert (made.status_code, row.state) == (303, "paused")
        url = f"{place.url}/automations/{row.id}"
        page = await client.get(url)
        assert "whsec_" in page.text
        assert "Page, file or link contains" in page.text
        assert (await client.post(f"{url}/on")).status_code == 303
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            emit(session, view)
        await installation.work()
        page = await client.get(f"{url}?tried=1")
        assert HOSTILE not in page.text
        run = re.search(rf"{url}/runs/[0-9a-f-]+", page.text)
        assert run is not None
        detail = await client.get(run[0])
        assert "told everybody" in detail.text
        assert "hooks.example" in detail.text
        assert HOSTILE not in (await client.get(f"{place.url}/automations")).text
        deleted = await client.post(f"{url}/delete")
        shown = await client.get(deleted.headers["location"])
        assert f"{url}/restore" in shown.text
        assert (await client.get(url)).status_code == 404
        assert (await client.post(f"{url}/restore")).status_code == 303
        assert (await kept(installation, place)).state == "paused"


async def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(
    installation: Installation, place: Workplace
) -> None:
    wrong = {
        **FORM,
        "name": "",
        "c-0-value": "",
        "a-0-title": "{password} of {name}",
        "a-1-url": "http://plain.example",
    }
    async with installation.browser(place.owner_id) as client:
        url = f"{place.url}/automations/new"
        answer = await client.post(url, data=wrong)
        assert answer.status_code == 422
        for words in ("Give it a name.", "{password} stands for nothing here", "begins with https"):
            assert words in answer.text
        assert "http://plain.example" in answer.text
        for press in ("add-row", "remove-row-0", "add-action", "up-action-1", "remove-action-9"):
            assert (await client.post(url, data={**FORM, "do": press})).status_code == 200
        await client.post(url, data=FORM)
        row = await kept(installation, place)
        edit = f"{place.url}/automations/{row.id}/edit"
        assert "{name} reads prices" in (await client.get(edit)).text
        late = await client.post(edit, data={**FORM, "version": "7"})
        assert late.status_code == 422
        assert "Somebody changed this automation" in late.text
        fine = await client.post(edit, data={**FORM, "name": "Other", "version": "1"})
        assert fine.status_code == 303
    assert (await kept(installation, place)).name == "Other"


async def test_an_automation_that_points_at_nothing_says_so_and_is_not_changed_in_silence(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, "rep@acme.example", Role.REP)
    form = {
        **{key: value for key, value in FORM.items() if not key.startswith("c-")},
        "event": "score.crossed",
        "threshold": "hot",
        "direction": "up",
        "a-0-to": str(rep),
    }
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/automations/new", data=form)
        row = await kept(installation, place)
        url = f"{place.url}/automations/{row.id}"
        assert "not there any more" not in (await client.get(url)).text
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            actions = [{**row.actions[0], "to": str(new_id())}, row.actions[1]]
            narrowed = {"threshold": "scorching", "direction": "up"}
            await session.execute(
                update(Automation)
                .where(Automation.workspace_id == place.workspace_id)
                .values(actions=actions, narrowed=narrowed)
            )
        shown = (await client.get(url)).text
        assert "That member left. Choose who it is now." in shown
        assert "The primary scorecard has no threshold scorching." in shown
        assert "Points at nothing" in (await client.get(f"{place.url}/automations")).text
        edit = (await client.get(f"{url}/edit")).text
        assert re.search(r"selected[^>]*>Somebody who left<", edit)
        assert re.search(r'value="scorching"\s+selected', edit)
        same = {**form, "version": "1", "threshold": "scorching", "a-0-to": actions[0]["to"]}
        refused = await client.post(f"{url}/edit", data=same)
        assert refused.status_code == 422
        mended = await client.post(f"{url}/edit", data={**form, "version": "1"})
        assert mended.status_code == 303
        assert "not there any more" not in (await client.get(url)).text


async def test_only_admins_change_and_nobody_sees_another_workspace(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, "rep@acme.example", Role.REP)
    other = await installation.workplace("Other")
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/automations/new", data=FORM)
        row = await kept(installation, place)
        url = f"/automations/{row.id}"
        del client.headers["X-CSRF-Token"]
        assert (await client.post(f"{place.url}{url}/on")).status_code == 403
    async with installation.browser(rep) as client:
        page = await client.get(f"{place.url}{url}")
        assert page.status_code == 200
        assert "whsec_" not in page.text
        assert (await client.get(f"{place.url}/automations/new")).status_code == 403
        assert (await client.post(f"{place.url}{url}/on")).status_code == 403
    async with installation.browser(other.owner_id) as client:
        for path in ("", "/edit", f"/runs/{row.id}"):
            assert (await client.get(f"{other.url}{url}{path}")).status_code == 404
        for path in ("/on", "/pause", "/delete", "/restore", "/edit"):
            answer = await client.post(f"{other.url}{url}{path}", data=FORM)
            assert answer.status_code == 404, path
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(AutomationRun).where(AutomationRun.workspace_id == place.workspace_id)
        assert (await session.execute(query)).first() is None
