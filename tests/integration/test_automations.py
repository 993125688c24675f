"""Automations at work: each action, once an event, never in circles, never into another workspace."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.behaviour import PageViewed
from leadwright.domain.condition import parse_condition
from leadwright.domain.events import ScoreCrossed
from leadwright.domain.ids import EventId, LeadId, new_id
from leadwright.features.automation import actions, plan, queries, signing
from leadwright.features.automation.models import AutomationPost, AutomationRun
from leadwright.features.leads import known
from leadwright.features.messages.actions import suppress
from leadwright.features.messages.models import Message
from leadwright.features.notifications.models import Notification
from leadwright.features.tasks.models import Task
from leadwright.kernel import clock
from leadwright.kernel.events import emit, emit_past
from leadwright.kernel.outbound.http import operator_client
from leadwright.pipeline.automation import running as automations
from leadwright.pipeline.automation.dry_run import trial

HOSTILE = "{email} <b>x</b> http://evil.example"


async def make(
    installation: Installation,
    place: Workplace,
    event: str,
    *doing: dict[str, Any],
    only: dict[str, str] | None = None,
    condition: dict[str, Any] | None = None,
) -> UUID:
    asked = parse_condition(condition) if condition else None
    wanted = plan.plan_of("Look after them", event, only or {}, asked, doing)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        made = await actions.make(session, wanted, installation.runtime.keyring, by=place.owner_id)
        await actions.switch(session, made, on=True, by=place.owner_id)
    return made


async def rows(installation: Installation, place: Workplace, model: Any) -> list[Any]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(model).where(model.workspace_id == place.workspace_id).order_by(model.id)
        return list((await session.execute(query)).scalars())


async def happen(installation: Installation, place: Workplace, *events: Any) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        for event in events:
            emit(session, event)
    await installation.work()


async def lead_of(installation: Installation, place: Workplace, **more: Any) -> LeadId:
    fields = {"name": "Ada Byron", "email": "ada@far.example", "message": "A demo, please.", **more}
    await installation.submit(place, **fields)
    return LeadId((await installation.lead(place, fields["email"])).id)


def crossing(lead_id: LeadId, direction: Any = "up") -> ScoreCrossed:
    return ScoreCrossed(
        lead_id=lead_id, scorecard="default", threshold="hot", label="Hot", at=70, hysteresis=5,
        direction=direction, total=72, previous=60, cause="event",
    )  # fmt: skip


async def test_each_action_does_what_it_says(installation: Installation, place: Workplace) -> None:
    lead_id = await lead_of(installation, place, name=HOSTILE)
    owner = str(place.owner_id)
    automation = await make(
        installation,
        place,
        "score.crossed",
        {"do": "assign", "to": "turn"},
        {"do": "assign", "to": owner},
        {"do": "tell", "to": "owner", "title": "{name} is hot"},
        {"do": "task", "to": "owner", "title": "Call {name}", "days": 0},
        {"do": "set_field", "field": "region", "value": "south"},
        {"do": "tag", "tag": "hot"},
        {"do": "mail_member", "to": owner, "title": "Hot: {company}", "text": "Look: {link}"},
        {"do": "mail_lead", "title": "Hello {name}", "text": "Dear {name}, we are here."},
        only={"threshold": "hot", "direction": "up"},
    )
    await happen(installation, place, crossing(lead_id, "down"))
    assert await rows(installation, place, AutomationRun) == []
    await happen(installation, place, crossing(lead_id))
    (run,) = await rows(installation, place, AutomationRun)
    assert (run.outcome, run.automation_id, run.reason) == ("acted", automation, "")
    assert [step["error"] for step in run.steps] == [""] * 8
    tasks = await rows(installation, place, Task)
    assert f"Call {HOSTILE}" in [task.title for task in tasks]  # put in once, and not read again
    told = [
        one for one in await rows(installation, place, Notification) if one.kind == "automation"
    ]
    assert [one.person_id for one in told] == [place.owner_id]
    letters = {m.kind: m for m in await rows(installation, place, Message) if m.chosen_by}
    draft = letters["automation"]
    assert (draft.status, draft.subject) == ("held", "Hello there")
    assert "evil" not in draft.html + draft.text
    assert letters["notification"].to_address == place.owner_email
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await known.one(session, lead_id)
    assert found is not None
    assert found.values()["region"] == "south"
    assert found.values()["tags"] == ["hot"]


async def test_a_job_that_comes_twice_acts_once(
    installation: Installation, place: Workplace
) -> None:
    lead_id = await lead_of(installation, place)
    made = await make(
        installation, place, "page.viewed", {"do": "tell", "to": "everybody", "title": "x"}
    )
    await happen(installation, place, PageViewed(lead_id=lead_id, source="page", about="/pricing"))
    (run,) = await rows(installation, place, AutomationRun)
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = text("select recorded_at from event where workspace_id = :w and id = :id")
        at = await session.scalar(query, {"w": place.workspace_id, "id": run.event_id})
    payload = {
        "workspace_id": str(place.workspace_id), "automation_id": str(made),
        "event_id": str(run.event_id), "recorded_at": at.isoformat(),
    }  # fmt: skip
    await automations.run(installation.worker.automations, payload)
    assert len(await rows(installation, place, AutomationRun)) == 1
    told = [
        one for one in await rows(installation, place, Notification) if one.kind == "automation"
    ]
    assert len(told) == 1


async def test_circles_and_storms_are_stopped_and_told(
    installation: Installation, place: Workplace
) -> None:
    lead_id = await lead_of(installation, place)
    await make(
        installation,
        place,
        "task.created",
        {"do": "task", "to": "owner", "title": "Again", "days": 1},
    )
    await make(installation, place, "page.viewed", {"do": "tag", "tag": "reader"})
    view = PageViewed(lead_id=lead_id, source="page", about="/pricing")
    await happen(installation, place, *[view] * 7)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        from leadwright.features.tasks import actions as tasks  # noqa: PLC0415 -- only here
        from leadwright.features.tasks.actions import TaskPlan  # noqa: PLC0415

        await tasks.add(session, TaskPlan("First", clock.now(), place.owner_id, lead_id))
    await installation.work()
    found = await rows(installation, place, AutomationRun)
    views = [run for run in found if run.event == "page.viewed"]
    assert sorted(run.outcome for run in views) == ["acted"] * 5 + ["stopped"] * 2
    circle = [run for run in found if run.event == "task.created"]
    assert [run.outcome for run in sorted(circle, key=lambda run: run.depth)] == [
        "acted",
        "stopped",
    ]
    assert "In circles" in max(circle, key=lambda run: run.depth).reason
    alerts = [one for one in await rows(installation, place, Notification) if one.kind == "alert"]
    assert sorted(one.times for one in alerts) == [1, 2]


async def test_a_condition_that_does_not_hold_is_told_with_its_reason(
    installation: Installation, place: Workplace
) -> None:
    lead_id = await lead_of(installation, place)
    await make(
        installation,
        place,
        "page.viewed",
        {"do": "assign", "to": str(place.owner_id)},
        condition={"field": "about", "op": "contains", "value": "/pricing"},
    )
    for about in ("/blog", "/pricing/teams"):
        await happen(installation, place, PageViewed(lead_id=lead_id, source="page", about=about))
    first, second = await rows(installation, place, AutomationRun)
    assert (first.outcome, second.outcome) == ("not_met", "acted")
    assert "pricing" in first.reason


async def test_machines_paused_and_other_workspaces_wake_nobody(
    installation: Installation, place: Workplace
) -> None:
    lead_id = await lead_of(installation, place)
    other = await installation.workplace("Other")
    doing = {"do": "tell", "to": "everybody", "title": "x"}
    mine = await make(installation, place, "page.viewed", doing)
    await make(installation, other, "page.viewed", doing)
    view = PageViewed(lead_id=lead_id, source="page", about="/")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        emit_past(session, view, id_=EventId(new_id()), occurred_at=clock.now(), machine="scanner")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.switch(session, mine, on=False, by=place.owner_id)
    await happen(installation, place, view)
    assert await rows(installation, place, AutomationRun) == []
    assert await rows(installation, other, AutomationRun) == []


async def test_a_mail_at_once_never_reaches_a_suppressed_address(
    installation: Installation, place: Workplace
) -> None:
    lead_id = await lead_of(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await suppress(session, "ada@far.example", "unsubscribed")
    mail = {"do": "mail_lead", "title": "Hello", "text": "Dear {name}.", "at_once": True}
    await make(installation, place, "page.viewed", mail)
    await happen(installation, place, PageViewed(lead_id=lead_id, source="page", about="/"))
    sent = [m for m in await rows(installation, place, Message) if m.kind == "automation"]
    assert [(m.status, m.text) for m in sent] == [("suppressed", "Dear Ada Byron.\n")]


class _Ear(BaseHTTPRequestHandler):
    """Refuses the first post, then takes them."""

    heard: list[tuple[dict[str, str], bytes]] = []  # noqa: RUF012 -- one list a test

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers), body))
        self.send_response(503 if len(self.heard) == 1 else 204)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
async def ear() -> AsyncIterator[int]:
    _Ear.heard = []
    server = HTTPServer(("127.0.0.1", 0), _Ear)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


async def test_a_webhook_is_signed_retried_and_guarded(
    installation: Installation, place: Workplace, ear: int
) -> None:
    lead_id = await lead_of(installation, place)
    made = await make(
        installation, place, "page.viewed", {"do": "webhook", "url": "https://127.0.0.1/x"}
    )
    await happen(installation, place, PageViewed(lead_id=lead_id, source="page", about="/"))
    (row,) = await rows(installation, place, AutomationPost)
    assert (row.state, row.tries) == ("failed", 1)  # a private address is refused for good
    (run,) = await rows(installation, place, AutomationRun)
    assert run.outcome == "failed"  # what was queued and never arrived was not done
    assert "private address" in run.reason
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text(
                "update automation_post set state = 'waiting', url = :url where workspace_id = :w"
            ),
            {"url": f"http://127.0.0.1:{ear}/hook", "w": place.workspace_id},
        )
    deps = installation.worker.automations
    async with operator_client([f"127.0.0.1:{ear}"]) as client:
        near = automations.Dependencies(deps.database, deps.services, deps.keyring, client)
        payload = {"workspace_id": str(place.workspace_id), "post_id": str(row.id)}
        with pytest.raises(Exception, match="answered 503"):
            await automations.post(near, payload)
        await automations.post(near, payload)
        await automations.post(near, payload)
    (run,) = await rows(installation, place, AutomationRun)
    assert (run.outcome, run.reason) == ("acted", "")
    assert [step["words"] for step in run.steps] == ["webhook delivered"]
    assert len(_Ear.heard) == 2
    (first, body), (second, _) = _Ear.heard
    assert first["webhook-id"] == second["webhook-id"] == str(row.id)
    async with installation.runtime.database.read(place.workspace_id) as session:
        sealed = (await queries.one(session, made)).sealed
    key = base64.b64decode(signing.unseal(deps.keyring, made, sealed).removeprefix("whsec_"))
    signed = f"{row.id}.{second['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert second["webhook-signature"] == f"v1,{digest}"
    assert json.loads(body)["data"]["lead"]["email"] == "ada@far.example"


async def test_a_dry_run_says_whom_and_does_nothing(
    installation: Installation, place: Workplace
) -> None:
    lead_id = await lead_of(installation, place)
    view = PageViewed(lead_id=lead_id, source="page", about="/pricing")
    await happen(installation, place, *[view] * 7, crossing(lead_id))
    asked = parse_condition({"field": "about", "op": "contains", "value": "pricing"})
    doing = {"do": "tell", "to": "everybody", "title": "x"}
    wanted = plan.plan_of("Try", "page.viewed", {}, asked, [doing])
    async with installation.runtime.database.read(place.workspace_id) as session:
        said = await trial(session, wanted, clock.now(), await _zone(session))
    assert (said.events, len(said.hits), said.too_often, said.leads) == (7, 5, 2, 1)
    assert said.days[-1][1] == 5
    assert await rows(installation, place, AutomationRun) == []


async def _zone(session: Any) -> Any:
    from leadwright.features.workspaces import queries as workspaces  # noqa: PLC0415 -- only here

    return await workspaces.zone(session)


async def test_the_morning_mail_names_own_hot_leads_once_and_only_to_who_wants_it(
    installation: Installation, place: Workplace
) -> None:
    from datetime import UTC, datetime, time  # noqa: PLC0415 -- only here
    from unittest import mock  # noqa: PLC0415

    from leadwright.features.notifications import preferences  # noqa: PLC0415
    from leadwright.pipeline import scheduled  # noqa: PLC0415

    runtime, parts = installation.runtime, installation.worker.engine.services
    lead_id = await lead_of(installation, place, name="Ada {x}")
    score = (await installation.lead(place, "ada@far.example")).score or 0
    at = clock.now().astimezone(UTC).replace(hour=8, minute=10)

    async def tick(moment: datetime) -> list[Message]:
        with mock.patch.object(clock, "now", return_value=moment):
            await scheduled.tick(
                runtime.database, parts.outbox, parts.members, "http://x", place.workspace_id
            )
        return [m for m in await rows(installation, place, Message) if "hot lead" in m.subject]

    async def wish(hot_from: int, *kinds: str, away: datetime | None = None) -> None:
        quiet = (time(22), time(9))
        wanted = preferences.Typed({"email": kinds}, hot_from, "UTC", *quiet, True, away, time(8))
        async with runtime.database.tenant(place.workspace_id) as session:
            await preferences.save(session, place.owner_id, wanted)

    await wish(score, "alert")
    assert await tick(at) == []
    await wish(score + 1, "hot_leads")
    assert await tick(at) == []  # nothing to say, no mail
    await wish(score, "hot_leads")
    assert await tick(at.replace(hour=12)) == []  # no morning any more
    await wish(score, "hot_leads", away=at.replace(hour=20))
    assert await tick(at) == []
    await wish(score, "hot_leads")
    await tick(at)
    (letter,) = await tick(at.replace(minute=20))
    assert letter.to_address == place.owner_email
    assert letter.send_after == at.replace(
        hour=9, minute=0, second=0, microsecond=0
    )  # quiet until then
    assert f"{score}  Ada {{x}}" in letter.text
    link = f"http://x/go/{place.workspace_id}/leads/{lead_id}"
    assert f'<a href="{link}">Ada {{x}}</a>' in letter.html  # can be pressed in any mail program
    assert f"http://x/go/{place.workspace_id}/settings/notifications" in letter.text
    assert str(lead_id) in letter.text
    assert "+" in letter.text.splitlines()[1]
