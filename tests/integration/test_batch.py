"""A file's rows and the same people's forms, one by one, come to the same leads.

What may differ: when and whence a lead came and whether it was answered; whence its facts are known; what
a message is read for (a file's are not: intent, urgency, quality), and so engagement and intent in the
score; and a likeness beyond the exact keys, by which a form joins a known lead while a file's row puts it
to a person.
"""

import csv
import io
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import LeadId, new_id
from leadwright.features.imports import actions
from leadwright.features.imports.actions import Upload
from leadwright.features.imports.staging import Words
from leadwright.features.leads import known
from leadwright.pipeline.imports import backfill as import_following
from leadwright.pipeline.imports import taking_in as imports
from leadwright.pipeline.scoring.scores import explained

HEAD = ("name", "email", "phone", "company", "product_interest", "job_title")
PEOPLE = (
    ("Ada Holm", "ada.holm@nordkai.de", "+49 40 66969118", "Nordkai GmbH", "A1", "CTO"),
    ("Bea Lund", "bea.lund@sydhavn.dk", "+45 32 12 34 56", "Sydhavn ApS", "A2", "Buyer"),
    ("Cy van Ek", "cy.ek@gmail.com", "", "", "A1", ""),
    ("Dana Ruiz", "info@ruizlabs.es", "", "Ruiz Labs SL", "Z9", "Head of Sales"),
    ("Ada Holm", "Ada.Holm@nordkai.de", "", "Nordkai GmbH", "A1", "Chief Technology Officer"),
    ("Rosalind Berg", "ada.holm@nordkai.de", "", "Nordkai GmbH", "A2", ""),
)
LIKE_BEA = ("Bea Lund", "bea@sydhavn.example", "+45 32 12 34 56", "Sydhavn ApS", "A2", "Buyer")
LEADS = """
select l.name, l.name_folded, l.email, l.email_key, l.phone_key, l.company, l.company_folded,
    l.country, l.status, l.submissions, l.version, l.owner_id is null as ownerless, t.name as team,
    s.scorecard, s.fit, w.value as waits_for
from lead l join lead_score s on s.workspace_id = l.workspace_id and s.lead_id = l.id
left join team t on t.workspace_id = l.workspace_id and t.id = l.team_id
left join product_wait w on w.workspace_id = l.workspace_id and w.lead_id = l.id
where l.workspace_id = :w order by l.name
"""
FACTS = """
select distinct l.name, f.key, f.value from known_fact f
join lead l on l.workspace_id = f.workspace_id and l.id = f.lead_id
where f.workspace_id = :w and f.key in ('first_name', 'last_name', 'company', 'company_short',
    'company_domain', 'email_kind', 'country', 'phone') order by 1, 2, 3
"""
QUESTIONS = """
select least(a.name, b.name), greatest(a.name, b.name) from duplicate d
join lead a on a.workspace_id = d.workspace_id and a.id = d.lead_id
join lead b on b.workspace_id = d.workspace_id and b.id = d.other_id
where d.workspace_id = :w and d.state = 'open' order by 1, 2
"""
VERDICTS = """
select row_index, state, verdict, created, after -> 'submissions' from import_row
where workspace_id = :w order by row_index
"""
TOLD = """
select s.source, s.form, convert_from(s.raw, 'UTF8'), r.fields ->> 'email', f.told ->> 0
from import_row r join submission s on s.workspace_id = :w and s.id = r.submission_id
join fact_set f on f.workspace_id = :w and f.submission_id = s.id
where r.workspace_id = :w order by r.row_index
"""
BEHIND = """
select (select count(*) from submission where workspace_id = :w) as rows,
    (select count(*) from run where workspace_id = :w and status = 'done') as runs,
    (select count(*) from event where workspace_id = :w and name = 'lead.imported') as told,
    (select count(*) from lead where workspace_id = :w) as leads,
    (select count(*) from lead_search s join lead l on l.workspace_id = :w and l.id = s.lead_id
        and s.words = search_words(l.name_folded, l.email, l.company_folded, l.phone)) as found
"""
STORED = "select id, score, grade from lead where workspace_id = :w"


async def rows_of(installation: Installation, place: Workplace, query: str) -> list[Any]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return [tuple(row) for row in await session.execute(text(query), {"w": place.workspace_id})]


def _csv(*people: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *people])
    return out.getvalue().encode()


async def drop(installation: Installation, place: Workplace, *people: tuple[str, ...]) -> None:
    files: Any = [("files", ("fair.csv", _csv(*people)))]
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/imports", files=files)
    assert answer.status_code == 303
    await installation.work()


async def test_a_file_and_forms_make_the_same_leads_of_the_same_people(
    installation: Installation,
) -> None:
    by_form = await installation.workplace("Form")
    by_file = await installation.workplace("File")
    for person in PEOPLE:
        told: dict[str, Any] = {
            key: value for key, value in zip(HEAD, person, strict=True) if value
        }
        await installation.submit(by_form, **told)
    await drop(installation, by_file, *PEOPLE)
    for query in (LEADS, FACTS, QUESTIONS):
        expected = await rows_of(installation, by_form, query)
        assert expected
        assert await rows_of(installation, by_file, query) == expected
    await drop(installation, by_file, LIKE_BEA)
    assert ("Bea Lund", "Bea Lund") in await rows_of(installation, by_file, QUESTIONS)


@pytest.mark.parametrize("far_apart", [False, True])
async def test_parts_side_by_side_come_to_what_one_part_comes_to(
    installation: Installation, *, far_apart: bool
) -> None:
    """Each row is a part; people stand again behind themselves or behind others, under another name too."""
    thrice = [(person, (*person[:5], "Engineer"), person) for person in PEOPLE]
    two_and_two = [(*a, *b) for a, b in zip(thrice[::2], thrice[1::2], strict=True)]
    people = [one for some in thrice for one in some]
    if far_apart:
        people = [some[at] for some in two_and_two for at in (0, 3, 1, 4, 2, 5)]
    whole = await installation.workplace("Whole")
    parts = await installation.workplace("Parts")
    await drop(installation, whole, *people)
    with mock.patch.object(imports, "PART", 1):
        await drop(installation, parts, *people)
    for query in (LEADS, FACTS, QUESTIONS, VERDICTS):
        expected = await rows_of(installation, whole, query)
        assert expected
        assert await rows_of(installation, parts, query) == expected


async def test_rows_that_an_older_version_read_are_put_into_words_as_they_are_taken_in(
    installation: Installation,
) -> None:
    """They were shown to a person first; as they were read, they come to the same leads and report."""
    read_now = await installation.workplace("Now")
    read_before = await installation.workplace("Before")
    for place in (read_now, read_before):
        upload = Upload("fair.csv", _csv(*PEOPLE), "api", take_when_certain=False)
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            import_id = await actions.receive(session, upload)
        await installation.work()
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            here = {"w": place.workspace_id}
            if place is read_before:
                wordless = ", ".join(f"{name} = null" for name in Words._fields)
                await session.execute(text(f"update import_piece set {wordless}"), here)
            waiting = (
                "select count(*) from import_row where workspace_id = :w and state = 'waiting'"
            )
            assert await session.scalar(text(waiting), here) == len(PEOPLE)
            await actions.begin(session, import_id, by=None)
        await installation.work()
    for query in (LEADS, FACTS, QUESTIONS, VERDICTS, TOLD):
        expected = await rows_of(installation, read_now, query)
        assert expected
        assert await rows_of(installation, read_before, query) == expected


async def test_what_stands_behind_the_leads_of_a_file_follows_set_by_set(
    installation: Installation, place: Workplace
) -> None:
    with mock.patch.object(import_following, "SET", 4):
        await drop(installation, place, *PEOPLE, PEOPLE[0])
    [(rows, runs, told, leads, found)] = await rows_of(installation, place, BEHIND)
    assert rows == runs == told == len(PEOPLE)
    assert leads == found == len(PEOPLE) - 1
    taken = await rows_of(installation, place, "select rows, followed from import")
    assert taken == [(len(PEOPLE) + 1, len(PEOPLE) + 1)]


async def test_scores_of_a_file_are_those_that_reading_the_leads_back_gives(
    installation: Installation, place: Workplace
) -> None:
    await drop(installation, place, *PEOPLE)
    stored = await rows_of(installation, place, STORED)
    async with installation.runtime.database.read(place.workspace_id) as session:
        for lead_id, score, grade in stored:
            lead = await known.one(session, LeadId(lead_id))
            assert lead is not None
            found, _ = await explained(session, lead)
            assert found is not None
            assert (found.ledger.total, found.ledger.grade.value) == (score, grade)
            assert found.stored.fit == float(
                sum(e.points for e in found.ledger.entries if e.part == "fit")
            )
    assert len({score for _, score, _ in stored}) > 1


async def test_facts_are_of_a_lead_that_is_there_and_go_with_it(
    installation: Installation, place: Workplace
) -> None:
    await drop(installation, place, *PEOPLE)
    database, here = installation.runtime.database, {"w": place.workspace_id, "nobody": new_id()}
    with pytest.raises(IntegrityError):
        async with database.tenant(place.workspace_id) as session:
            await session.execute(
                text("update fact_set set lead_id = :nobody where workspace_id = :w"), here
            )
    async with database.tenant(place.workspace_id) as session:
        await session.execute(text("delete from lead where workspace_id = :w"), here)
        for table in ("fact_set", "lead_value"):
            left = text(f"select count(*) from {table} where workspace_id = :w")
            assert await session.scalar(left, here) == 0


async def test_a_lead_goes_to_a_team_that_is_there_and_to_none_when_it_goes(
    installation: Installation, place: Workplace
) -> None:
    await drop(installation, place, *PEOPLE)
    database, here = installation.runtime.database, {"w": place.workspace_id, "nobody": new_id()}
    moved = "update lead set team_id = :nobody where workspace_id = :w"
    made = (
        "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,"
        " team_id) values (:w, :nobody, now(), now(), now(), :nobody, :nobody)"
    )
    for statement in (moved, made):
        with pytest.raises(IntegrityError):
            async with database.tenant(place.workspace_id) as session:
                await session.execute(text(statement), here)
    async with database.tenant(place.workspace_id) as session:
        teams = text("select count(distinct team_id) from lead where workspace_id = :w")
        assert await session.scalar(teams, here) == 2
        await session.execute(text("delete from team where workspace_id = :w"), here)
        assert await session.scalar(teams, here) == 0
