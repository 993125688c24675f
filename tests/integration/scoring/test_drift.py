"""The drift of a version at work: measured on ripe leads, kept by day, told once, shown and served."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.scoring.chosen_model import TABLE, choose

from leadwright.bootstrap.commands import score_commands
from leadwright.domain.ids import new_id
from leadwright.features.notifications import alerts
from leadwright.features.prediction import drifting
from leadwright.features.prediction.drift import reference
from leadwright.kernel import clock
from leadwright.pipeline.scoring import model_watch

HOSTILE = "<img src=x onerror=alert(1)>"
_FIGURES = dict.fromkeys(("auc", "capture_30", "lift_top_decile", "brier", "log_loss", "ece"), 0.5)
REPORT: dict[str, Any] = {
    **_FIGURES,
    "model": "logistic",
    "rows": 500,
    "positives": 150,
    "tested_rows": 100,
    "tested_positives": 30,
    "split": "time",
    "intervals": dict.fromkeys(_FIGURES, (0.4, 0.6)),
    **dict.fromkeys(("reliability", "deciles", "excluded", "suspects", "notes"), ()),
}
_LEADS = text(
    "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at,"
    " last_submission_id, submissions, status, name, name_folded, company, company_folded, source,"
    " reply_status, version) select :place, gen_random_uuid(), :at, :at, :at,"
    " gen_random_uuid(), 1, 'new', 'A', 'a', '', '', :source, 'answered', 1"
    " from generate_series(1, :count)"
)
_REFERENCE = text(
    "update prediction_model set reference = cast(:reference as jsonb),"
    " report = cast(:report as jsonb) where workspace_id = :place and id = :id"
)
_GONE = text("delete from lead where workspace_id = :place and source <> 'fair'")


async def come(
    installation: Installation, place: Workplace, source: str, count: int, days: int = 12
) -> None:
    given = {"place": place.workspace_id, "source": source, "count": count}
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(_LEADS, given | {"at": clock.now() - timedelta(days=days)})


async def learned_from(installation: Installation, place: Workplace, model_id: UUID) -> None:
    """All came from the fair."""
    rows: list[dict[str, Any]] = [{"source": "fair", "phone given": "no", "lead.returned": 0}] * 500
    seen = reference(TABLE, rows).model_dump_json()
    given = {"place": place.workspace_id, "id": model_id, "reference": seen}
    given |= {"report": json.dumps(REPORT)}
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(_REFERENCE, given)


async def look(installation: Installation, place: Workplace, model_id: UUID) -> Any:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        found = await model_watch.look(session, model_id)
        return found, len(await alerts.open_ones(session)), len(await alerts.history(session))


async def test_drift_is_told_once_when_it_begins_and_is_over_when_leads_are_as_before(
    installation: Installation, place: Workplace
) -> None:
    model_id = await choose(installation, place)
    assert await look(installation, place, model_id) == (None, 0, 0)
    await learned_from(installation, place, model_id)
    await come(installation, place, "fair", 80)
    await come(installation, place, HOSTILE, 300, days=3)
    few, rung, _ = await look(installation, place, model_id)
    assert (few.leads, few.figures, rung) == (80, (), 0)
    await come(installation, place, HOSTILE, 120)
    drifted, rung, _ = await look(installation, place, model_id)
    assert (drifted.leads, drifted.new, rung) == (200, ("source",), 1)
    again, rung, over = await look(installation, place, model_id)
    assert (again.alarmed, again.new, rung, over) == (("source",), (), 1, 0)
    await page_and_programs_show_it(installation, place)
    await come(installation, place, "fair", 60)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(_GONE, {"place": place.workspace_id})
    calm, rung, over = await look(installation, place, model_id)
    assert (calm.leads, calm.alarmed, rung, over) == (140, (), 0, 1)


async def page_and_programs_show_it(installation: Installation, place: Workplace) -> None:
    told = await score_commands.drift(installation.runtime, place.slug)
    words = score_commands.drift_in_words(told)
    assert "drifted  source" in words
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/scoring/model")).text
    bearer = {"Authorization": f"Bearer {place.secret_key}", "Accept": "application/json"}
    async with installation.browser() as client:
        served = (await client.get("/api/score/drift", headers=bearer)).json()
    assert served["items"][0]["alarmed"] == ["source"]
    (item,) = told["items"]
    assert (item["leads"], item["alarmed"]) == (200, ["source"])
    assert item["history"][0]["psi"] == item["figures"][0]["psi"]
    assert "Drifted" in page
    assert HOSTILE not in page


async def test_the_night_plans_a_look_for_versions_at_work_and_once_a_day(
    installation: Installation, place: Workplace
) -> None:
    model_id = await choose(installation, place)
    await learned_from(installation, place, model_id)
    now = clock.now()
    due = drifting.is_night(now.replace(hour=2)), drifting.is_night(now.replace(hour=3))
    assert due == (False, True)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        assert await drifting.due(session, now) == [model_id]
        await drifting.give_up(session, model_id)
        assert await drifting.due(session, now) == []
        assert await drifting.due(session, now + timedelta(days=1)) == [model_id]
        assert new_id() not in await drifting.due(session, now)
