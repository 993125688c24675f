"""The model page: the gate, a training by the worker's child process, versions chosen and set aside."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import new_id
from leadwright.domain.permission import Role
from leadwright.features.prediction import queries
from leadwright.features.prediction.models import PredictionModel
from leadwright.features.prediction.rules import Target
from leadwright.kernel import clock

LEADS = 160
_LEAD = text(
    "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at,"
    " last_submission_id, submissions, status, name, name_folded, company, company_folded, source,"
    " reply_status, version) values (:place, :id, :at, :at, :at, :id, 1, 'new', 'A',"
    " 'a', '', '', :source, 'answered', 1)"
)
_FACT = text(
    "insert into fact (workspace_id, id, lead_id, key, value, source, method, confidence,"
    " observed_at) values (:place, :id, :lead, :key, cast(:value as jsonb), 'form', 'given', 1, :at)"
)
_MOVED = text(
    "insert into event (workspace_id, recorded_at, id, name, occurred_at, lead_id, payload)"
    " values (:place, :now, :id, 'lead.status_changed', :at, :lead, cast(:payload as jsonb))"
)


async def history(installation: Installation, place: Workplace) -> None:
    """Leads that came and were judged: large teams win, and a form field tells the outcome."""
    now = clock.now()
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        for n in range(LEADS):
            came = now - timedelta(days=80) + timedelta(hours=6 * n)
            won = (n * 7 % 10) < (7 if n % 3 == 0 else 2)
            await session.execute(*_one(place, came, n))
            lead = {"place": place.workspace_id, "lead": _id(place, n)}
            for key, value in _facts(n, won).items():
                about = {"id": new_id(), "key": key, "value": value, "at": came}
                await session.execute(_FACT, lead | about)
            payload = f'{{"after": "{"qualified" if won else "rejected"}"}}'
            at = came + timedelta(days=3)
            moved = {"id": new_id(), "now": now, "at": at, "payload": payload}
            await session.execute(_MOVED, lead | moved)


_IDS: dict[tuple[Any, int], Any] = {}


def _id(place: Workplace, n: int) -> Any:
    return _IDS.setdefault((place.workspace_id, n), new_id())


def _one(place: Workplace, came: datetime, n: int) -> tuple[Any, dict[str, Any]]:
    source = ("form", "<script>alert(1)</script>")[n % 2]
    about = {"place": place.workspace_id, "id": _id(place, n), "at": came, "source": source}
    return _LEAD, about


def _facts(n: int, won: bool) -> dict[str, str]:
    return {
        "team_size": str(200 + n if n % 3 == 0 else 5 + n % 7),
        "closing_code": f'"{"A7" if won else "B2"}"',
        "gender": f'"{("male", "female")[n % 2]}"',
        "name": f'"Person {n}"',
    }


async def test_without_outcomes_the_page_says_how_many_are_needed(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/scoring/model")
        refused = await client.post(f"{place.url}/scoring/model/train")
    assert "60 more outcomes" in page.text
    assert "Train a model" not in page.text
    assert refused.status_code == 409
    assert "not enough decided leads" in refused.text


async def test_an_outcome_that_was_undone_teaches_nothing(
    installation: Installation, place: Workplace
) -> None:
    await history(installation, place)
    now = clock.now()
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        before = await queries.decided(session, Target.QUALIFIED, now)
        undone = before[-1].lead_id
        payload = '{"before": "qualified", "after": "working"}'
        given = {"place": place.workspace_id, "lead": undone, "id": new_id(), "now": now}
        await session.execute(_MOVED, given | {"at": now, "payload": payload})
        after = await queries.decided(session, Target.QUALIFIED, now)
    assert {one.lead_id for one in before} - {one.lead_id for one in after} == {undone}


@pytest.mark.timeout(240)
async def test_a_model_is_trained_in_a_child_chosen_and_set_aside(
    installation: Installation, place: Workplace
) -> None:
    await history(installation, place)
    url = f"{place.url}/scoring/model"
    async with installation.browser(place.owner_id) as client:
        assert (await client.post(f"{url}/train", data={"target": "qualified"})).status_code == 303
        assert "is being trained" in (await client.get(url)).text
        assert (await client.post(f"{url}/train")).status_code == 409
        await installation.work(within=200)
        page = (await client.get(url)).text
        async with installation.runtime.database.read(place.workspace_id) as session:
            (row,) = await queries.versions(session)
        assert row.state == "ready", row.progress
        assert row.report is not None
        why = {one["column"]: one["reason"] for one in row.report["excluded"]}
        assert why["closing_code"] == "leak"
        assert why["gender"] == "protected"
        assert "name" not in why
        assert row.report["auc"] > 0.6
        assert "alone it tells the outcome" in page
        assert "a lead that was qualified stands above one that was not" in page
        assert "Qualified by tenth" in page
        for word in ("won lead", "Wins", "Won:"):  # sales qualified them; nobody won anything
            assert word not in page
        assert "<script>alert" not in page
        await _has_a_card(client, url, row)
        assert (await client.post(f"{url}/{row.id}/promote")).status_code == 303
        chosen = (await client.get(url)).text
        assert "Chosen" in chosen
        assert "It moves no score before you say so" in chosen
        assert (await client.post(f"{url}/withdraw")).status_code == 303
        assert "Go back to this version" in (await client.get(url)).text
        assert (await client.post(f"{url}/{new_id()}/promote")).status_code == 404


async def _has_a_card(client: httpx.AsyncClient, url: str, row: PredictionModel) -> None:
    answer = await client.get(f"{url}/{row.number}/card")
    assert answer.headers["content-type"].startswith("text/markdown")
    card = answer.text
    for part in ("## Use", "## Data", "## Figures", "## Inputs", "## Left out"):
        assert part in card
    assert row.report is not None
    assert f"| AUC | {row.report['auc']:.3f} |" in card
    assert str(row.sha256) in card
    assert "<script>alert" not in card
    assert (await client.get(f"{url}/{row.number + 1}/card")).status_code == 404


async def test_only_who_manages_the_workspace_trains_and_only_from_our_page(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, "rep@a.example", Role.REP)
    url = f"{place.url}/scoring/model"
    async with installation.browser(rep) as client:
        assert (await client.get(url)).status_code == 200
        assert (await client.post(f"{url}/train")).status_code == 403
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        assert (await client.post(f"{url}/train")).status_code == 403
