"""A model that somebody chose, for tests: a small table of points."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import new_id
from leadwright.features.prediction import actions
from leadwright.features.prediction.out_of_fold import COUNT
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
    " report, model, sha256, created_at, sisters) values (:place, :id, :number, 'ready', 'won', '',"
    " :outcomes, cast(:report as jsonb), :model, :sha256, :now, cast(:sisters as jsonb))"
)


async def choose(
    installation: Installation,
    place: Workplace,
    table: PointsTable = TABLE,
    *,
    number: int = 1,
    outcomes: int = 340,
    report: dict[str, Any] | None = None,
    sisters: PointsTable | None = None,
) -> UUID:
    """Keep the table as a version that is ready, and choose it; the version's id."""
    model, sha256 = to_text(table)
    given: dict[str, Any] = {"place": place.workspace_id, "id": new_id(), "now": clock.now()}
    given |= {"number": number, "outcomes": outcomes}
    given["report"] = json.dumps(report or {})
    given["sisters"] = json.dumps([to_text(sisters)[0]] * COUNT) if sisters else None
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(_MODEL, given | {"model": model, "sha256": sha256})
        await actions.promote(session, given["id"], None)
    return UUID(str(given["id"]))
