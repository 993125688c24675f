"""Two leads become one and two again, as if nothing had been."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId, new_id
from leadwright.features.duplicates import merging, moving_rows
from leadwright.features.leads.correcting import Contact, correct
from leadwright.pipeline import merges

ANNA: dict[str, Any] = {
    "name": "Anna Schmidt", "email": "anna@wolter-bau.example", "company": "Wolter Bau GmbH",
    "message": "Please send us your price list for ten people.", "budget": 5000,
}  # fmt: skip
JORG = {**ANNA, "name": "Jörg Kramer", "message": "Is there a trial for schools?", "budget": 700}


async def _image(installation: Installation, place: Workplace) -> dict[str, list[str]]:
    """Every row that hangs on a lead, as text."""
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        names = [
            "lead",
            "lead_search",
            *(table.name for table in await moving_rows.tables(session)),
        ]
        found = {}
        for name in names:
            rows = await session.execute(
                text(f'select to_jsonb(t) from "{name}" t where workspace_id = :w'),
                {"w": place.workspace_id},
            )
            found[name] = sorted(json.dumps(row, sort_keys=True) for row in rows.scalars())
    return found


async def _two(installation: Installation, place: Workplace) -> tuple[LeadId, LeadId]:
    for form in (ANNA, JORG):
        await installation.submit(place, **form)
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.execute(
            text("select id from lead where workspace_id = :w order by id"),
            {"w": place.workspace_id},
        )
        one, other = (LeadId(UUID(str(row.id))) for row in found)
    return one, other


async def test_a_merge_taken_back_restores_every_row_as_it_was(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    before = await _image(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        merge_id = await merges.merge(session, one, other, actor=place.owner_id)
    merged = await _image(installation, place)
    assert len(merged["lead"]) == 1
    owners = {
        json.loads(row)["lead_id"] for name in ("message", "fact", "task") for row in merged[name]
    }
    assert owners == {str(one)}
    assert len(merged["message"]) == len(before["message"])
    assert json.loads(merged["lead"][0])["submissions"] == 2
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await merges.undo(session, merge_id, actor=place.owner_id)
    assert await _image(installation, place) == before


# What a lead that came through the form has no row in yet.
_FURTHER_ROWS = {
    "lead_value": "(workspace_id, lead_id, key, text_folded) values (:w, :lead, 'size', 'l')",
    "experiment_assignment": "select :w, e.id, :lead, 'a', now(), now(), :id from experiment e"
    " where e.workspace_id = :w",
    "lead_outcome": "(workspace_id, id, lead_id, kind, at, source)"
    " values (:w, :id, :lead, 'replied', now(), 'person')",
    "model_call": "values (:w, :id, :lead, :id, :id, 'fake', 'm', 1, 1, 0, 5, 1.5, 'answered', null, now())",
    "behaviour": "(workspace_id, id, name, occurred_at, received_at, origin, lead_id)"
    " values (:w, :id, 'page.viewed', now(), now(), 'site', :lead)",
    "known_as": "values (:w, 'visitor', cast(cast(:id as uuid) as text), :lead, now())",
    "score_due": "values (:w, :id, :lead)",
    "product_wait": "(workspace_id, lead_id, value_key, value, since) values (:w, :lead, 'a9', 'A9', now())",
    "automation_run": "(workspace_id, id, automation_id, event_id, event, lead_id, at, outcome)"
    " select :w, :id, a.id, :id, 'lead.created', :lead, now(), 'acted' from automation a"
    " where a.workspace_id = :w",
    "fact_set": "(workspace_id, lead_id, id, observed_at, told) values (:w, :lead, :id, now(), '[]')",
    "import_row": "(workspace_id, import_id, row_index, source_row, cells, fields, key, verdict, lead_id)"
    " select :w, i.id, :row, 1, '[]', '{}', 'k', 'new', :lead from import i where i.workspace_id = :w",
}  # fmt: skip
_THEIRS = (
    ("insert into experiment (workspace_id, id, name, template, industry, about, state, window_days,"
     " floor, alpha, by_rule, created_at)"
     " values (:w, :id, 't', 'demo', '', 'text', 'draft', 7, 10, 0.05, true, now())"),
    ("insert into automation (workspace_id, id, name, event, actions, state, sealed, created_at,"
     " changed_at) values (:w, :id, 'a', 'lead.created', '[]', 'paused', '', now(), now())"),
    ("insert into import (workspace_id, id, created_at, way, file_name, file_size, file_hash, state,"
     " changed_at) values (:w, :id, now(), 'upload', 'f.csv', 1, '', 'done', now())"),
)  # fmt: skip


async def _fill_all_tables(
    installation: Installation, place: Workplace, leads: tuple[LeadId, LeadId]
) -> None:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        for statement in _THEIRS:
            await session.execute(text(statement), {"w": place.workspace_id, "id": new_id()})
        for number, lead_id in enumerate(leads):
            for table, values in _FURTHER_ROWS.items():
                statement = f"insert into {table} {values} on conflict do nothing"
                given = {"w": place.workspace_id, "id": new_id(), "lead": lead_id, "row": number}
                wanted = {name: given[name] for name in given if f":{name}" in statement}
                await session.execute(text(statement), wanted)


async def test_the_tables_that_hang_on_a_lead_take_part_in_a_merge_and_in_its_undoing(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    await _fill_all_tables(installation, place, (one, other))
    before = await _image(installation, place)
    filled = {name for name, rows in before.items() if any(str(other) in row for row in rows)}
    assert filled >= {*_FURTHER_ROWS, "fact", "message", "run", "event", "task", "lead_score"}
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        merge_id = await merges.merge(session, one, other, actor=None)
    merged = await _image(installation, place)
    theirs = {name for name, rows in merged.items() if any(_is_of(row, other) for row in rows)}
    assert not theirs, "what is still the lead's that is gone"
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text("delete from score_due where workspace_id = :w and lead_id = :one and id not in"
                 " (select cast(value ->> 'id' as uuid) from jsonb_array_elements(cast(:was as jsonb)))"),
            {"w": place.workspace_id, "one": one, "was": f"[{','.join(before['score_due'])}]"},
        )  # fmt: skip
        reckoned = "update lead set score = 77, grade = 'A' where workspace_id = :w and id = :one"
        await session.execute(text(reckoned), {"w": place.workspace_id, "one": one})
        await merging.undo(session, merge_id, actor=None)
    assert await _image(installation, place) == before


async def test_no_column_points_at_a_lead_unseen_by_merges(
    installation: Installation, place: Workplace
) -> None:
    looked = text(
        "select c.relname, a.attname, has_table_privilege(c.oid, 'insert') and has_table_privilege(c.oid,"
        " 'update') and has_table_privilege(c.oid, 'delete') as may_write from pg_class c"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace"
        " and a.attname <> 'workspace_id' and a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype)"
        " and (a.attname like '%lead%' or exists (select from pg_constraint f where f.conrelid = c.oid"
        " and f.confrelid = 'lead'::regclass and a.attnum = any(f.conkey)))"
    )
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        found = (await session.execute(looked)).all()
        followed = {table.name for table in await moving_rows.tables(session)}
    pointing = {(row.relname, row.attname) for row in found}
    kept_apart = {(name, "lead_id") for name in ("duplicate", "lead_merge", "lead_search")}
    assert pointing == {(name, "lead_id") for name in followed} | kept_apart
    assert all(row.may_write for row in found)


async def test_a_merge_into_a_third_lead_keeps_the_first_one_to_be_taken_back(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    await installation.submit(
        place, **{**ANNA, "name": "Eva Vossen", "email": "eva@vossen.example"}
    )
    before = await _image(installation, place)
    database = installation.runtime.database
    third = LeadId(UUID(next(i for i in _ids(before) if i not in (str(one), str(other)))))
    async with database.tenant(place.workspace_id) as session:
        first = await merging.merge(session, one, other, actor=None)
        second = await merging.merge(session, third, one, actor=None)
    merged = (await _image(installation, place))["lead"]
    assert [json.loads(row)["submissions"] for row in merged] == [3]
    async with database.tenant(place.workspace_id) as session:
        with pytest.raises(NotFound, match="undo that first"):
            await merging.undo(session, first, actor=None)
        await merging.undo(session, second, actor=None)
        await merging.undo(session, first, actor=None)
    assert await _image(installation, place) == before


async def test_two_who_went_into_one_lead_are_taken_out_in_either_order(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    eva = {"name": "Eva Vossen", "email": "eva@vossen.example", "phone": "+49 30 901820"}
    await installation.submit(place, **{**ANNA, **eva})
    before = await _image(installation, place)
    database = installation.runtime.database
    third = LeadId(UUID(next(i for i in _ids(before) if i not in (str(one), str(other)))))
    async with database.tenant(place.workspace_id) as session:
        first = await merging.merge(session, one, third, actor=None)
        second = await merging.merge(session, one, other, actor=None)
    async with database.tenant(place.workspace_id) as session:
        await merging.undo(session, first, actor=None)
        await merging.undo(session, second, actor=None)
    after = await _image(installation, place)
    assert [_untold(row) for row in after.pop("lead")] == [_untold(r) for r in before.pop("lead")]
    assert after == before


def _untold(row: str) -> dict[str, Any]:
    """A lead without what each change of it counts up."""
    return {k: v for k, v in json.loads(row).items() if k not in ("version", "updated_at")}


def _is_of(row: str, lead_id: LeadId) -> bool:
    told = json.loads(row)
    return str(lead_id) in (told.get("lead_id"), told.get("snapshot", {}).get("lead_id"))


def _ids(image: dict[str, list[str]]) -> list[str]:
    return [json.loads(row)["id"] for row in image["lead"]]


async def test_what_a_person_changed_since_the_merge_stays(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        merge_id = await merges.merge(session, one, other, actor=place.owner_id)
        await session.execute(
            text(
                "update lead set status = 'qualified', version = version + 1 where workspace_id = :w"
            ),
            {"w": place.workspace_id},
        )
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await merges.undo(session, merge_id, actor=place.owner_id)
    leads = [json.loads(row) for row in (await _image(installation, place))["lead"]]
    assert sorted((lead["status"], lead["submissions"]) for lead in leads) == [
        ("new", 1),
        ("qualified", 1),
    ]


async def test_after_a_merge_both_ways_of_writing_find_the_one_lead(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await merges.merge(session, other, one, actor=None)
    await installation.submit(place, **{**JORG, "message": "One more question about the trial."})
    leads = (await _image(installation, place))["lead"]
    assert [json.loads(row)["submissions"] for row in leads] == [3]


async def _hits(session: Any, words: str) -> set[UUID]:
    found = await session.execute(
        text("select id from search_leads(:like, 9)"), {"like": f"%{words}%"}
    )
    return {UUID(str(one)) for one in found.scalars()}


async def test_search_finds_a_lead_by_what_it_is_called_now_and_by_whom_it_took_in(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await correct(session, one, Contact("Änne Groß", "ä.groß@wolter.example", None))
        assert await _hits(session, "schmidt") == set()
        merge_id = await merging.merge(session, one, other, actor=None)
        assert await _hits(session, "kramer") == {one}
        await correct(session, one, Contact("Änne Weiß", "ä.groß@wolter.example", None))
        for words in ("jörg kramer", "änne weiss ä.gross@wolter", "wolter bau"):
            assert await _hits(session, words) == {one}
        await merging.undo(session, merge_id, actor=None)
        assert await _hits(session, "kramer") == {other}
