"""Rows that tell of leads without a foreign key: no row of nobody, and none is left when its lead goes."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import WorkspaceId, new_id

_LEADS = text(
    "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id)"
    " select :w, id, now(), now(), now(), id from unnest(cast(:ids as uuid[])) as id"
)
_TOLD = {
    "fact": "id, key, value, source, method, confidence, observed_at"
    " | gen_random_uuid(), 'a', '1', '', '', 1, now()",
    "fact_set": "id, observed_at, told | gen_random_uuid(), now(), '[]'",
    "lead_value": "key, text_folded | 'a', 'b'",
    "lead_score": "scorecard, version, total, fit, engagement, intent, grade, as_of, submitted_at, above"
    " | 'default', 1, 1, 0, 0, 0, 'D', now(), now(), '{}'",
    "score_history": "scorecard, at, total, grade, version, cause | 'default', now(), 1, 'D', 1, 'message'",
}
_MOVE = text("update lead_score set lead_id = :to where lead_id = :id")
_READ = text("select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables"
    " where relname = 'lead'")  # fmt: skip


def _insert(table: str) -> Any:
    names, values = _TOLD[table].split(" | ")
    return text(
        f"insert into {table} (workspace_id, lead_id, {names})"
        f" select :w, id, {values} from unnest(cast(:ids as uuid[])) as id"
    )


async def _one_of_two(installation: Installation, w: WorkspaceId, table: str) -> None:
    """One lead, and rows of it and of nobody."""
    async with installation.runtime.database.tenant(w) as session:
        await session.execute(_LEADS, {"w": w, "ids": [one := new_id()]})
        await session.execute(_insert(table), {"w": w, "ids": [one, new_id()]})


@pytest.mark.parametrize("table", _TOLD)
async def test_rows_are_of_leads_that_are_there_and_go_with_them(
    installation: Installation, place: Workplace, table: str
) -> None:
    w, ids = place.workspace_id, [new_id() for _ in range(3)]
    tenant = installation.runtime.database.tenant
    async with tenant(w) as session:
        await session.execute(_LEADS, {"w": w, "ids": ids})
        await session.execute(_insert(table), {"w": w, "ids": ids[:2]})
    async with tenant(w) as session:
        await session.execute(_insert(table), {"w": w, "ids": ids[2:]})
    with pytest.raises(IntegrityError, match="a lead that rows tell of is not there"):
        await _one_of_two(installation, w, table)
    count = text(f"select count(*) from {table}")
    async with tenant(w) as session:
        assert await session.scalar(count) == 3
        await session.execute(text("delete from lead where id = any(:ids)"), {"ids": ids[:2]})
        assert await session.scalar(count) == 1


async def test_a_score_moves_only_to_a_lead_that_is_there(
    installation: Installation, place: Workplace
) -> None:
    w, ids = place.workspace_id, [new_id(), new_id()]
    tenant = installation.runtime.database.tenant
    async with tenant(w) as session:
        await session.execute(_LEADS, {"w": w, "ids": ids})
        await session.execute(_insert("lead_score"), {"w": w, "ids": ids[:1]})
        await session.execute(_MOVE, {"id": ids[0], "to": ids[1]})
    with pytest.raises(IntegrityError, match="a lead that rows tell of is not there"):
        async with tenant(w) as session:
            await session.execute(_MOVE, {"id": ids[1], "to": new_id()})


async def test_leads_are_looked_for_by_their_ids_though_that_was_planned_while_there_were_none(
    installation: Installation, place: Workplace
) -> None:
    w, ids = place.workspace_id, [new_id() for _ in range(2_000)]
    async with installation.runtime.database.tenant(w) as session:
        for _ in range(7):  # then the plan is kept
            await session.execute(_LEADS, {"w": w, "ids": (one := [new_id()])})
            await session.execute(_insert("fact_set"), {"w": w, "ids": one})
        await session.execute(_LEADS, {"w": w, "ids": ids})
        before = await session.scalar(_READ)
        await session.execute(_insert("fact_set"), {"w": w, "ids": ids[:3]})
        assert await session.scalar(_READ) - before == 3
