"""A score as programs and the shell see it: exact, as of now, with where each point comes from."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from typer.testing import CliRunner

from leadwright import cli
from leadwright.bootstrap.commands import score_commands
from leadwright.bootstrap.commands.score_commands import CardToImport
from leadwright.domain.errors import Invalid, NotFound
from leadwright.domain.ids import LeadId, new_id
from leadwright.features.scoring import queries
from leadwright.kernel import clock

FORM: dict[str, Any] = {
    "name": "Katrin Ostermann",
    "email": "katrin@muehlenhof.example",
    "company": "Muehlenhof GmbH",
    "message": "Could you show us a demo for our 35 technicians before the end of January?",
}
ENTRY = {"part", "kind", "label", "points_initial", "points", "in_total", "half_life_days", "at"}


async def ask(installation: Installation, place: Workplace, path: str) -> Any:
    bearer = {"Authorization": f"Bearer {place.secret_key}", "Accept": "application/json"}
    async with installation.browser() as client:
        return await client.get(path, headers=bearer)


async def test_the_shell_explains_a_score_that_adds_up_and_names_its_evidence(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    lead = await installation.lead(place, FORM["email"])
    ledger = await score_commands.explain(installation.runtime, str(lead.id), None, None)
    assert ledger == json.loads(json.dumps(ledger))
    assert list(ledger) == [
        "as_of", "scorecard", "total", "parts", "weights", "grade", "probability", "entries",
        "model", "mode",
    ]  # fmt: skip
    assert ledger["probability"] is None
    assert ledger["model"] is None
    entries = ledger["entries"]
    assert all(set(entry) >= ENTRY for entry in entries)
    for part, value in ledger["parts"].items():
        points = [Decimal(str(e["points"])) for e in entries if e["part"] == part]
        assert sum(points) == Decimal(str(value))
    assert sum(Decimal(str(e["in_total"])) for e in entries) == ledger["total"] == lead.score
    evidence = {entry["label"]: entry["fact_id"] or entry["event_id"] for entry in entries}
    assert evidence["Wrote to us"]
    assert evidence["Asks for a demo"]


async def test_what_the_newest_message_wants_counts_however_clear_an_earlier_one_was(
    installation: Installation, place: Workplace
) -> None:
    asks = "What does the business plan cost for 35 users, billed yearly? Please send a price list."
    await installation.submit(place, **{**FORM, "message": asks})
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        surer = "update fact set confidence = 1 where workspace_id = :w and key = 'intent'"
        await session.execute(text(surer), {"w": place.workspace_id})
    asks = "I would rather see it first, could you show it to us?"
    await installation.submit(place, **{**FORM, "message": asks})
    lead = await installation.lead(place, FORM["email"])
    assert (lead.intent, lead.submissions) == ("demo_request", 2)
    ledger = await score_commands.explain(installation.runtime, str(lead.id), None, None)
    labels = {entry["label"] for entry in ledger["entries"]}
    assert "Asks for a demo" in labels
    assert "Asks for prices" not in labels
    assert ledger["total"] == lead.score


async def test_a_lead_that_is_not_there_is_said_in_words(
    installation: Installation, place: Workplace
) -> None:
    with pytest.raises(NotFound, match="no lead"):
        await score_commands.explain(installation.runtime, str(new_id()), place.slug, None)
    with pytest.raises(Invalid, match="no lead's id"):
        await score_commands.explain(installation.runtime, "42", None, None)
    with pytest.raises(NotFound, match="There are: "):
        await score_commands.export(installation.runtime, "Nowhere", None, None)
    assert CliRunner().invoke(cli.app, ["score", "explain", "--help"]).exit_code == 0


async def test_a_card_travels_by_file_from_one_workspace_to_another(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    words = await score_commands.export(installation.runtime, place.slug, None, None)
    words = words.replace("fit: 40", "fit: 30").replace("intent: 20", "intent: 30")
    kept = await score_commands.import_(
        installation.runtime, other.slug, words.encode(), CardToImport(publish=False)
    )
    assert kept == {"scorecard": "default", "version": 2, "state": "draft", "warnings": []}
    done = await score_commands.import_(
        installation.runtime, other.slug, words.encode(), CardToImport(publish=True)
    )
    assert done == {"scorecard": "default", "version": 2, "state": "published", "warnings": []}
    again = await score_commands.export(installation.runtime, other.slug, "default", 2)
    assert again == words.replace("version: 1", "version: 2")


async def test_the_shell_tells_of_fields_that_no_lead_has_and_publishes_them_only_if_told_to(
    installation: Installation, place: Workplace
) -> None:
    words = await score_commands.export(installation.runtime, place.slug, None, None)
    raw = (
        words + "- {id: big, part: fit, label: Big, points: 9,"
        " condition: {field: compnay_size, op: at_least, value: 50}}\n"
    ).encode()
    with pytest.raises(Invalid, match=r"`compnay_size`\. Nothing was kept") as refusal:
        await score_commands.import_(
            installation.runtime, place.slug, raw, CardToImport(publish=True)
        )
    assert "`team_size`" in refusal.value.problems[0].remedy
    kept = await score_commands.import_(installation.runtime, place.slug, raw, CardToImport())
    assert (kept["state"], kept["version"]) == ("draft", 2)
    assert [one["field"] for one in kept["warnings"]] == ["`compnay_size` (Big)"]
    how = CardToImport(publish=True, unknown=True)
    done = await score_commands.import_(installation.runtime, place.slug, raw, how)
    assert done["state"] == "published"
    assert done["warnings"] == kept["warnings"]
    told = CliRunner().invoke(cli.app, ["score", "import", "--help"])
    assert "--unknown" in told.output


async def test_programs_read_cards_scores_and_their_history_of_their_own_workspace_only(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    lead = await installation.lead(place, FORM["email"])
    cards = (await ask(installation, place, "/api/scorecards")).json()["items"]
    assert cards == [
        {"name": "default", "title": "Lead score", "is_primary": True, "published": 1,
         "draft": None, "stale": 0},
    ]  # fmt: skip
    card = (await ask(installation, place, "/api/scorecards/default?version=1")).json()
    assert card["card"]["weights"] == {"fit": 40, "engagement": 40, "intent": 20}
    told = (await ask(installation, place, f"/api/leads/{lead.id}/score")).json()
    assert (told["total"], told["trend"]) == (lead.score, "not_enough_data")
    assert told["would_raise"]
    series = (await ask(installation, place, f"/api/leads/{lead.id}/score/history")).json()
    assert [(one["total"], one["cause"]) for one in series["items"]] == [(lead.score, "message")]
    stranger = await installation.workplace("Stranger")
    for path in ("score", "score/history", "score?scorecard=nobody"):
        who = place if "nobody" in path else stranger
        assert (await ask(installation, who, f"/api/leads/{lead.id}/{path}")).status_code == 404
    assert (await ask(installation, place, "/api/scorecards/default?version=9")).status_code == 404


async def test_an_event_that_arrives_late_counts_by_its_own_time_and_told_twice_once(
    installation: Installation, place: Workplace
) -> None:
    words = await score_commands.export(installation.runtime, place.slug, None, None)
    rule = (
        "- {id: called, part: engagement, label: Took our call, points: 20,"
        " event: call.answered, half_life_days: 10}\n"
    )
    await score_commands.import_(
        installation.runtime, place.slug, (words + rule).encode(), CardToImport(publish=True)
    )
    await installation.submit(place, **FORM)
    lead = await installation.lead(place, FORM["email"])
    deed = {
        "kind": "call.answered", "email": FORM["email"], "id": "call-1",
        "occurred_at": (clock.now() - timedelta(days=10)).isoformat(),
    }  # fmt: skip
    bearer = {"Authorization": f"Bearer {place.secret_key}", "Accept": "application/json"}
    async with installation.browser() as client:
        for _ in range(2):
            answer = await client.post("/api/events", json=deed, headers=bearer)
            assert answer.status_code == 202, answer.text
    await installation.work()
    ledger = await score_commands.explain(installation.runtime, str(lead.id), None, None)
    called = [e["points"] for e in ledger["entries"] if e["label"] == "Took our call"]
    assert called == [10.0]
    after = await installation.lead(place, FORM["email"])
    assert lead.score is not None
    assert after.score == ledger["total"] == lead.score + 4
    async with installation.runtime.database.read(place.workspace_id) as session:
        series = await queries.history(session, LeadId(lead.id), "default")
    assert [one.cause for one in series] == ["message", "event"]


async def test_a_booked_meeting_told_by_a_person_scores_the_lead_again(
    installation: Installation, place: Workplace
) -> None:
    words = await score_commands.export(installation.runtime, place.slug, None, None)
    rule = (
        "- {id: met, part: intent, label: A meeting is booked, points: 50, event: meeting.booked}\n"
    )
    await score_commands.import_(
        installation.runtime, place.slug, (words + rule).encode(), CardToImport(publish=True)
    )
    await installation.submit(place, **FORM)
    lead = await installation.lead(place, FORM["email"])
    bearer = {"Authorization": f"Bearer {place.secret_key}", "Accept": "application/json"}
    async with installation.browser() as client:
        await client.post(
            f"/api/leads/{lead.id}/outcomes", json={"kind": "meeting"}, headers=bearer
        )
    await installation.work()
    after = await installation.lead(place, FORM["email"])
    assert lead.score is not None
    assert after.score is not None
    assert after.score > lead.score
