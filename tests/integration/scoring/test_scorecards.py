"""Scorecards at work: drafts, publishing, rolling back, the base scored anew, scores that fade."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.errors import Conflict, Invalid, NotFound
from leadwright.domain.ids import LeadId
from leadwright.features.scoring import progress, queries
from leadwright.features.scoring.cards import drafting
from leadwright.features.scoring.cards import stored as cards
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.progress import RunCounts
from leadwright.kernel import clock
from leadwright.pipeline.scoring import decay_sweep, rescore_base

FORM: dict[str, Any] = {
    "name": "Katrin Ostermann",
    "email": "katrin@muehlenhof.example",
    "company": "Muehlenhof GmbH",
    "message": "Could you show us a demo for our 35 technicians before the end of January?",
}
OTHER = FORM | {"email": "mira@steinbruch.example", "name": "Mira Stein", "plan": "Pro"}
HALVED = {"fit": 0, "engagement": 100, "intent": 0}


def changed(**update: Any) -> Scorecard:
    card = default_scorecard().model_dump(mode="json", by_alias=True, exclude_none=True)
    return Scorecard.model_validate(card | update)


async def publish(installation: Installation, place: Workplace, card: Scorecard) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        by = Change(place.owner_id, "A try")
        known = {one.name for one in await cards.listed(session)}
        save = drafting.save_draft if card.name in known else drafting.create
        number = await save(session, card, by)
        await drafting.publish(session, card.name, by, seen=number)


async def events(installation: Installation, place: Workplace, name: str) -> list[dict[str, Any]]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        rows = await session.execute(
            text(
                "select payload from event where workspace_id = :w and name = :n order by recorded_at"
            ),
            {"w": place.workspace_id, "n": name},
        )
        return [row.payload for row in rows]


async def test_a_published_version_scores_the_base_anew_and_a_roll_back_brings_the_old_totals(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescore_base, "SET", 1)  # so that two lanes count what they did
    await installation.submit(place, **FORM)
    await installation.submit(place, **OTHER)
    before = await installation.lead(place, FORM["email"])
    await publish(installation, place, changed(weights=HALVED))
    async with installation.runtime.database.read(place.workspace_id) as session:
        assert await cards.stale(session) == {"default": 2}
    await installation.work()
    after = await installation.lead(place, FORM["email"])
    assert after.score == 75
    assert after.version == before.version  # nobody's open form is spoilt
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        (run,) = await cards.runs(session, "default")
        assert (run.state, run.leads, run.done, run.changed) == ("done", 2, 2, 2)
        assert await cards.stale(session) == {}
        await drafting.roll_back(session, "default", 1, Change(place.owner_id))
    await installation.work()
    assert (await installation.lead(place, FORM["email"])).score == before.score
    async with installation.runtime.database.read(place.workspace_id) as session:
        states = [(v.number, v.state, v.copy_of) for v in await cards.versions(session, "default")]
        assert states == [(3, "published", 1), (2, "retired", None), (1, "retired", None)]
        series = await queries.history(session, LeadId(before.id), "default")
    assert [(one.total, one.version, one.cause) for one in series] == [
        (before.score, 1, "message"), (75, 2, "scorecard"), (before.score, 3, "scorecard"),
    ]  # fmt: skip
    assert [told["number"] for told in await events(installation, place, "scorecard.rescored")] == [
        2,
        3,
    ]


async def test_a_second_card_scores_only_those_it_is_for_and_the_primary_stays_the_leads_score(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    for_pro = {"field": "plan", "op": "equals", "value": "pro"}
    await publish(installation, place, changed(name="pro", title="Pro", applies_to=for_pro))
    await installation.submit(place, **OTHER)
    await installation.work()
    one, two = [await installation.lead(place, form["email"]) for form in (FORM, OTHER)]
    async with installation.browser(place.owner_id) as client:
        pages = [(await client.get(f"{place.url}/leads/{lead.id}")).text for lead in (one, two)]
    assert [("By other scorecards" in page) for page in pages] == [False, True]
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        assert [s.scorecard for s in await queries.stored(session, LeadId(one.id))] == ["default"]
        assert [s.scorecard for s in await queries.stored(session, LeadId(two.id))] == [
            "default",
            "pro",
        ]
        with pytest.raises(Invalid, match="counts for every lead"):
            await drafting.make_primary(session, "pro", Change(place.owner_id))
        with pytest.raises(Conflict, match="primary"):
            await drafting.set_aside(session, "default")
        await drafting.set_aside(session, "pro")
        assert [s.scorecard for s in await queries.stored(session, LeadId(two.id))] == ["default"]
        assert [info.name for info in await cards.listed(session)] == ["default"]


async def test_another_primary_becomes_the_leads_score(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    await publish(installation, place, changed(name="deeds", title="Deeds", weights=HALVED))
    await installation.work()
    assert (await installation.lead(place, FORM["email"])).score != 75
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await drafting.make_primary(session, "deeds", Change(place.owner_id))
    await installation.work()
    assert (await installation.lead(place, FORM["email"])).score == 75


async def test_a_draft_that_was_published_or_thrown_away_meanwhile_is_a_conflict(
    installation: Installation, place: Workplace
) -> None:
    by = Change(place.owner_id)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        number = await drafting.save_draft(session, changed(), by)
        assert await drafting.save_draft(session, changed(weights=HALVED), by, seen=number) == 2
        with pytest.raises(Conflict):
            await drafting.publish(session, "default", by, seen=number + 1)
        await drafting.discard_draft(session, "default")
        with pytest.raises(Conflict):
            await drafting.save_draft(session, changed(), by, seen=number)
        with pytest.raises(Conflict, match="another name"):
            await drafting.create(session, changed(), by)
        with pytest.raises(NotFound):
            await drafting.publish(session, "nobody", by, seen=1)
        await drafting.create(session, changed(name="idea"), by)
        await drafting.discard_draft(session, "idea")
        assert [info.name for info in await cards.listed(session)] == ["default"]


@pytest.mark.parametrize("many", [1, 100])
async def test_a_score_that_fades_is_swept_and_falls_below_a_threshold_once(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(decay_sweep, "MANY", many)
    thresholds = [{"id": "hot", "label": "Hot", "at": 60, "hysteresis": 3}]
    await publish(installation, place, changed(weights=HALVED, thresholds=thresholds))
    await installation.submit(place, **FORM)
    assert (await installation.lead(place, FORM["email"])).score == 75
    crossed = await events(installation, place, "score.crossed")
    assert [(c["direction"], c["total"], c["cause"]) for c in crossed] == [("up", 75, "message")]
    start = clock.now()
    for days in (4, 7, 10, 12):
        moved = start + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda at=moved: at)
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await decay_sweep.plan_sweep(session)
        await installation.work()
    lead = await installation.lead(place, FORM["email"])
    crossed = await events(installation, place, "score.crossed")
    assert lead.score is not None
    assert lead.score < 57
    assert [(c["direction"], c["cause"]) for c in crossed] == [("up", "message"), ("down", "time")]


async def test_the_next_card_is_published_without_waiting_for_a_step_of_the_run_it_ends(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    await publish(installation, place, changed(weights=HALVED))
    database = installation.runtime.database
    async with database.read(place.workspace_id) as session:
        (run,) = await cards.runs(session, "default")
    async with database.tenant(place.workspace_id) as step:
        assert await progress.taken(step, run.id)
        async with asyncio.timeout(20):
            await publish(installation, place, default_scorecard())
        assert not await progress.advance(step, run.id, LeadId(run.id), RunCounts(1))
    await installation.work()
    async with database.read(place.workspace_id) as session:
        newer, older = await cards.runs(session, "default")
    assert [(run.state, run.done) for run in (newer, older)] == [("done", 1), ("replaced", 0)]


async def test_a_mass_run_goes_on_where_it_stopped_and_comes_back_to_leads_in_other_hands(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescore_base, "SET", 1)
    monkeypatch.setattr(rescore_base, "LANES", 1)
    monkeypatch.setattr(rescore_base, "STEP", timedelta())
    monkeypatch.setattr(rescore_base, "STEPS_A_JOB", 1)
    monkeypatch.setattr(rescore_base, "BUSY", timedelta())
    await installation.submit(place, **FORM)
    await installation.submit(place, **OTHER)
    await publish(installation, place, changed(weights=HALVED))
    database = installation.runtime.database
    async with database.read(place.workspace_id) as session:
        (run,) = await cards.runs(session, "default")
    payload = {"workspace_id": str(place.workspace_id), "run_id": str(run.id)}
    async with database.tenant(place.workspace_id) as holding:
        await holding.execute(text("select from lead for update"))
        await rescore_base.rescore_base(database, payload)  # the process dies after its first part
        async with database.read(place.workspace_id) as session:
            (run,) = await cards.runs(session, "default")
            assert (run.state, run.done) == ("running", 1)
            assert await cards.stale(session) == {"default": 2}
    await installation.work()
    async with database.read(place.workspace_id) as session:
        (run,) = await cards.runs(session, "default")
        assert (run.state, run.done) == ("done", 2)
        assert await cards.stale(session) == {}
    assert {(await installation.lead(place, f["email"])).score for f in (FORM, OTHER)} == {75}
