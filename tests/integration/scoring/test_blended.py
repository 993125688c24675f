"""A chosen model takes part in scores once somebody says so: exact entries, one number everywhere."""

from decimal import Decimal
from typing import Any

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.scoring.chosen_model import FORM, TABLE, choose

from leadwright.bootstrap.commands import score_commands
from leadwright.features.prediction import actions
from leadwright.features.scoring import modes
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards import stored

OTHER = FORM | {"email": "bo@stein-works.example", "name": "Bo Stein", "message": "Hello there."}
_DAMAGE = text(
    "update prediction_model set model = '{}' where workspace_id = :place and number = 3"
)
_LATER = text(
    "update lead set created_at = created_at - interval '30 days' where workspace_id = :place"
)


async def use(installation: Installation, place: Workplace, mode: Mode) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await modes.choose(session, mode, place.owner_id)


async def ledgers(installation: Installation, place: Workplace) -> dict[str, dict[str, Any]]:
    found = {}
    for form in (FORM, OTHER):
        lead = await installation.lead(place, form["email"])
        asked = (installation.runtime, str(lead.id), place.slug, None)
        found[form["email"]] = told = await score_commands.explain(*asked)
        assert told["total"] == lead.score, "lists show what the ledger says"
        assert_sums(told)
    return found


def assert_sums(told: dict[str, Any]) -> None:
    entries = told["entries"]
    for part, value in told["parts"].items():
        points = (Decimal(str(one["points"])) for one in entries if one["part"] == part)
        assert sum(points, Decimal()) == Decimal(str(value))
    shares = (Decimal(str(one["in_total"])) for one in entries)
    assert sum(shares, Decimal()) == told["total"]


async def test_a_model_moves_scores_when_somebody_says_so_and_a_roll_back_brings_the_old_totals(
    installation: Installation, place: Workplace
) -> None:
    for form in (FORM, OTHER):
        await installation.submit(place, **form)
    before = await ledgers(installation, place)
    await choose(installation, place)
    assert await ledgers(installation, place) != before  # a word beside it
    await use(installation, place, Mode.BLEND)
    async with installation.runtime.database.read(place.workspace_id) as session:
        assert await stored.stale(session) == {"default": 2}
    await installation.work()
    async with installation.runtime.database.read(place.workspace_id) as session:
        assert await stored.stale(session) == {}
    mixed = await ledgers(installation, place)
    for email, told in mixed.items():
        assert told["mode"] == {
            "mode": "blend", "rules": 60, "model": 40, "version": 1, "outcomes": 340,
            "missing": False,
        }  # fmt: skip
        kinds = {one["kind"] for one in told["entries"]}
        assert {"rule", "base", "feature"} <= kinds
        halves = Decimal(before[email]["total"]) * 60 + Decimal(str(told["model"]["points"])) * 40
        assert abs(told["total"] - halves / 100) <= Decimal("0.81")  # two roundings to a point
        read = {one["label"]: one["fact_id"] for one in told["entries"] if one["fact_id"]}
        assert ("Team size: 30" in read) == (email == FORM["email"])
    await use(installation, place, Mode.RULES)
    await installation.work()
    after = await ledgers(installation, place)
    assert [one["total"] for one in after.values()] == [one["total"] for one in before.values()]
    assert {one["kind"] for told in after.values() for one in told["entries"]} <= {
        "rule", "cap", "clamp", "rounding",
    }  # fmt: skip


async def test_a_lead_that_comes_and_one_that_comes_back_are_scored_by_the_model_alone(
    installation: Installation, place: Workplace
) -> None:
    await choose(installation, place)
    await use(installation, place, Mode.MODEL)
    for form in (FORM, OTHER, OTHER | {"message": "I write again, about prices."}):
        await installation.submit(place, **form)
    told = await ledgers(installation, place)
    for one in told.values():
        assert abs(Decimal(one["total"]) - Decimal(str(one["model"]["points"]))) <= Decimal("0.51")
        assert "rule" not in {entry["kind"] for entry in one["entries"]}
    assert "Lead returned: 1" in {e["label"] for e in told[OTHER["email"]]["entries"]}


async def test_another_version_moves_scores_and_none_or_a_broken_one_leaves_them_to_the_rules(
    installation: Installation, place: Workplace
) -> None:
    for form in (FORM, OTHER):
        await installation.submit(place, **form)
    before = await ledgers(installation, place)
    await choose(installation, place)
    await use(installation, place, Mode.MODEL)
    await installation.work()
    first = await ledgers(installation, place)
    await choose(installation, place, TABLE.model_copy(update={"base": 1.0}), number=2)
    await installation.work()
    better = await ledgers(installation, place)
    assert all(better[key]["total"] > first[key]["total"] for key in first)
    database = installation.runtime.database
    await choose(installation, place, number=3)
    async with database.tenant(place.workspace_id) as session:
        await session.execute(_DAMAGE, {"place": place.workspace_id})
    await installation.work()
    broken = await ledgers(installation, place)
    assert all(one["mode"]["missing"] for one in broken.values())
    assert [one["total"] for one in broken.values()] == [one["total"] for one in before.values()]
    async with database.tenant(place.workspace_id) as session:
        await actions.withdraw(session, place.owner_id)
    await installation.work()
    assert [one["model"] for one in (await ledgers(installation, place)).values()] == [None, None]


async def test_after_a_week_the_model_keeps_its_word_and_says_when_it_may_change_before(
    installation: Installation, place: Workplace
) -> None:
    await choose(installation, place)
    await use(installation, place, Mode.MODEL)
    for form in (FORM, OTHER):
        await installation.submit(place, **form)
    lead = await installation.lead(place, FORM["email"])
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        changes = await session.scalar(
            text("select next_change_at - created_at from lead_score s join lead l"
                 " on l.workspace_id = s.workspace_id and l.id = s.lead_id"
                 " where s.workspace_id = :place and l.id = :id"),
            {"place": place.workspace_id, "id": lead.id},
        )  # fmt: skip
        assert changes.days == 7
        await session.execute(_LATER, {"place": place.workspace_id})
        await modes.follow(session, None)
    await installation.work()
    labels = [e["label"] for e in (await ledgers(installation, place))[FORM["email"]]["entries"]]
    assert "Team size: not known" in labels
