"""A model replayed: measured on what it has not learned from, moved as its mode would move leads."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.scoring.chosen_model import FORM, TABLE, choose
from tests.integration.scoring.test_replay import event, figures_of

from leadwright.domain.errors import Conflict
from leadwright.features.prediction.points import PointsTable
from leadwright.features.prediction.training.child import train
from leadwright.features.scoring import modes
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.replay_figures import Figures
from leadwright.kernel import clock
from leadwright.pipeline.scoring import replay_start

_TRAINED = text("update prediction_model set finished_at = :at where workspace_id = :place")
_MODE = {"mode": "model"}
# Of the same lead the version says much and its sisters little, so a total tells who was asked.
GREAT, POOR = [
    PointsTable(learner="logistic", base=base, base_rate=0.5, inputs=TABLE.inputs)
    for base in (2.0, -2.0)
]


async def replayed(
    installation: Installation, place: Workplace, mode: Mode, model_id: UUID | None = None
) -> tuple[Any, Figures]:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        replay_id = await replay_start.start_model(session, mode, model_id, place.owner_id)
    await installation.work()
    return await figures_of(installation, place, replay_id)


async def test_a_lead_that_a_model_learned_from_is_judged_by_a_sister_and_a_newer_one_by_itself(
    installation: Installation, place: Workplace
) -> None:
    for name in ("one", "two"):
        await installation.submit(place, **FORM | {"email": f"{name}@lima-works.example"})
    model_id = await choose(installation, place, GREAT, sisters=POOR)
    one, two = [
        (await installation.lead(place, f"{name}@lima-works.example")) for name in ("one", "two")
    ]
    now = clock.now()
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        trained = {"place": place.workspace_id, "at": one.created_at + timedelta(microseconds=1)}
        await session.execute(_TRAINED, trained)
        for lead, after in ((one, "qualified"), (two, "rejected")):
            payload = f'{{"after": "{after}"}}'
            await event(session, lead.id, now, "lead.status_changed", payload=payload)
    told, figures = await replayed(installation, place, Mode.MODEL)
    assert (told.kind, told.model_against, told.model["number"]) == ("model", None, 1)
    assert (figures.scored, figures.unseen.after, figures.unseen.sisters) == (2, 1, 1)
    (low, by_sister), (high, by_itself) = sorted(figures.verdicts_new.by_total.items())
    assert (low < 40, high > 60) == (True, True)
    assert (by_sister, by_itself) == ((1, 0), (0, 1))
    assert figures.risen == 2  # who moves is what the version itself would say now
    await page_says_who_was_asked(installation, place, str(told.id))
    with pytest.raises(Conflict, match="made so already"):
        await replayed(installation, place, Mode.RULES)
    second = await choose(installation, place, POOR, number=2)
    unchosen, again = await replayed(installation, place, Mode.MODEL, model_id)
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/scoring/replays/{unchosen.id}")).text
    assert "/scoring/model?version=1" in page  # it has to be chosen first
    assert again.verdicts_new == figures.verdicts_new  # chosen or not, a version says the same
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await modes.choose(session, Mode.MODEL, place.owner_id)
    versions, third = await replayed(installation, place, Mode.MODEL, model_id)
    assert (versions.model["number"], versions.model_against["model_id"]) == (1, str(second))
    assert (third.unseen.left_out, third.verdicts_new.by_total) == (2, {})


async def page_says_who_was_asked(
    installation: Installation, place: Workplace, replay_id: str
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/scoring/replays/{replay_id}")).text
        listed = (await client.get(f"{place.url}/scoring/replays")).text
        preview = (await client.get(f"{place.url}/scoring/model/mode?to=blend")).text
        begun = await client.post(f"{place.url}/scoring/replays/model", data=_MODE)
        wrong = await client.post(f"{place.url}/scoring/replays/model", data={"mode": "rules"})
    assert "Newer than the training, so judged by the version itself: 1 decided lead." in page
    assert "Older than the training: 1 decided lead, each judged by a sister." in page
    assert "/scoring/model/mode?to=model" in page
    assert "model version 1 alone, against 100 % rules" in listed
    assert "/scoring/replays/model" in preview
    assert (begun.status_code, wrong.status_code) == (303, 409)


def test_training_brings_a_sister_for_each_fifth_that_differs_from_the_model() -> None:
    rows = 120
    size = [str(n % 40) for n in range(rows)]
    columns = {
        "size": size,
        "source": ["fair" if n % 3 else "ads" for n in range(rows)],
        "outcome": ["yes" if (n % 40 + 7 * n % 11) > 24 else "no" for n in range(rows)],
        "came": [str(1_700_000_000 + 60 * n) for n in range(rows)],
    }
    asked = {
        "columns": columns,
        "label": "outcome",
        "time": "came",
        "rules": None,
        "parts": dict.fromkeys(columns, "fit"),
        "fifths": [n % 5 for n in range(rows)],
    }
    answer = train(asked)
    assert len({answer["model"], *answer["sisters"]}) == 6
    for one in answer["sisters"]:
        assert PointsTable.model_validate_json(one).inputs
    assert train(asked | {"fifths": []})["sisters"] == []
