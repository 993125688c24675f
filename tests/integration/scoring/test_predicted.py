"""The chosen model's word on a lead: exact, beside the score, on the page and for programs."""

import html
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.bootstrap import score_commands
from leadwright.domain.ids import new_id
from leadwright.features.prediction import actions
from leadwright.features.prediction.points import LevelInput, NumberInput, PointsTable, to_text
from leadwright.kernel import clock

FORM: dict[str, Any] = {
    "name": "Ana Lima",
    "email": "ana@lima-works.example",
    "message": "Could we see a demo for 30 people?",
    "source": "<b>fair</b>",
}
TABLE = PointsTable(
    learner="logistic",
    base=-1.0,
    base_rate=0.3,
    inputs=(
        NumberInput(name="team_size", part="fit", cuts=(20.0,), weights=(-0.4, 0.7), missing=0.1),
        LevelInput(name="phone given", part="fit", weights={"no": -0.2}, other=0.3, missing=9.0),
        LevelInput(name="source", part="engagement", weights={}, other=0.25, missing=0.0),
        NumberInput(
            name="lead.returned", part="engagement", cuts=(0.0,), weights=(0.0, 1.5), missing=0.0
        ),
    ),
)
_MODEL = text(
    "insert into prediction_model (workspace_id, id, number, state, target, progress, outcomes,"
    " report, model, sha256, created_at) values (:place, :id, 1, 'ready', 'won', '', 60, '{}',"
    " :model, :sha256, :now)"
)
_LATER = text(
    "update lead set created_at = created_at - interval '30 days' where workspace_id = :place"
)


async def choose(installation: Installation, place: Workplace) -> UUID:
    model, sha256 = to_text(TABLE)
    given: dict[str, Any] = {"place": place.workspace_id, "id": new_id(), "now": clock.now()}
    async with installation.house.database.tenant(place.workspace_id) as session:
        await session.execute(_MODEL, given | {"model": model, "sha256": sha256})
        await actions.promote(session, given["id"], None)
    return UUID(str(given["id"]))


async def explained(installation: Installation, place: Workplace, lead_id: UUID) -> dict[str, Any]:
    return await score_commands.explain(installation.house, str(lead_id), place.slug, None)


async def test_a_chosen_model_stands_beside_the_score_with_an_exact_sum_and_leaves_it_alone(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    lead = await installation.lead(place, FORM["email"])
    before = await explained(installation, place, lead.id)
    await choose(installation, place)
    after = await explained(installation, place, lead.id)
    assert before["model"] is None
    assert after["total"] == before["total"] == lead.score
    model = after["model"]
    odds = -1.0 + 0.7 - 0.2 + 0.25
    assert after["probability"] == pytest.approx(1 / (1 + 2.718281828459045**-odds))
    points = [Decimal(str(one["points"])) for one in model["entries"]]
    assert sum(points) == Decimal(str(model["points"]))
    assert [one["kind"] for one in model["entries"]] == ["base", "feature", "feature", "feature"]
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/leads/{lead.id}")).text
    for one in model["entries"]:
        assert html.escape(one["label"]) in page
        assert f"{one['points']:+.2f}" in page
    assert f"{model['points']:.2f}" in page
    assert f"{after['probability']:.0%}".replace("%", " %") in page
    assert "<b>fair" not in page


async def test_a_lead_is_judged_as_training_would_have_seen_it_and_only_by_its_own_workspace(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    for one in (place, other):
        await installation.submit(one, **FORM)
    await choose(installation, place)
    lead = await installation.lead(place, FORM["email"])
    stranger = await installation.lead(other, FORM["email"])
    assert (await explained(installation, other, stranger.id))["probability"] is None
    async with installation.house.database.tenant(place.workspace_id) as session:
        await session.execute(_LATER, {"place": place.workspace_id})
    labels = [
        one["label"] for one in (await explained(installation, place, lead.id))["model"]["entries"]
    ]
    assert "Team size: not known" in labels
    async with installation.browser(place.owner_id) as client:
        assert (await client.post(f"{place.url}/scoring/model/withdraw")).status_code == 303
        page = (await client.get(f"{place.url}/leads/{lead.id}")).text
    assert (await explained(installation, place, lead.id))["model"] is None
    assert 'id="predicted"' not in page
