"""Two leads become one and two again, as if nothing had been."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import LeadId
from leadwright.features.duplicates import following
from leadwright.pipeline import unions

ANNA: dict[str, Any] = {
    "name": "Anna Schmidt", "email": "anna@wolter-bau.example", "company": "Wolter Bau GmbH",
    "message": "Please send us your price list for ten people.", "budget": 5000,
}  # fmt: skip
JORG = {**ANNA, "name": "Jörg Kramer", "message": "Is there a trial for schools?", "budget": 700}


async def _image(installation: Installation, place: Workplace) -> dict[str, list[str]]:
    """Every row that hangs on a lead, as text."""
    async with installation.house.database.tenant(place.workspace_id) as session:
        names = ["lead", *(table.name for table in await following.tables(session))]
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
    async with installation.house.database.read(place.workspace_id) as session:
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
    async with installation.house.database.tenant(place.workspace_id) as session:
        merge_id = await unions.merge(session, one, other, actor=place.owner_id)
    merged = await _image(installation, place)
    assert len(merged["lead"]) == 1
    owners = {
        json.loads(row)["lead_id"] for name in ("message", "fact", "task") for row in merged[name]
    }
    assert owners == {str(one)}
    assert len(merged["message"]) == len(before["message"])
    assert json.loads(merged["lead"][0])["submissions"] == 2
    async with installation.house.database.tenant(place.workspace_id) as session:
        await unions.undo(session, merge_id, actor=place.owner_id)
    assert await _image(installation, place) == before


async def test_what_a_person_changed_since_the_merge_stays(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    async with installation.house.database.tenant(place.workspace_id) as session:
        merge_id = await unions.merge(session, one, other, actor=place.owner_id)
        await session.execute(
            text(
                "update lead set status = 'qualified', version = version + 1 where workspace_id = :w"
            ),
            {"w": place.workspace_id},
        )
    async with installation.house.database.tenant(place.workspace_id) as session:
        await unions.undo(session, merge_id, actor=place.owner_id)
    leads = [json.loads(row) for row in (await _image(installation, place))["lead"]]
    assert sorted((lead["status"], lead["submissions"]) for lead in leads) == [
        ("new", 1),
        ("qualified", 1),
    ]


async def test_after_a_merge_both_ways_of_writing_find_the_one_lead(
    installation: Installation, place: Workplace
) -> None:
    one, other = await _two(installation, place)
    async with installation.house.database.tenant(place.workspace_id) as session:
        await unions.merge(session, other, one, actor=None)
    await installation.submit(place, **{**JORG, "message": "One more question about the trial."})
    leads = (await _image(installation, place))["lead"]
    assert [json.loads(row)["submissions"] for row in leads] == [3]
