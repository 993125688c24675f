"""Duplicates on screen: asked, answered, taken back; nobody else's questions."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.integration.installation import Installation, Workplace

from leadwright.domain.permission import Role
from leadwright.features.duplicates import queries
from leadwright.web.screens.duplicates import answers

ANNA: dict[str, Any] = {
    "name": "Anna <b>Schmidt</b>", "email": "anna@wolter-bau.example", "company": "Wolter Bau",
    "message": "Please send us your price list for ten people.",
}  # fmt: skip
JORG = {**ANNA, "name": "Jörg Kramer", "message": "Is there a trial for schools?"}


async def _ask(installation: Installation, place: Workplace) -> UUID:
    for form in (ANNA, JORG):
        await installation.submit(place, **form)
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.scalar(
            text("select id from duplicate where workspace_id = :w"), {"w": place.workspace_id}
        )
    return UUID(str(found))


async def _leads(installation: Installation, place: Workplace) -> int:
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.scalar(
            text("select count(*) from lead where workspace_id = :w"), {"w": place.workspace_id}
        )
    return int(found or 0)


async def test_without_questions_the_screen_says_so(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/duplicates")
    assert "No questions." in page.text


async def test_a_question_is_shown_with_its_evidence_merged_and_taken_back(
    installation: Installation, place: Workplace
) -> None:
    question = await _ask(installation, place)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/duplicates")
        assert "Same e-mail address" in page.text
        assert "Another first name" in page.text
        assert "&lt;b&gt;Schmidt" in page.text
        assert "<b>Schmidt" not in page.text
        reasons = re.findall(r'hx-get="([^"]+/why)"', page.text)
        assert len(set(reasons)) == 2
        assert {(await client.get(one)).status_code for one in reasons} == {200}
        gone = await client.post(f"{place.url}/duplicates/{question}/merge", data={"keep": "other"})
        assert gone.status_code == 303
        assert await _leads(installation, place) == 1
        assert "Both ways of writing" in (await client.get(gone.headers["location"])).text
        undo = f"{place.url}/duplicates/undo?token={gone.headers['location'].partition('done=')[2]}"
        again = await client.post(f"{place.url}/duplicates/{question}/merge")
        assert again.status_code == 404
        back = await client.post(undo)
        assert back.status_code == 303
        assert await _leads(installation, place) == 2
        assert (await client.post(undo)).status_code == 409
        assert "Same e-mail address" in (await client.get(f"{place.url}/duplicates")).text


async def test_a_merge_is_taken_back_from_the_leads_own_page_long_after(
    installation: Installation, place: Workplace
) -> None:
    question = await _ask(installation, place)
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/duplicates/{question}/merge", data={"keep": "other"})
        lead = (await installation.lead(place, ANNA["email"])).id
        page = await client.get(f"{place.url}/leads/{lead}")
        assert "Anna &lt;b&gt;Schmidt" in page.text
        (undo,) = re.findall(r'action="([^"]+/duplicates/merges/[^"]+)"', page.text)
        back = await client.post(undo)
        assert back.headers["location"] == f"{place.url}/leads/{lead}?toast=parted"
        assert await _leads(installation, place) == 2
        assert "/duplicates/merges/" not in (await client.get(f"{place.url}/leads/{lead}")).text
        assert (await client.post(undo)).status_code == 409


@pytest.mark.parametrize("answer", ["apart", "later"])
async def test_who_is_not_the_same_or_put_off_is_not_asked_about_again_today(
    installation: Installation, place: Workplace, answer: str
) -> None:
    question = await _ask(installation, place)
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/duplicates/{question}/{answer}")
        assert "No questions." in (await client.get(f"{place.url}/duplicates")).text
    await installation.submit(place, **{**JORG, "message": "Once more about the trial, please."})
    async with installation.browser(place.owner_id) as client:
        assert "No questions." in (await client.get(f"{place.url}/duplicates")).text


async def _questions(installation: Installation, place: Workplace) -> list[str]:
    """Three namesakes at one firm, each asked about with those before."""
    for number in range(3):
        form = {**ANNA, "name": "Anna Schmidt", "email": f"schmidt{number}@wolter-bau.example"}
        await installation.submit(place, **form)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/duplicates")
    found = re.findall(r'name="question" value="([^"]+)"', page.text)
    assert len(found) == 3
    return found


def _undo(place: Workplace, answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    token = answer.headers["location"].partition("done=")[2]
    return f"{place.url}/duplicates/undo?token={token}"


@pytest.mark.parametrize(
    ("verb", "left", "says"),
    [
        ("merge", 1, "2 pairs merged."),
        ("apart", 3, "3 pairs are two people each."),
        ("later", 3, "3 questions are asked again tomorrow."),
    ],
)
async def test_many_are_answered_at_once_and_taken_back(
    installation: Installation, place: Workplace, verb: str, left: int, says: str
) -> None:
    asked = await _questions(installation, place)
    async with installation.browser(place.owner_id) as client:
        url = f"{place.url}/duplicates"
        answer = await client.post(f"{url}/selected/{verb}", data={"question": asked})
        assert await _leads(installation, place) == left
        told = (await client.get(answer.headers["location"])).text
        assert says in told
        assert "decided meanwhile" not in told
        assert "No questions." in told
        assert (await client.post(_undo(place, answer))).status_code == 303
        assert await _leads(installation, place) == 3
        again = (await client.get(url)).text
        assert re.findall(r'name="question" value="([^"]+)"', again) == asked
        assert (await client.post(_undo(place, answer))).status_code == (
            409 if verb == "merge" else 303
        )
        assert (await client.post(f"{url}/selected/{verb}", data={})).status_code == 422
        assert (await client.post(f"{url}/undo?token=made-up")).status_code == 422


async def test_what_was_decided_meanwhile_is_left_and_said(
    installation: Installation, place: Workplace
) -> None:
    first, *others = await _questions(installation, place)
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/duplicates/{first}/apart")
        answer = await client.post(
            f"{place.url}/duplicates/selected/apart", data={"question": [first, *others]}
        )
        told = (await client.get(answer.headers["location"])).text
        assert "2 pairs are two people each." in told
        assert "1 stays: decided meanwhile" in told


async def test_only_members_who_work_leads_decide_and_only_about_their_own(
    installation: Installation, place: Workplace
) -> None:
    question = await _ask(installation, place)
    other = await installation.workplace("Other")
    viewer = await installation.member(place.workspace_id, f"v{question}@acme.example", Role.VIEWER)
    async with installation.browser(viewer) as client:
        assert (await client.post(f"{place.url}/duplicates/{question}/merge")).status_code == 403
    async with installation.browser(other.owner_id) as client:
        assert (await client.post(f"{other.url}/duplicates/{question}/merge")).status_code == 404
        assert (await client.get(f"{other.url}/duplicates?ask={question}")).status_code == 404
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        assert (await client.post(f"{place.url}/duplicates/{question}/merge")).status_code == 403
    assert await _leads(installation, place) == 2


async def test_a_program_reads_answers_and_takes_back(
    installation: Installation, place: Workplace
) -> None:
    question = await _ask(installation, place)
    async with installation.browser() as client:
        client.headers["Authorization"] = f"Bearer {place.secret_key}"
        listed = (await client.get("/api/duplicates")).json()
        assert [item["id"] for item in listed["items"]] == [str(question)]
        made = await client.post(f"/api/duplicates/{question}", json={"answer": "merge"})
        assert made.status_code == 200, made.text
        merge = made.json()["merge_id"]
        assert (await client.get("/api/duplicates")).json()["items"] == []
        assert (await client.post(f"/api/merges/{merge}/undo")).status_code == 204
        wrong = await client.post(f"/api/duplicates/{question}", json={"answer": "perhaps"})
        assert wrong.status_code == 422


async def test_of_two_who_answer_one_question_at_once_the_first_decides(
    installation: Installation, place: Workplace
) -> None:
    question = await _ask(installation, place)
    database, workspace = installation.runtime.database, place.workspace_id
    async with database.tenant(workspace) as first:
        assert (await queries.to_answer(first, question)).one.name.startswith("Anna")
        async with database.tenant(workspace) as second:
            await second.execute(text("set local lock_timeout = '10ms'"))
            with pytest.raises(DBAPIError, match="lock timeout"):
                await answers.give(second, "later", [question], actor=None)
            await second.rollback()
        await answers.give(first, "merge", [question], actor=None)
    async with database.tenant(workspace) as second:
        late = await answers.give(second, "apart", [question], actor=None)
    assert (late.ids, late.left) == ((), 1)
    async with database.read(workspace) as session:
        state = text("select state from duplicate where workspace_id = :w")
        assert await session.scalar(state, {"w": workspace}) == "merged"


async def test_the_surest_question_stands_first(
    installation: Installation, place: Workplace
) -> None:
    """Another first name behind one address weighs more than an initial, and is hardly ever one person."""
    boss = {**ANNA, "name": "Anna Wolterkamp"}
    told = (boss, {**boss, "name": "Jörg Wolterkamp"})
    desk = {**ANNA, "company": "Falk und Partner", "email": "info@falk-partner.example"}
    for form in (*told, {**desk, "name": "Ida Falkenberg"}, {**desk, "name": "I. Falkenberg"}):
        await installation.submit(place, **form)
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/duplicates")).text
    assert page.index("Ida Falkenberg") < page.index("Jörg Wolterkamp")
