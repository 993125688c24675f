"""What mass work leaves behind is cleared away by the application itself."""

from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.features.scoring.cards import drafting
from leadwright.features.scoring.cards.drafting import Change
from leadwright.kernel.db.tidying import tidy
from leadwright.pipeline.scoring import rescore_base

_SEEN = text("select relallvisible from pg_class where oid = 'lead'::regclass")
_TOUCH = text("update lead set score = coalesce(score, 0) where workspace_id = :place")


async def seen_by_all(installation: Installation, place: Workplace) -> int:
    """Pages of leads whose rows need not be looked at one by one."""
    async with installation.runtime.database.read(place.workspace_id) as session:
        return int((await session.execute(_SEEN)).scalar_one())


async def touched(installation: Installation, place: Workplace) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(_TOUCH, {"place": place.workspace_id})


async def test_pages_are_seen_by_all_again_and_no_transaction_waits_for_it(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, email="ada@far.example", message="A demo, please.")
    await touched(installation, place)
    database = installation.runtime.database
    await tidy(database, "lead", "lead_score")
    assert await seen_by_all(installation, place) > 0
    async with database.read(place.workspace_id):
        with pytest.raises(RuntimeError, match="inside a database transaction"):
            await tidy(database, "lead")


async def test_a_run_over_many_leads_tidies_up_behind_it(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await installation.submit(place, email="ada@far.example", message="A demo, please.")
    done: list[tuple[int, int]] = []
    for many in (50_000, 1):
        monkeypatch.setattr(rescore_base, "MANY", many)
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            run_id: UUID = await drafting.rescore_primary(session, Change(place.owner_id).by)
        before = await vacuums(installation, place)
        payload = {"workspace_id": str(place.workspace_id), "run_id": str(run_id)}
        await rescore_base.rescore_base(installation.runtime.database, payload)
        done.append((before, await vacuums(installation, place)))
    (few, few_after), (many_, many_after) = done
    assert few_after == few
    assert many_after > many_


async def vacuums(installation: Installation, place: Workplace) -> int:
    query = text(
        "select pg_stat_force_next_flush(), vacuum_count from pg_stat_all_tables"
        " where relid = 'lead'::regclass"
    )
    async with installation.runtime.database.read(place.workspace_id) as session:
        return int((await session.execute(query)).one().vacuum_count)
