"""Who is who, asked at the front door of a running installation."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import LeadId, new_id
from leadwright.features.identity import records
from leadwright.features.identity.base import Base
from leadwright.features.identity.index import loading
from leadwright.features.identity.person import read_person
from leadwright.features.identity.rules import Verdict, judge
from leadwright.kernel.db.session import TenantSession

ANNA: dict[str, Any] = {
    "name": "Anna Schmidt", "email": "anna.schmidt@wolter-bau.example", "phone": "+49 171 2345678",
    "company": "Wolter Bau GmbH", "message": "Please send us your price list for ten people.",
}  # fmt: skip


async def _leads(installation: Installation, place: Workplace) -> list[tuple[str, int]]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.execute(
            text("select name, submissions from lead where workspace_id = :w order by id"),
            {"w": place.workspace_id},
        )
        return [(row.name, row.submissions) for row in found]


async def _counted(installation: Installation, place: Workplace, asked: str) -> int:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return int(await session.scalar(text(asked)) or 0)


async def _questions(installation: Installation, place: Workplace) -> int:
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.scalar(
            text("select count(*) from duplicate where workspace_id = :w and state = 'open'"),
            {"w": place.workspace_id},
        )
        return int(found or 0)


async def test_one_person_with_a_new_employer_and_the_same_mobile_stays_one_lead(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANNA)
    moved = {"email": "a.schmidt@other.example", "company": "Other AG", "phone": "0049 171 2345678"}
    await installation.submit(
        place, **{**ANNA, **moved, "message": "Now at Other AG, same question."}
    )
    back = {**ANNA, "email": "a.schmidt@other.example", "phone": "", "message": "And a third time."}
    await installation.submit(place, **back)
    assert await _leads(installation, place) == [("Anna Schmidt", 3)]
    assert await _questions(installation, place) == 0


async def test_another_name_at_the_same_address_is_a_lead_of_its_own_and_a_question(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANNA)
    other = {**ANNA, "name": "Jörg Kramer", "phone": "", "message": "Is there a trial for schools?"}
    await installation.submit(place, **other)
    await installation.submit(place, **{**other, "message": "I asked last week about the trial."})
    assert await _leads(installation, place) == [("Anna Schmidt", 1), ("Jörg Kramer", 2)]
    assert await _questions(installation, place) == 1


async def test_a_household_number_makes_nobody_one(
    installation: Installation, place: Workplace
) -> None:
    for name in ("Eva Brandt", "Uwe Brandt"):
        await installation.submit(
            place, name=name, phone="+49 30 2345678", message=f"{name} asks for an offer."
        )
    assert await _leads(installation, place) == [("Eva Brandt", 1), ("Uwe Brandt", 1)]


async def test_leads_from_before_are_read_once_and_then_found(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANNA)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text("delete from known_record where workspace_id = :w"), {"w": place.workspace_id}
        )
        left = await session.scalar(
            text("select count(*) from known_key where workspace_id = :w"),
            {"w": place.workspace_id},
        )
    assert left == 0
    job = next(job for job in installation.worker.jobs if job.name == "remember_leads")
    await job.handler({"workspace_id": str(place.workspace_id)})
    await job.handler({"workspace_id": str(place.workspace_id)})
    await installation.submit(place, **{**ANNA, "email": "", "message": "No mail, only my number."})
    assert await _leads(installation, place) == [("Anna Schmidt", 2)]


async def test_leads_made_in_masses_are_looked_up_afterwards_and_asked_about(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANNA)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text(
                "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at,"
                " last_submission_id, name, company) values (:w, :i, now(), now(), now(), :i, :n, :c)"
            ),
            {"w": place.workspace_id, "i": new_id(), "n": "Anna Schmitt", "c": "Wolter Bau"},
        )
    job = next(job for job in installation.worker.jobs if job.name == "remember_leads")
    await job.handler({"workspace_id": str(place.workspace_id)})
    assert await _questions(installation, place) == 1


async def test_one_pass_serves_files_that_came_together_and_another_looks_for_who_came_meanwhile(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANNA)
    job = next(job for job in installation.worker.jobs if job.name == "remember_leads")
    payload = {"workspace_id": str(place.workspace_id)}
    waiting = "select count(*) from pgqueuer where entrypoint like 'remember_leads%'"
    before = await _counted(installation, place, waiting)
    await asyncio.gather(*(job.handler(payload) for _ in range(5)))
    assert await _counted(installation, place, waiting) == before + 1
    await job.handler(payload)
    assert await _counted(installation, place, waiting) == before + 1


async def test_the_database_and_the_base_in_memory_judge_alike(
    installation: Installation, place: Workplace
) -> None:
    draw = random.Random(4)
    first, last = (
        ("Anna", "Hans", "Bob", "Eva", "Robert"),
        ("Schmidt", "Kramer", "Hughes", "Vossen"),
    )
    firms = ("Wolter GmbH", "Acme Ltd", "Nordwerk AG")

    def drawn() -> dict[str, str]:
        one, two, firm = draw.choice(first), draw.choice(last), draw.choice(firms)
        mail = f"{one}.{two}@{firm.split()[0]}.com".lower() if draw.random() < 0.6 else ""
        phone = f"+4917012345{draw.randint(10, 30)}" if draw.random() < 0.5 else ""
        return {"first_name": f"{one} {two}", "last_name": "", "email": mail, "phone": phone,
                "company": firm, "job_title": "", "city": "", "country": ""}  # fmt: skip

    known = [(LeadId(new_id()), drawn()) for _ in range(60)]
    await _judged_alike(installation, place, known, drawn)
    for has_index in (False, True):
        fresh = [(LeadId(new_id()), drawn()) for _ in range(60)]
        await _judged_alike_in_masses(installation, place, known, fresh, has_index=has_index)
        known += fresh


async def _make_leads(session: TenantSession, people: Sequence[tuple[LeadId, Any]]) -> None:
    made = (
        "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at,"
        " last_submission_id, name) values (:w, :i, now(), now(), now(), :i, :n)"
    )
    for lead_id, record in people:
        given = {"w": session.info["workspace_id"], "i": lead_id, "n": record["first_name"]}
        await session.execute(text(made), given)


def _weighed(verdict: Verdict) -> tuple[str, float | None]:
    return verdict.band, verdict.best.weight if verdict.best else None


async def _judged_alike(
    installation: Installation,
    place: Workplace,
    known: list[tuple[LeadId, dict[str, str]]],
    drawn: Callable[[], dict[str, str]],
) -> None:
    base = Base(read_person(str(lead_id), record) for lead_id, record in known)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await _make_leads(session, known)
        await records.remember_many(session, known)
        for _ in range(60):
            record = drawn()
            found = await records.find(session, record)
            alone = judge(read_person("", record), base.candidates(read_person("", record)))
            assert _weighed(found.verdict) == _weighed(alone)


async def _judged_alike_in_masses(
    installation: Installation,
    place: Workplace,
    known: list[tuple[LeadId, dict[str, str]]],
    fresh: list[tuple[LeadId, dict[str, str]]],
    *,
    has_index: bool,
) -> None:
    """Each as if it had come alone, after those before it; the first two came while the index was read."""
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        index = await loading.read(session) if has_index else None
        await _make_leads(session, fresh)
        await records.remember_many(session, fresh[:2])
        remembered = await records.remember_many(session, fresh[2:])
        if index:
            await index.catch_up(session, remembered)
            found = await index.judged(remembered)
            await index.close()
        else:
            candidates = await records.candidates_of(session, remembered)
            found = [records.judged(one, candidates) for one in remembered]
    for number, (_, record) in enumerate(fresh[2:]):
        before = [*known, *fresh[: number + 2]]
        base = Base(read_person(str(lead_id), told) for lead_id, told in before)
        alone = judge(read_person("", record), base.candidates(read_person("", record)))
        assert _weighed(found[number]) == _weighed(alone)
