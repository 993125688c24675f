"""What leads do comes in by `POST /api/events`: once, to the right lead, and it moves the score."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import LeadId, SubmissionId, new_id
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.features.scoring import in_force
from leadwright.features.scoring import queries as scoring
from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.features.workspaces.visitors import forget_origins
from leadwright.kernel import clock
from leadwright.kernel.db import prefetch

LEAD: dict[str, Any] = {
    "name": "Bob Buyer",
    "email": "bob@buyer.example",
    "message": "Could we see a demo of the planner next week? We are 40 people.",
}
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept-Language": "en",
}


async def send(
    instance: Installation, key: str, body: Any, headers: dict[str, str] | None = None
) -> httpx.Response:
    async with instance.browser() as client:
        return await client.post(
            f"/api/events?key={key}", json=body, headers={**BROWSER, **(headers or {})}
        )


async def log(instance: Installation, place: Workplace, name: str) -> list[Any]:
    async with instance.runtime.database.system() as session:
        rows = await session.execute(
            text(
                "select id, lead_id, occurred_at, machine, payload from event"
                " where workspace_id = :w and name = :n order by occurred_at"
            ),
            {"w": place.workspace_id, "n": name},
        )
        return list(rows)


async def test_an_event_counts_once_at_its_own_time_and_renews_the_score(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **LEAD)
    lead = await installation.lead(place, LEAD["email"])
    at = clock.now() - timedelta(days=3)
    event = {
        "id": "call-1",
        "kind": "call.answered",
        "email": "Bob@Buyer.example",
        "occurred_at": at.isoformat(),
        "about": "Pricing\u0000 call",
    }
    first = await send(installation, place.secret_key, event)
    again = await send(installation, place.secret_key, event)
    other = await send(installation, place.secret_key, {**event, "about": "Another"})
    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 422)
    assert first.json() == again.json()
    assert first.json()["lead_id"] == str(lead.id)
    assert "late" in first.json()["notes"][0]
    assert other.json()["errors"][0]["field"] == "id"
    (told,) = await log(installation, place, "call.answered")
    assert (str(told.id), told.occurred_at, told.payload["about"]) == (
        first.json()["id"], at, "Pricing call",
    )  # fmt: skip
    before = len(await log(installation, place, "lead.scored"))
    await installation.work()
    assert len(await log(installation, place, "lead.scored")) == before + 1
    async with installation.runtime.database.read(place.workspace_id) as session:
        told = await scoring.occurrences(session, LeadId(lead.id), {"call.answered"})
    assert len(told) == 1


async def test_what_a_lead_did_is_asked_together_with_its_scores_and_anew_where_other_events_count(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **LEAD)
    lead = await installation.lead(place, LEAD["email"])
    event = {"kind": "call.answered", "email": LEAD["email"]}
    await send(installation, place.secret_key, event)
    snapshot = LeadSnapshot(
        workspace_id=place.workspace_id,
        submission_id=SubmissionId(new_id()),
        received_at=clock.now(),
        source="api",
        form=FormValues(email=LEAD["email"]),
        lead_id=LeadId(lead.id),
    )
    # Scoring the lead told which events count.
    given = {"lead_id": lead.id, "names": sorted(default_scorecard().events)}
    assert in_force.EVENTS.given(snapshot) == given
    async with installation.runtime.database.read(place.workspace_id) as session:
        await prefetch.ask(session, {in_force.EVENTS: {**given, "names": ["call.answered"]}})
        await send(installation, place.secret_key, event)
        told = [
            [one.name for one in await scoring.occurrences(session, LeadId(lead.id), {name})]
            for name in ("lead.created", "call.answered", "call.answered")
        ]
    assert told == [["lead.created"], ["call.answered"], ["call.answered"] * 2]


async def test_one_bad_event_of_a_batch_loses_no_other(
    installation: Installation, place: Workplace
) -> None:
    ahead = (clock.now() + timedelta(minutes=2)).isoformat()
    batch: list[Any] = [
        {"kind": "product.used", "email": "ada@later.example", "properties": {"minutes": 12}},
        {"kind": "danced", "email": "ada@later.example"},
        {"kind": "page.viewed"},
        {"kind": "page.viewed", "email": "ada@later.example", "nonsense": {"a": [1]}},
        {"kind": "custom.webinar_joined", "external_id": "crm-7", "occurred_at": ahead},
        {"kind": "call.made", "lead_id": str(new_id())},
        {"kind": "call.made", "email": "no address", "occurred_at": "9999-12-31T00:00:00Z"},
        "text",
        {"id": "same", "kind": "call.made", "email": "ada@later.example"},
        {"id": "same", "kind": "call.answered", "email": "ada@later.example"},
        {"kind": "email.opened", "email": "ada@later.example", "user_agent": "Mozilla/5.0"},
    ]
    answer = await send(installation, place.secret_key, {"events": batch})
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["taken"], told["refused"]) == (4, 7)
    assert [one["status"] for one in told["items"]].index("refused") == 1
    fields = [[e["field"] for e in one.get("errors", ())] for one in told["items"]]
    assert fields == [
        [], ["kind"], [""], ["nonsense"], [], ["lead_id"], ["email", "occurred_at"], [""], [], ["id"],
        [],
    ]  # fmt: skip
    async with installation.runtime.database.system() as session:
        marks = await session.execute(
            text(
                "select name, machine from behaviour where workspace_id = :w and machine is not null"
            ),
            {"w": place.workspace_id},
        )
        assert list(marks) == [("email.opened", "apple_privacy")]
    assert told["items"][0]["lead"] == "waiting"
    assert "ahead" in told["items"][4]["notes"][0]


async def test_what_waited_joins_its_lead_once_it_is_known(
    installation: Installation, place: Workplace
) -> None:
    visitor = "v_0123456789abcdef"
    view = {"kind": "page.viewed", "visitor": visitor, "about": "https://a.example/pricing?e=x@y.z"}
    assert (await send(installation, place.public_key, view)).status_code == 202
    told = {"kind": "trial.started", "email": "eve@later.example"}
    assert (await send(installation, place.secret_key, told)).json()["lead"] == "waiting"
    assert not await log(installation, place, "page.viewed")
    person = {**LEAD, "email": "eve@later.example", "_lw_v": visitor}
    await installation.submit(place, **person)
    lead = await installation.lead(place, "eve@later.example")
    (viewed,) = await log(installation, place, "page.viewed")
    (trial,) = await log(installation, place, "trial.started")
    assert viewed.lead_id == trial.lead_id == lead.id
    assert viewed.payload["about"] == "a.example/pricing"
    await installation.submit(place, **{**person, "message": "One more question about prices."})
    assert len(await log(installation, place, "page.viewed")) == 1


async def test_two_people_at_one_browser_or_one_mailbox_stay_two(
    installation: Installation, place: Workplace
) -> None:
    visitor = "v_shared_by_two_people"
    for name, email in (("Ann", "ann@two.example"), ("Ben", "ben@two.example")):
        form = {**LEAD, "name": name, "email": email, "_lw_v": visitor}
        await installation.submit(place, **form)
    await send(installation, place.public_key, {"kind": "page.viewed", "visitor": visitor})
    for name in ("Cid", "Dan"):
        await installation.submit(place, **{**LEAD, "name": name, "email": "info@desk.example"})
    desk = {"kind": "email.clicked", "email": "info@desk.example"}
    assert (await send(installation, place.secret_key, desk)).json()["lead"] == "shared"
    named = await send(installation, place.secret_key, {**desk, "name": "Dan"})
    assert named.json()["lead"] == "known"
    await installation.work()
    assert not await log(installation, place, "page.viewed")
    assert len(await log(installation, place, "email.clicked")) == 1


async def test_where_events_came_from_is_forgotten_after_a_month(
    installation: Installation, place: Workplace
) -> None:
    view = {"kind": "page.viewed", "visitor": "v_forgotten_soon", "about": "https://a.example/"}
    await send(installation, place.public_key, view)
    known = text("select address, agent, name from behaviour where workspace_id = :w")
    async with installation.runtime.database.system() as session:
        await forget_origins(session, clock.now() + timedelta(days=29))
        before = (await session.execute(known, {"w": place.workspace_id})).one()
        await forget_origins(session, clock.now() + timedelta(days=31))
        after = (await session.execute(known, {"w": place.workspace_id})).one()
    assert None not in before
    assert tuple(after) == (None, None, "page.viewed")


async def test_a_public_key_tells_a_visitors_steps_and_nothing_else(
    installation: Installation, place: Workplace
) -> None:
    refused = [
        {"kind": "meeting.booked", "visitor": "v_12345678"},
        {"kind": "page.viewed", "visitor": "v_12345678", "email": "bob@buyer.example"},
        {"kind": "page.viewed", "visitor": "v 1"},
        {"kind": "page.viewed"},
    ]
    for event in refused:
        answer = await send(installation, place.public_key, event)
        assert answer.status_code == 422, event
        assert answer.json()["errors"][0]["remedy"]
    taken = await send(
        installation, place.public_key, {"kind": "form.started", "visitor": "v_12345678"}
    )
    assert set(taken.json()) == {"status", "id", "kind", "occurred_at", "notes"}
    assert taken.headers["access-control-allow-origin"] == "*"


async def test_another_workspaces_lead_is_none(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace()
    await installation.submit(other, **LEAD)
    lead = await installation.lead(other, LEAD["email"])
    event = {"kind": "call.made", "lead_id": str(lead.id)}
    assert (await send(installation, place.secret_key, event)).status_code == 422
    by_email = {"kind": "call.made", "email": LEAD["email"]}
    assert (await send(installation, place.secret_key, by_email)).json()["lead"] == "waiting"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"events": {}}', 422),
        (b'{"events": [' + b"1," * 1_000 + b"1]}", 422),
        (b'{"kind": "' + b"x" * 2_000_000 + b'"}', 413),
        (b'{"kind": "call.made", "email": "a@b.example", "properties": {"n": NaN}}', 422),
        (b'{"kind": "call.made", "email": "a@b.example", "id": "\\u0000"}', 422),
        (b'{"kind": "call.made", "email": "a@b.example", "id": "\\ud800"}', 422),
        (b'{"kind": ["call.made"], "lead_id": 7, "address": "x", "visitor": {}}', 422),
    ],
)
async def test_what_is_no_event_is_refused_in_words(
    installation: Installation, place: Workplace, body: bytes, status: int
) -> None:
    async with installation.browser() as client:
        answer = await client.post(
            "/api/events", content=body, headers={"Authorization": f"Bearer {place.secret_key}"}
        )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_what_the_howto_says_to_send_is_taken(
    installation: Installation, place: Workplace
) -> None:
    page = (Path(__file__).parents[2] / "docs/howto/behaviour.md").read_text()
    requests = re.findall(r"```sh\n(curl .*?-d '(.*?)')\n```", page, re.DOTALL)
    assert len(requests) == 4
    for command, body in requests:
        key = place.public_key if "PUBLIC_KEY" in command else place.secret_key
        answer = await send(installation, key, json.loads(body))
        assert answer.status_code == 202, answer.text
    tracked = await send(installation, place.secret_key, json.loads(requests[2][1]))
    async with installation.runtime.database.system() as session:
        why = await session.scalar(
            text("select machine from behaviour where id = :id"), {"id": tracked.json()["id"]}
        )
    assert why == "known_program"


async def test_an_answer_told_as_an_event_is_an_outcome_from_when_it_came(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **LEAD)
    lead = await installation.lead(place, LEAD["email"])
    at = clock.now() - timedelta(days=3)
    for kind in ("email.replied", "meeting.booked"):
        event = {"kind": kind, "lead_id": str(lead.id), "occurred_at": at.isoformat()}
        assert (await send(installation, place.secret_key, event)).status_code == 202
    await installation.work()
    async with installation.runtime.database.system() as session:
        which = {"w": place.workspace_id}
        kept = await session.execute(
            text("select kind, at, source from lead_outcome where workspace_id = :w order by kind"),
            which,
        )
        assert [tuple(row) for row in kept] == [
            ("meeting", at, "events"),
            ("replied", at, "events"),
        ]
        again = "select count(*) from pgqueuer where entrypoint = 'deliver_event'"
        assert await session.scalar(text(again)) == 0
