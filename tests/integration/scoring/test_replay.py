"""A card replayed: totals as scoring gives them, nothing of later days, taken up where it stopped."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.bootstrap.commands import score_commands
from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId, new_id
from leadwright.features.leads import known as leads
from leadwright.features.prediction.rules import Target
from leadwright.features.scoring import queries, replays, rules
from leadwright.features.scoring.cards import card_files, drafting, stored
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.models import Replay
from leadwright.features.scoring.replay_figures import Figures
from leadwright.kernel import clock
from leadwright.pipeline.scoring import point_in_time, replay, replay_start

FORM: dict[str, Any] = {
    "name": "Katrin Ostermann",
    "email": "katrin@muehlenhof.example",
    "company": "Muehlenhof GmbH",
    "message": "Could you show us a demo for our 35 technicians before the end of January?",
}
OTHERS = [
    FORM | {"email": "mira@gmail.com", "name": "Mira Stein", "message": "Hello, a question."},
    FORM | {"email": "jo@steinbruch.example", "name": "Jo Stein", "plan": "Pro"},
]
DEEDS = {"fit": 0, "engagement": 100, "intent": 0}
_EVENT = text(
    "insert into event (workspace_id, recorded_at, id, name, occurred_at, lead_id, payload) values"
    " (:workspace_id, :recorded_at, :id, :name, :occurred_at, :lead_id, cast(:payload as jsonb))"
)
_FACT = text(
    "insert into fact (workspace_id, id, lead_id, key, value, source, method, confidence,"
    " observed_at) values (:workspace_id, :id, :lead_id, 'team_size', cast(:value as jsonb),"
    " 'form', 'given', 1, :at)"
)
_AGED = text(
    "update lead set created_at = :at, last_submission_at = :last"
    " where workspace_id = :workspace_id and id = :lead_id"
)


def changed(**update: Any) -> Scorecard:
    card = default_scorecard().model_dump(mode="json", by_alias=True, exclude_none=True)
    return Scorecard.model_validate(card | update)


async def started(installation: Installation, place: Workplace, card: Scorecard) -> UUID:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        number = await drafting.save_draft(session, card, Change(place.owner_id))
        return await replay_start.start_version(session, card.name, number, place.owner_id)


async def figures_of(
    installation: Installation, place: Workplace, replay_id: UUID
) -> tuple[Replay, Figures]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        one = await replays.one(session, replay_id)
        return one, Figures.model_validate(one.figures)


async def event(session: Any, lead_id: UUID, at: datetime, name: str, **more: Any) -> None:
    about = {
        "workspace_id": session.info["workspace_id"],
        "id": new_id(),
        "lead_id": lead_id,
        "name": name,
        "occurred_at": at,
        "recorded_at": at,
        "payload": "{}",
    }
    await session.execute(_EVENT, about | more)


async def test_moves_and_totals_are_those_that_scoring_itself_gives(
    installation: Installation, place: Workplace
) -> None:
    for form in (FORM, *OTHERS):
        await installation.submit(place, **form)
    card = changed(weights=DEEDS)
    replay_id = await started(installation, place, card)
    await installation.work()
    one, figures = await figures_of(installation, place, replay_id)
    assert (one.state, one.leads, one.walks, one.done) == ("done", 3, 3, 3)
    async with installation.runtime.database.read(place.workspace_id) as session:
        ids = [(await installation.lead(place, form["email"])).id for form in (FORM, *OTHERS)]
        expected = {}
        for known in await leads.of(session, ids):
            subject = await queries.subject_of(session, known, card.events)
            at_that_time = subject.at(one.as_of)
            by_both = [rules.score(c, at_that_time) for c in (default_scorecard(), card)]
            expected[known.lead_id] = tuple(
                (ledger.total, ledger.grade.value) for ledger in by_both
            )
    told = {
        mover.lead_id: ((mover.before, mover.grade_before), (mover.after, mover.grade_after))
        for mover in (*figures.risers, *figures.fallers)
    }
    moved = {key: pair for key, pair in expected.items() if pair[0][0] != pair[1][0]}
    assert told == moved
    assert moved
    assert figures.risen + figures.fallen == len(moved)
    assert figures.unchanged == 3 - len(moved)
    assert sum(figures.before) == sum(figures.after) == sum(figures.grades.values()) == 3
    assert all(mover.reasons for mover in (*figures.risers, *figures.fallers))


async def test_only_what_was_known_before_the_outcome_counts(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM, plan="Pro")
    lead_id = LeadId((await installation.lead(place, FORM["email"])).id)
    now = clock.now()
    won, early, late = (now - timedelta(days=days) for days in (10, 20, 5))
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        place_id = {"workspace_id": place.workspace_id, "lead_id": lead_id}
        await session.execute(_AGED, place_id | {"at": early, "last": now})
        for at, value in ((early, "5"), (late, "500")):
            await session.execute(_FACT, place_id | {"id": new_id(), "at": at, "value": value})
        await event(session, lead_id, early, "page.viewed")
        await event(session, lead_id, early, "heard.late", recorded_at=late)
        await event(session, lead_id, late, "page.viewed")
        hour = timedelta(hours=1)
        moves = ((early + hour, "converted"), (early + 2 * hour, "working"))
        for at, after in (*moves, (won, "qualified"), (late, "rejected")):
            payload = f'{{"after": "{after}"}}'
            await event(session, lead_id, at, "lead.status_changed", payload=payload)
        for name in ("lead.replied", "lead.outcome_undone"):
            payload = f'{{"outcome_id": "{lead_id}"}}'
            await event(session, lead_id, early + hour, name, payload=payload)
    async with installation.runtime.database.read(place.workspace_id) as session:
        names = {"page.viewed", "heard.late", "lead.replied"}
        past = (await point_in_time.pasts(session, [lead_id], names))[lead_id]
        verdict = (await point_in_time.verdicts(session, [lead_id], now))[lead_id]
    assert (verdict.at, verdict.reached) == (won, True)
    then = past.at(verdict.at)
    assert then is not None
    assert then.values["team_size"] == 5
    assert "intent" not in then.values  # found by the run of today
    assert "plan" not in then.values  # sent today
    assert [one.name for one in then.events] == ["heard.late", "page.viewed"]  # no reply undone
    assert past.was_told_late(verdict.at, verdict)
    week = past.looked_at(won, verdict.known_at(Target.QUALIFIED))
    assert week == early + point_in_time.LOOK
    seen = past.glimpse(week, is_live=False)
    assert (seen.facts["team_size"], seen.counts) == (5, {"page.viewed": 1})
    assert past.at(early) is None
    today = past.at(now + timedelta(seconds=1))
    assert today is not None
    assert today.values["team_size"] == 500
    assert today.values["plan"] == "pro"


async def test_a_replay_goes_on_where_it_stopped_and_counts_nobody_twice(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in (FORM, *OTHERS):
        await installation.submit(place, **form)
    card = changed(weights=DEEDS)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        whole, parted = [await _begun(session, place, card, name) for name in ("whole", "parted")]
    database = installation.runtime.database
    assert not await replay.run(database, place.workspace_id, whole)
    monkeypatch.setattr(replay, "PART", 1)
    assert await replay.run(database, place.workspace_id, parted, parts=2)
    one, _ = await figures_of(installation, place, parted)
    assert (one.state, one.done) == ("running", 2)
    with monkeypatch.context() as broken:
        broken.setattr(replay, "add_move", _break)
        with pytest.raises(RuntimeError):
            await replay.run(database, place.workspace_id, parted)
    assert not await replay.run(database, place.workspace_id, parted)
    found = [(await figures_of(installation, place, r))[1] for r in (whole, parted)]
    assert found[0].risen + found[0].fallen + found[0].unchanged == 3
    assert found[0].model_dump(exclude={"raised"}) == found[1].model_dump(exclude={"raised"})


async def test_of_many_leads_a_fixed_sample_and_all_decided_ones_are_walked(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in (FORM, *OTHERS):
        await installation.submit(place, **form)
    monkeypatch.setattr(replays, "SAMPLE", 2)
    ids = []
    for _ in range(2):
        replay_id = await started(installation, place, changed(weights=DEEDS))
        await installation.work()
        one, figures = await figures_of(installation, place, replay_id)
        assert (one.state, one.leads, one.done, figures.scored) == ("done", 3, 2, 2)
        ids.append(sorted(str(m.lead_id) for m in (*figures.risers, *figures.fallers)))
    assert ids[0] == ids[1]


async def test_the_version_in_force_an_unknown_one_and_another_workspaces_are_refused(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    replay_id = await started(installation, place, changed(weights=DEEDS))
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        with pytest.raises(Conflict, match="nothing to compare"):
            await replay_start.start_version(session, "default", 1, place.owner_id)
        with pytest.raises(NotFound):
            await replay_start.start_version(session, "default", 9, place.owner_id)
        again = await replay_start.start_version(session, "default", 2, place.owner_id)
        assert [(r.id, r.state) for r in await replays.listed(session)] == [
            (again, "running"),
            (replay_id, "replaced"),
        ]
        assert (await stored.draft(session, "default")) is not None
    async with installation.runtime.database.read(other.workspace_id) as session:
        with pytest.raises(NotFound):
            await replays.one(session, replay_id)
    assert not await replay.run(installation.runtime.database, other.workspace_id, replay_id)


async def test_a_card_from_a_file_is_replayed_at_once_and_kept_as_a_replay_alone(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM)
    words = card_files.card_yaml(changed(weights=DEEDS))
    told = await score_commands.replay(installation.runtime, place.slug, words.encode())
    assert (told["state"], told["version"], told["scored"], told["walked"]) == ("done", None, 1, 1)
    assert told["outcomes"] == {
        "reached": 0, "rejected": 0, "is_enough": False, "old": None, "new": None,
        "after": 0, "sisters": 0, "left_out": 0, "told_late": 0,
    }  # fmt: skip
    async with installation.runtime.database.read(place.workspace_id) as session:
        assert await stored.draft(session, "default") is None


async def _begun(session: Any, place: Workplace, card: Scorecard, name: str) -> UUID:
    named = card.model_copy(update={"name": name})
    return await replay_start.begin(session, named, None, place.owner_id)


def _break(*_: Any) -> None:
    raise RuntimeError("stopped")
