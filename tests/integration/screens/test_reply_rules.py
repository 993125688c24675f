"""The reply rules: changed as one list, looked at before they are saved, and obeyed by the next lead."""

import json
from typing import Any

import httpx
import pytest
from tests.integration.installation import Installation, Workplace
from tests.integration.screens.forms import hidden
from tests.integration.waiting import ANA, HELD, LATER, NEVER, jobs, reply, rule

from leadwright.domain.ids import MessageId, new_id
from leadwright.domain.permission import Role
from leadwright.features.replies import rule_book
from leadwright.features.replies.modes import SHIPPED, ReplyMode, ReplyRule, place_of_new
from leadwright.features.workspaces import actions as workspaces
from leadwright.pipeline import runs

HOSTILE = "<script>alert(1)</script>"


async def press(
    client: httpx.AsyncClient, place: Workplace, page: httpx.Response, do: str, **typed: Any
) -> httpx.Response:
    """A button of the page, with the list that stands in it."""
    form = {k: v for k, v in hidden(page.text).items() if k != "csrf_token"}
    return await client.post(f"{place.url}/settings/replies", data={**form, "do": do, **typed})


async def kept(installation: Installation, place: Workplace) -> tuple[ReplyRule, ...]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return await rule_book.rules(session)


async def test_the_shipped_list_is_shown_as_such(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/settings/replies")
    assert page.status_code == 200
    assert "This is the list as shipped" in page.text
    for shipped in SHIPPED:
        assert shipped.name in page.text
    assert "There is no lead yet" in page.text


async def test_a_new_rule_is_looked_at_before_it_is_saved_and_then_obeyed(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANA)
    async with installation.browser(place.owner_id) as client:
        page = await press(client, place, await client.get(f"{place.url}/settings/replies"), "new")
        assert "A new rule" in page.text
        typed = {
            "name": "Demos wait",
            "mode": "delay",
            "minutes": "7",
            "c-match": "all",
            "c-0-field": "intent",
            "c-0-op": "in",
            "c-0-value": ["demo_request", "pricing_inquiry"],
        }
        looked = await press(client, place, page, "keep", **typed)
        assert "Not saved." in looked.text
        assert "1 would be answered differently" in looked.text
        assert "Send after 7 min" in looked.text
        assert await kept(installation, place) == SHIPPED
        saved = await press(client, place, looked, "save")
    assert saved.status_code == 303
    now = await kept(installation, place)
    assert now[place_of_new(SHIPPED)].name == "Demos wait"
    await installation.submit(place, **{**ANA, "email": "next@lima.example"})
    waits = await reply(installation, place)
    assert (waits.mode, waits.chosen_by, waits.status) == ("delay", "Demos wait", "queued")
    assert await jobs(installation, MessageId(waits.id)) == (1, 0)


async def test_rules_move_up_and_down_and_the_moved_button_has_the_focus(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/settings/replies")
        moved = await press(client, place, page, "down-0")
        names = [entry["name"] for entry in json.loads(hidden(moved.text)["rules"])]
        assert names[:2] == [SHIPPED[1].name, SHIPPED[0].name]
        assert 'value="down-1" autofocus' in moved.text
        back = await press(client, place, moved, "up-1")
        gone = await press(client, place, back, "delete-0")
        beyond = await press(client, place, gone, "up-99")
    assert "Not saved." not in back.text
    assert [e["name"] for e in json.loads(hidden(gone.text)["rules"])] == [
        shipped.name for shipped in SHIPPED[1:]
    ]
    assert beyond.status_code == 200


async def test_a_rule_that_nothing_reaches_says_so_and_why(
    installation: Installation, place: Workplace
) -> None:
    listed = (ReplyRule("All wait", None, ReplyMode.DRAFT), *SHIPPED[1:2])
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/settings/replies")
        assert "Never reached" not in page.text
        typed = {"rules": rule_book.rules_json(listed)}
        below = await press(client, place, page, "back", **typed)
        above = await press(client, place, below, "up-1")
    assert "Never reached, because “All wait” above is about every message." in below.text
    assert "Never reached" not in above.text


async def test_a_rule_is_changed_and_lines_come_and_go(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/settings/replies")
        people = [rule.name for rule in SHIPPED].index("Job seekers, press and investors")
        form = await press(client, place, page, f"edit-{people}")
        assert 'value="job_seeker" checked' in form.text
        typed = {"name": "People", "mode": "none", "minutes": "", "c-0-field": "score"}
        other = await press(client, place, form, "refresh", **typed)
        assert 'inputmode="decimal"' in other.text
        more = await press(client, place, other, "add-row", **typed)
        assert 'name="c-1-field"' in more.text
        less = await press(client, place, more, "remove-row-0", **typed)
        assert 'name="c-0-field"' not in less.text
        wrong = await press(client, place, other, "keep", **{**typed, "name": ""})
        assert wrong.status_code == 422
        assert "Give the rule a name." in wrong.text
        assert "Fill in “Score”." in wrong.text
        listed = await press(client, place, less, "keep", name="People", mode="none")
    assert "every message" in listed.text


async def test_two_people_do_not_undo_each_others_rules(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/settings/replies")
        mine = await press(client, place, page, "down-0")
        await rule(installation, place, HELD)
        late = await press(client, place, mine, "save")
    assert late.status_code == 409
    assert "Somebody changed the rules meanwhile." in late.text
    assert HELD.name in late.text
    assert await kept(installation, place) == (HELD,)


async def test_an_empty_list_and_a_forged_one_are_refused(
    installation: Installation, place: Workplace
) -> None:
    await rule(installation, place, HELD)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/settings/replies")
        empty = await press(client, place, page, "delete-0")
        refused = await press(client, place, empty, "save")
        forged = await press(client, place, page, "save", rules='[{"name": "x"}]')
        shipped = await press(client, place, empty, "shipped")
        await press(client, place, shipped, "save")
    assert (refused.status_code, forged.status_code) == (422, 422)
    assert "Keep at least one rule" in refused.text
    assert await kept(installation, place) == SHIPPED


async def test_a_rule_without_a_reply_ends_the_lead_and_says_so(
    installation: Installation, place: Workplace
) -> None:
    await rule(installation, place, NEVER)
    submission = await installation.submit(place, **ANA)
    lead = await installation.lead(place, ANA["email"])
    assert (lead.reply_status, lead.stop_reason) == ("stopped", "reply_rule")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/leads/{lead.id}")
    assert "no reply, by rule: Nothing" in page.text
    assert "A reply rule says" in page.text
    status, body = await result(installation, place, submission)
    assert (status, body["stop_reason"]) == ("stopped", "reply_rule")


async def result(
    installation: Installation, place: Workplace, submission: str
) -> tuple[str, dict[str, Any]]:
    """What GET result_url says with the secret key."""
    token = installation.runtime.keyring.sign(
        "result", f"{place.workspace_id.hex}{submission.replace('-', '')}"
    )
    async with installation.browser() as client:
        answer = await client.get(
            f"/api/results/{token}", headers={"Authorization": f"Bearer {place.secret_key}"}
        )
    return answer.json()["status"], answer.json()


@pytest.mark.parametrize(("listed", "status"), [(HELD, "held"), (LATER, "held")])
async def test_a_submitter_sees_a_reply_that_waits_as_held(
    installation: Installation, place: Workplace, listed: ReplyRule, status: str
) -> None:
    await rule(installation, place, listed)
    submission = await installation.submit(place, **ANA)
    assert (await result(installation, place, submission))[0] == status


async def test_the_rule_that_decided_stands_at_the_step_and_at_the_message(
    installation: Installation, place: Workplace
) -> None:
    await rule(installation, place, ReplyRule(HOSTILE, None, ReplyMode.DELAY, 3))
    submission = await installation.submit(place, **ANA)
    message = await reply(installation, place)
    async with installation.runtime.database.read(place.workspace_id) as session:
        run = await runs.of_submission(session, submission)  # type: ignore[arg-type]
    assert run is not None
    (respond,) = [step for step in run.steps if step["name"] == "respond"]
    assert f"leaves after 3 min, by rule: {HOSTILE}" in respond["detail"]
    async with installation.browser(place.owner_id) as client:
        for path in (f"leads/{message.lead_id}", f"outbox/{message.id}", "settings/replies"):
            page = await client.get(f"{place.url}/{path}")
            assert page.status_code == 200
            assert HOSTILE not in page.text
            assert "&lt;script&gt;" in page.text


async def test_business_hours_are_kept_and_asked_by_the_rules(
    installation: Installation, place: Workplace
) -> None:
    url = f"{place.url}/settings/replies/hours"
    async with installation.browser(place.owner_id) as client:
        wrong = await client.post(url, data={"opens": "9", "closes": "17:00"})
        form = {"opens": "00:00", "closes": "23:59", "day": ["monday", "sunday", "doomsday"]}
        saved = await client.post(url, data=form)
        page = await client.get(f"{place.url}/settings/replies")
    assert wrong.status_code == 422
    assert "Write hours and minutes, like 09:00." in wrong.text
    assert saved.status_code == 303
    assert 'value="sunday" class="checkbox checkbox-primary tick" checked' in page.text
    assert 'value="tuesday" class="checkbox checkbox-primary tick" checked' not in page.text
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        days = {"business_hours": {"opens": "00:00", "closes": "23:59", "days": []}}
        await workspaces.change_settings(session, "Acme", days)
    outside = {"field": "hours", "op": "equals", "value": "outside"}
    closed = rule_book.parse_rules(
        json.dumps([{"name": "Closed", "condition": outside, "mode": "draft", "minutes": 0}])
    )
    await rule(installation, place, *closed)
    await installation.submit(place, **ANA)
    assert (await reply(installation, place)).chosen_by == "Closed"


async def test_members_may_look_and_only_admins_change(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, f"rep{new_id().hex}@x.example", Role.REP)
    async with installation.browser(rep) as client:
        page = await client.get(f"{place.url}/settings/replies")
        change = await press(client, place, page, "down-0")
        hours = await client.post(f"{place.url}/settings/replies/hours", data={})
    async with installation.browser(place.owner_id) as client:
        own = await client.get(f"{place.url}/settings/replies")
        client.headers["X-CSRF-Token"] = "wrong"
        foreign = await press(client, place, own, "down-0")
    assert page.status_code == 200
    assert "Add a rule" not in page.text
    assert (change.status_code, hours.status_code, foreign.status_code) == (403, 403, 403)


async def test_rules_belong_to_one_workspace(installation: Installation, place: Workplace) -> None:
    other = await installation.workplace("Other")
    await rule(installation, place, HELD)
    assert await kept(installation, other) == SHIPPED
    async with installation.browser(other.owner_id) as client:
        assert (await client.get(f"{place.url}/settings/replies")).status_code == 404
