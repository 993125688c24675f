"""The chosen model's word on a lead: exact, beside the score, on the page and for programs."""

import html
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.scoring.chosen_model import FORM, TABLE, choose
from tests.integration.scoring.test_replay import event

from leadwright.bootstrap.commands import score_commands
from leadwright.features.prediction.points import NumberInput
from leadwright.kernel import clock

_LATER = text(
    "update lead set created_at = created_at - interval '30 days' where workspace_id = :place"
)


async def explained(installation: Installation, place: Workplace, lead_id: UUID) -> dict[str, Any]:
    return await score_commands.explain(installation.runtime, str(lead_id), place.slug, None)


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
    async with installation.runtime.database.tenant(place.workspace_id) as session:
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


async def test_an_answer_taken_back_or_told_by_sales_verdict_alone_is_no_input_but_of_old_versions(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    lead = await installation.lead(place, FORM["email"])
    replied = NumberInput(
        name="lead.replied", part="engagement", cuts=(0.0, 1.0), weights=(0, 1, 2), missing=0
    )
    table = TABLE.model_copy(update={"inputs": (replied,)})
    await choose(installation, place, table, sisters=table)
    now = clock.now()
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        for name, payload in (
            ("lead.replied", '{"source": "status"}'),
            ("lead.replied", '{"source": "person", "outcome_id": "a"}'),
            ("lead.outcome_undone", '{"outcome_id": "a"}'),
            ("lead.replied", '{"source": "person", "outcome_id": "b"}'),
        ):
            await event(session, lead.id, now, name, payload=payload)
    assert "Lead replied: 1" in await labels(installation, place, lead.id)
    await choose(installation, place, table, number=2)  # from when a status counted
    assert "Lead replied: 2" in await labels(installation, place, lead.id)


async def labels(installation: Installation, place: Workplace, lead_id: UUID) -> list[str]:
    told = await explained(installation, place, lead_id)
    return [one["label"] for one in told["model"]["entries"]]
