"""A challenger beside the chosen version: sticky arms, marks before outcomes, and how a trial ends."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.scoring.chosen_model import TABLE, choose
from tests.integration.scoring.test_drift import REPORT, come

from leadwright.domain.ids import LeadId, new_id
from leadwright.domain.permission import Role
from leadwright.features.prediction import arms, queries, trials
from leadwright.features.prediction.arms import Arm, arm_of
from leadwright.features.prediction.models import PredictionTrial
from leadwright.features.prediction.points import LevelInput, PointsTable, to_text
from leadwright.kernel import clock
from leadwright.pipeline.scoring import model_watch

OTHER = PointsTable(
    learner="additive",
    base=-1.0,
    base_rate=0.3,
    inputs=(LevelInput(name="source", part="fit", weights={"good": 2.0}, other=0.0, missing=0.0),),
)
FORM = {"share": "50", "window_days": "14", "floor": "20"}
_CHALLENGER = text(
    "insert into prediction_model (workspace_id, id, number, state, target, progress, outcomes,"
    " report, model, sha256, created_at) values (:place, :id, 2, 'ready', :target, '', 60,"
    " cast(:report as jsonb), :model, :sha256, :now)"
)
_REPORT = text("update prediction_model set report = cast(:report as jsonb) where id = :id")
_BACK = text(
    "update prediction_trial set started_at = started_at - interval '40 days'"
    " where workspace_id = :place"
)
_WON = text(
    "insert into event (workspace_id, recorded_at, id, name, occurred_at, lead_id, payload)"
    " select t.workspace_id, :now, gen_random_uuid(), 'lead.status_changed', t.came + :after, t.lead_id,"
    " cast(:payload as jsonb) from prediction_trial_lead t"
    " where t.workspace_id = :place and t.arm = :arm and t.is_top"
)


async def two_versions(
    installation: Installation, place: Workplace, target: str = "won", table: PointsTable = OTHER
) -> tuple[UUID, UUID]:
    champion, challenger = await choose(installation, place), new_id()
    model, sha256 = to_text(table)
    report = json.dumps(REPORT)
    given = {"place": place.workspace_id, "id": challenger, "model": model, "sha256": sha256}
    given |= {"now": clock.now(), "report": report, "target": target}
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(_CHALLENGER, given)
        await session.execute(_REPORT, {"report": report, "id": champion})
    return champion, challenger


async def run(installation: Installation, place: Workplace, statement: Any, **given: Any) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(statement, {"place": place.workspace_id, **given})


async def trial_of(installation: Installation, place: Workplace) -> PredictionTrial:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return (await trials.history(session))[0]


async def begun_long_ago(installation: Installation, place: Workplace, **typed: str) -> UUID:
    """A trial that began forty days ago, and 1,200 leads that came five weeks ago: by so many the
    arms mark alike, whatever the hash of their ids says."""
    _, challenger = await two_versions(installation, place)
    await come(installation, place, "fair", 60, days=60)
    async with installation.browser(place.owner_id) as client:
        data = {**FORM, **typed, "challenger": str(challenger)}
        put_up = await client.post(f"{place.url}/scoring/model/trial", data=data)
    assert put_up.status_code == 303
    await run(installation, place, _BACK)
    await come(installation, place, "fair", 1_200, days=35)
    return challenger


async def decided(installation: Installation, place: Workplace) -> None:
    trial = await trial_of(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await model_watch.decide_trial(session, trial.id)


async def test_leads_keep_their_arm_and_are_marked_once_and_a_proven_challenger_takes_over_by_rule(
    installation: Installation, place: Workplace
) -> None:
    challenger = await begun_long_ago(installation, place, promotes_itself="true")
    await decided(installation, place)
    trial = await trial_of(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        assert await trials.mark(session, trial) == 0
        judged = await trials.judged(session, trial)
        lead = LeadId(new_id())
        version = await arms.version_for(session, lead, clock.now())
        is_challenger = arm_of(trial.id, lead, 50) is Arm.CHALLENGER
        assert version == (challenger if is_challenger else trial.champion_id)
    assert judged.champion.leads + judged.challenger.leads == 1_200
    assert judged.challenger.settled.n >= 20
    assert judged.challenger.settled.won == 0
    given = {"now": clock.now(), "after": timedelta(days=3), "arm": "challenger"}
    await run(installation, place, _WON, **given, payload='{"after": "converted"}')
    await decided(installation, place)
    trial = await trial_of(installation, place)
    assert (trial.state, trial.ended_how) == ("promoted", "rule")
    async with installation.runtime.database.read(place.workspace_id) as session:
        assert (await queries.version(session, challenger)).state == "in_use"
        assert (await trials.judged(session, trial)).challenger.settled.won >= 20
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/scoring/model")).text
        assert "Challenger chosen by its rule" in page
        assert "Score model 2 took over" in (await client.get(f"{place.url}/alerts")).text


async def test_outcomes_that_were_taken_back_or_came_too_late_prove_nothing(
    installation: Installation, place: Workplace
) -> None:
    await begun_long_ago(installation, place)
    await decided(installation, place)
    now = clock.now()
    won, back = '{"after": "converted"}', '{"before": "converted", "after": "working"}'
    early, later, late = timedelta(days=3), timedelta(days=4), timedelta(days=15)
    await run(installation, place, _WON, now=now, after=early, arm="challenger", payload=won)
    await run(installation, place, _WON, now=now, after=later, arm="challenger", payload=back)
    await run(installation, place, _WON, now=now, after=late, arm="champion", payload=won)
    trial = await trial_of(installation, place)
    async with installation.runtime.database.read(place.workspace_id) as session:
        judged = await trials.judged(session, trial)
    assert judged.challenger.settled.won == judged.champion.settled.won == 0
    assert trial.state == "running"


async def test_a_trial_is_refused_where_it_could_not_tell_anything_and_ended_by_hand(
    installation: Installation, place: Workplace
) -> None:
    champion, challenger = await two_versions(installation, place)
    rep = await installation.member(place.workspace_id, "rep@a.example", Role.REP)
    url = f"{place.url}/scoring/model"
    data = {**FORM, "challenger": str(challenger)}
    async with installation.browser(rep) as client:
        assert (await client.post(f"{url}/trial", data=data)).status_code == 403
    async with installation.browser(place.owner_id) as client:
        few = await client.post(f"{url}/trial", data=data)
        assert (few.status_code, "It takes 50" in few.text) == (409, True)
        await come(installation, place, "fair", 60)
        for wrong in ({"share": "99"}, {"challenger": str(champion)}):
            assert (await client.post(f"{url}/trial", data=data | wrong)).status_code == 409
        unknown = data | {"challenger": str(new_id())}
        assert (await client.post(f"{url}/trial", data=unknown)).status_code == 404
        assert (await client.post(f"{url}/trial", data=data)).status_code == 303
        assert (await client.post(f"{url}/trial", data=data)).status_code == 409
        page = (await client.get(url)).text
        assert "Too early to say" in page
        assert re.search(r"</span>Challenger</span>", page)  # its line in the table of versions
        assert (await client.post(f"{url}/trial/stop")).status_code == 303
        assert "Stopped, the champion stayed" in (await client.get(url)).text
        assert (await client.post(f"{url}/trial", data=data)).status_code == 303
        assert (await client.post(f"{url}/withdraw")).status_code == 303
        assert "another version, or none, was chosen" in (await client.get(url)).text
        del client.headers["X-CSRF-Token"]
        assert (await client.post(f"{url}/trial/stop")).status_code == 403


async def test_a_version_equal_to_the_chosen_one_is_neither_offered_nor_tried(
    installation: Installation, place: Workplace
) -> None:
    _, twin = await two_versions(installation, place, table=TABLE)
    await come(installation, place, "fair", 60)
    url = f"{place.url}/scoring/model"
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(url)).text
        refused = await client.post(f"{url}/trial", data={**FORM, "challenger": str(twin)})
    assert "No other version predicts the same and differs" in page
    assert (refused.status_code, "nothing new was learned" in refused.text) == (409, True)


async def test_versions_that_predict_different_things_are_not_compared(
    installation: Installation, place: Workplace
) -> None:
    _, challenger = await two_versions(installation, place, target="qualified")
    await come(installation, place, "fair", 60)
    async with installation.browser(place.owner_id) as client:
        data = {**FORM, "challenger": str(challenger)}
        refused = await client.post(f"{place.url}/scoring/model/trial", data=data)
    assert (refused.status_code, "predict different things" in refused.text) == (409, True)
