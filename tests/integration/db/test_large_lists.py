"""Lists of many leads: what keeps the thousandth page and a common word as quick as the first."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.features.leads import list_query, listing
from leadwright.features.leads.search import LeadFilter

COUNT = 3_000
_FILL = text(
    "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,"
    " score, name_folded) select :w, cast(lpad(to_hex(n), 32, '0') as uuid), at, at, at,"
    " cast(lpad(to_hex(n), 32, '0') as uuid), nullif(n % 90, 0),"
    " case when n % 40 = 0 then 'keller' else 'novak' end"
    " from (select n, now() - make_interval(mins => n) as at from generate_series(1, :count) as n) as t"
)
_HITS = text("select id from search_leads('%keller%', :most)")
_FOUND = text(
    "select id from lead where workspace_id = :w and name_folded = 'keller'"
    " order by last_submission_at desc limit :most"
)


async def test_any_page_of_the_ranking_begins_in_the_index_and_a_search_finds_the_newest_hits(
    installation: Installation, place: Workplace
) -> None:
    w = place.workspace_id
    async with installation.runtime.database.tenant(w) as session:
        await session.execute(_FILL, {"w": w, "count": COUNT})
        for most in (10, 60, 100):
            hits = (await session.execute(_HITS, {"most": most})).scalars().all()
            found = (await session.execute(_FOUND, {"w": w, "most": most})).scalars().all()
            assert hits == found
            assert len(hits) == min(most, COUNT // 40)
        await session.execute(text("set local enable_seqscan = off"))
        await session.execute(text("set local enable_bitmapscan = off"))
        plan = await _plan(session, w)
    assert any("Index Cond" in line and "ROW(" in line for line in plan), plan
    assert not any("Filter" in line and "ROW(" in line for line in plan), plan


_FILL_WORDS = text(
    "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,"
    " name_folded) select :w, cast(lpad(to_hex(n), 32, '0') as uuid), at, at, at,"
    " cast(lpad(to_hex(n), 32, '0') as uuid), case when n % 900 = 0 then 'ab 100%_\\x' || n"
    " else 'person' || n end || '@haus.example' || repeat(' lang', 90)"
    " from (select n, now() - make_interval(mins => n) as at from generate_series(1, 4000) as n) as t"
)
_EVERY = text("select words from lead_search where workspace_id = :w")
_STRETCHES = text("select rarest_stretch('%person3217@haus.example%') from generate_series(1, 20)")


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("person3217@haus.example", 1),
        ("son3217@haus.example lang", 1),
        ("person399", 11),
        ("ab 100%_\\x3600@haus", 1),
        ("%_\\x1800@haus.example lang", 1),
        ("ab 100%__x3600@haus", 0),
        ("zwölfundzwanzig", 0),
        ("%%%%%%%%%%", 0),
        ("@haus.example lang lang", 50),
    ],
)
async def test_a_rare_word_is_found_by_its_rarest_stretch_and_nothing_else_is(
    installation: Installation, place: Workplace, word: str, number: int
) -> None:
    w = place.workspace_id
    async with installation.runtime.database.tenant(w) as session:
        await session.execute(_FILL_WORDS, {"w": w})
        found = await listing.page(session, LeadFilter(q=word))
        every = (await session.execute(_EVERY, {"w": w})).scalars().all()
        stretches = set((await session.execute(_STRETCHES)).scalars())
    assert len(found.items) == number == min(50, sum(word in words for words in every))
    assert all("217" in stretch for stretch in stretches)
    assert 8 in map(len, stretches), (
        "asked for under the wall, a sample of pages may hold others' rows alone"
    )


async def _plan(session: Any, w: UUID) -> list[str]:
    """How the application, under the wall, finds a page in the middle of the ranking."""
    query = list_query.query(("grade",), "score", downwards=True, marked=True)
    asked = {"workspace_id": w, "grade": ["A"], "mark": 45, "last_id": UUID(int=7), "most": 51}
    connection = await session.connection()
    compiled = query.params(asked).compile(
        connection.sync_engine, compile_kwargs={"literal_binds": True}
    )
    return [row[0] for row in await session.execute(text(f"explain {compiled}"))]
