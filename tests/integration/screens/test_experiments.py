"""Tests of wordings: who is answered how, what counts, and when the winner takes over."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import LeadId, new_id
from leadwright.domain.permission import Role
from leadwright.features.experiments import actions, queries
from leadwright.features.experiments.actions import Plan, Wording
from leadwright.features.experiments.models import ExperimentAssignment, LeadOutcome
from leadwright.features.messages.models import Message
from leadwright.features.replies.composing import own_templates
from leadwright.kernel import clock

ASKS = "Could you show us a demo next week? We are 35 people."
B_BODY = "Thank you for asking for a demo. This is the other wording of {own}."
HOSTILE = "<script>alert(1)</script>\u202e" + "x" * 60
SITE = "template=demo_request&language=en&industry=general"
FORM = {
    "name": "Shorter first line",
    "about": "text",
    "window_days": "8",
    "floor": "50",
    "weight_A": "50",
    "weight_B": "50",
    "subject_B": "Another subject",
    "body_B": B_BODY,
}
COPY = text(
    "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at,"
    " last_submission_id, email, email_key) select workspace_id, :new, created_at, updated_at,"
    " last_submission_at, last_submission_id, :n, :n from lead"
    " where workspace_id = :w and id = :old"
)


def plan(**more: object) -> Plan:
    wordings = (Wording("A", 50), Wording("B", 50, subject="Another subject", body=B_BODY))
    given = {"wordings": wordings, **more}
    return Plan("Shorter first line", "demo_request", "en", "general", "text", **given)  # type: ignore[arg-type]  # any of its fields


async def start(installation: Installation, place: Workplace, wanted: Plan) -> UUID:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        made = await actions.make(session, wanted, place.owner_id)
        await actions.start(session, made, place.owner_id)
    return made


async def assigned(installation: Installation, place: Workplace) -> list[ExperimentAssignment]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(ExperimentAssignment).where(
            ExperimentAssignment.workspace_id == place.workspace_id
        )
        return list((await session.execute(query)).scalars())


async def replies(installation: Installation, place: Workplace) -> list[Message]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = (
            select(Message)
            .where(Message.workspace_id == place.workspace_id, Message.kind == "reply")
            .order_by(Message.id)
        )
        return list((await session.execute(query)).scalars())


async def leads(installation: Installation, place: Workplace, many: int, tag: str = "x") -> None:
    for number in range(many):
        await installation.submit(
            place,
            work=False,
            name=f"Lead {number}",
            email=f"{tag}{number}@far.example",
            message=ASKS,
        )
    await installation.work()


async def test_each_lead_gets_one_wording_and_counts_once(
    installation: Installation, place: Workplace
) -> None:
    made = await start(installation, place, plan())
    await leads(installation, place, 12)
    found = await assigned(installation, place)
    assert len(found) == 12
    letters = {message.id: message for message in await replies(installation, place)}
    for one in found:
        letter = letters[one.message_id]
        assert (letter.experiment_id, letter.variant) == (made, one.variant)
        assert ("the other wording" in letter.text) == (one.variant == "B")
        assert (one.until - one.at).days == 7
    assert set(Counter(one.variant for one in found)) == {"A", "B"}


async def test_a_returning_lead_gets_the_same_wording_and_is_not_counted_again(
    installation: Installation, place: Workplace
) -> None:
    await start(installation, place, plan())
    for address in ("ann.lee@gmail.com", "annlee+demo@gmail.com", "Ann.Lee@gmail.com"):
        await installation.submit(place, work=False, name="Ann Lee", email=address, message=ASKS)
        await installation.work()
    found = await assigned(installation, place)
    letters = await replies(installation, place)
    assert (len(found), len(letters)) == (1, 3)
    assert {letter.variant for letter in letters} == {found[0].variant}


async def test_two_workers_assign_a_lead_once(installation: Installation, place: Workplace) -> None:
    await start(installation, place, plan())
    for number in range(6):
        fields = {"name": f"Two {number % 2}", "email": f"two{number % 2}@far.example"}
        await installation.submit(place, work=False, message=f"{ASKS} ({number})", **fields)
    await asyncio.gather(installation.work(), installation.work())
    found = await assigned(installation, place)
    assert len(found) == 2
    by_lead = {one.lead_id: one.variant for one in found}
    for letter in await replies(installation, place):
        assert letter.lead_id is not None
        assert letter.variant == by_lead[letter.lead_id]


async def test_while_it_is_paused_the_standing_template_answers(
    installation: Installation, place: Workplace
) -> None:
    only_b = (Wording("A", 1), Wording("B", 100, subject="Another subject", body=B_BODY))
    made = await start(installation, place, plan(wordings=only_b))
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.pause(session, made, place.owner_id)
    await leads(installation, place, 2)
    assert not await assigned(installation, place)
    assert all("the other wording" not in m.text for m in await replies(installation, place))


async def test_an_outcome_counts_once_within_the_days_and_not_when_taken_back(
    installation: Installation, place: Workplace
) -> None:
    made = await start(installation, place, plan())
    await leads(installation, place, 1)
    lead = await installation.lead(place, "x0@far.example")
    address = f"{place.url}/leads/{lead.id}/outcomes"
    async with installation.browser(place.owner_id) as owner:
        for kind in ("replied", "meeting"):
            told_so = await owner.post(
                address, data={"kind": kind}, headers={"HX-Request-Type": "partial"}
            )
            assert told_so.headers["location"].startswith(f"{place.url}/leads/{lead.id}/panel?")
        panel = (await owner.get(f"{place.url}/leads/{lead.id}/panel")).text
        assert "They replied" in panel
        assert "Meeting booked" in panel
        assert await answered(installation, place, made) == 1
        page = (await owner.get(f"{place.url}/leads/{lead.id}")).text
        assert "A meeting is booked" in page
        assert "of an experiment" in page
        for told in await standing(installation, place, lead.id):
            assert (await owner.post(f"{address}/{told}/undo")).status_code == 303
            again = await owner.post(f"{address}/{told}/undo")
            assert again.status_code == 404
        assert await answered(installation, place, made) == 0
        status = {"status": "qualified", "version": str(lead.version)}
        moved = await owner.post(f"{place.url}/leads/{lead.id}/status", data=status)
        assert moved.status_code == 303
        await installation.work()
        assert await answered(installation, place, made) == 1


async def answered(installation: Installation, place: Workplace, made: UUID) -> int:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return sum(one.answered for one in await queries.counts(session, made, clock.now()))


async def standing(installation: Installation, place: Workplace, lead_id: UUID) -> list[UUID]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return [one.id for one in await queries.outcomes(session, LeadId(lead_id))]


async def test_a_program_tells_outcomes_with_a_secret_key(
    installation: Installation, place: Workplace
) -> None:
    await leads(installation, place, 1, "api")
    lead = await installation.lead(place, "api0@far.example")
    key = {"Authorization": f"Bearer {place.secret_key}", "Accept": "application/json"}
    address = f"/api/leads/{lead.id}/outcomes"
    async with installation.browser() as client:
        given = {"kind": "meeting", "reference": "cal-1"}
        first = await client.post(address, json=given, headers=key)
        again = await client.post(address, json=given, headers=key)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json()["id"] is None
        for wrong in ({"kind": "sang"}, {"kind": "replied", "at": "2999-01-01T00:00:00Z"}):
            refused = await client.post(address, json=wrong, headers=key)
            assert refused.status_code == 422
        nobody = await client.post(f"/api/leads/{new_id()}/outcomes", json=given, headers=key)
        assert nobody.status_code == 404
        other = await installation.workplace("Other")
        theirs = {"Authorization": f"Bearer {other.secret_key}"}
        assert (await client.post(address, json=given, headers=theirs)).status_code == 404
        gone = await client.delete(f"{address}/{first.json()['id']}", headers=key)
        assert gone.status_code == 204


async def test_the_rule_declares_a_winner_and_its_words_take_over(
    installation: Installation, place: Workplace
) -> None:
    made = await start(installation, place, plan(by_rule=True, floor=50))
    await leads(installation, place, 1, "rule")
    known = await installation.lead(place, "rule0@far.example")
    await crowd(installation, place, made, known.id, {"A": (200, 20), "B": (200, 100)})
    await leads(installation, place, 1, "last")
    async with installation.runtime.database.read(place.workspace_id) as session:
        row = await queries.one(session, made)
        kept = await own_templates.in_use(session)
    assert (row.state, row.winner, row.decided) == ("stopped", "B", "rule")
    assert [(one.subject, one.body) for one in kept] == [("Another subject", B_BODY)]


async def crowd(
    installation: Installation,
    place: Workplace,
    made: UUID,
    lead_id: UUID,
    figures: dict[str, tuple[int, int]],
) -> None:
    """Leads whose days are over, so many of them with an answer."""
    at = clock.now() - timedelta(days=9)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        for key, (many, won) in figures.items():
            for number in range(many):
                copied = new_id()
                await session.execute(
                    COPY, {"w": place.workspace_id, "old": lead_id, "new": copied, "n": str(copied)}
                )
                days = {"at": at, "until": at + timedelta(days=7), "message_id": new_id()}
                ids = {"workspace_id": place.workspace_id, "lead_id": copied}
                session.add(ExperimentAssignment(experiment_id=made, variant=key, **ids, **days))
                if number < won:
                    told = {"kind": "replied", "source": "api", "at": at + timedelta(days=1)}
                    session.add(LeadOutcome(id=new_id(), **ids, **told))


async def test_an_experiment_is_made_started_watched_and_decided_on_the_screens(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as owner:
        empty = (await owner.get(f"{place.url}/experiments")).text
        assert "No wording is being tested" in empty
        assert (
            "Test another wording"
            in (
                await owner.get(f"{place.url}/templates/demo_request?language=en&industry=general")
            ).text
        )
        made = await owner.post(f"{place.url}/experiments/new?{SITE}", data=FORM)
        assert made.status_code == 303
        page = made.headers["location"].partition("?")[0]
        assert (await owner.post(f"{page}/edit", data={**FORM, "name": HOSTILE})).status_code == 303
        assert (await owner.post(f"{page}/start")).status_code == 303
        assert (await owner.post(f"{page}/start")).status_code == 409
        shown = (await owner.get(page)).text
        assert "<script>alert" not in shown
        assert "too early to say: 0 of 50 leads are settled" in shown
        assert "the other wording" in shown
        listed = (await owner.get(f"{place.url}/experiments")).text
        assert "Running" in listed
        second = await owner.post(f"{place.url}/experiments/new?{SITE}", data=FORM)
        other = second.headers["location"].partition("?")[0]
        busy = await owner.post(f"{other}/start")
        assert busy.status_code == 409
        assert "Another experiment on this template" in busy.text
        assert (await owner.post(f"{other}/remove")).status_code == 303
        assert (await owner.get(other)).status_code == 404
        assert (await owner.post(f"{page}/pause")).status_code == 303
        assert "Choose B unproven" in shown
        assert (await owner.post(f"{page}/stop", data={"winner": "Z"})).status_code == 404
        assert (await owner.post(f"{page}/stop", data={"winner": "B"})).status_code == 303
        await installation.work()
        assert "B was chosen by hand, unproven" in (await owner.get(page)).text
        template = await owner.get(
            f"{place.url}/templates/demo_request?language=en&industry=general"
        )
        assert "This is the other wording" in template.text
        export = await owner.get(f"{page}/leads.csv")
        assert export.text.startswith("lead_id,wording,")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body_B": "It costs 12 € a month."}, "is a price that the fact sheet does not name"),
        ({"subject_B": "{nothing} for you"}, "There is no slot"),
        ({"weight_B": "0"}, "Give a whole number from 1 to 100."),
        ({"floor": "many"}, "Give a whole number from 10 to 100,000."),
        ({"name": " "}, "Give it a name"),
        ({"subject_B": "", "body_B": ""}, "Compare two to four wordings."),
        ({"subject_C": "Another subject", "body_C": B_BODY}, "Two of the wordings are the same"),
    ],
)
async def test_a_form_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    installation: Installation, place: Workplace, change: dict[str, str], said: str
) -> None:
    form = {**FORM, "weight_C": "50", **change}
    async with installation.browser(place.owner_id) as owner:
        answer = await owner.post(f"{place.url}/experiments/new?{SITE}", data=form)
        assert answer.status_code == 422
        assert said in answer.text
        assert form["window_days"] in answer.text
        assert "No wording is being tested" in (await owner.get(f"{place.url}/experiments")).text


async def test_shipped_wordings_can_be_compared_in_all_languages(
    installation: Installation, place: Workplace
) -> None:
    form = {"name": "All", "window_days": "7", "floor": "50", "weight_A": "50", "weight_B": "50"}
    address = f"{place.url}/experiments/new?{SITE.replace('language=en', 'language=all')}"
    async with installation.browser(place.owner_id) as owner:
        assert (await owner.get(address)).status_code == 200
        wrong = await owner.post(address, data={**form, "shipped_B": "q"})
        assert wrong.status_code == 422
        made = await owner.post(address, data={**form, "shipped_B": "b"})
        page = made.headers["location"].partition("?")[0]
        assert (await owner.post(f"{page}/start")).status_code == 303
        assert "shipped wording B" in (await owner.get(page)).text


async def test_only_who_may_changes_and_nobody_elses_is_seen(
    installation: Installation, place: Workplace
) -> None:
    made = await start(installation, place, plan())
    page = f"{place.url}/experiments/{made}"
    viewer = await installation.member(place.workspace_id, "v@acme.example", Role.VIEWER)
    async with installation.browser(viewer) as client:
        assert (await client.get(page)).status_code == 200
        for act in ("start", "pause", "stop", "remove", "edit"):
            assert (await client.post(f"{page}/{act}", data=FORM)).status_code == 403
        assert (await client.get(f"{place.url}/experiments/new?{SITE}")).status_code == 403
    other = await installation.workplace("Other")
    async with installation.browser(other.owner_id) as client:
        theirs = f"{other.url}/experiments/{made}"
        for act in ("start", "pause", "stop", "remove", "edit"):
            assert (await client.post(f"{theirs}/{act}", data=FORM)).status_code == 404
        assert (await client.get(theirs)).status_code == 404
        assert (await client.get(f"{theirs}/leads.csv")).status_code == 404
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        assert (await client.post(f"{page}/pause")).status_code == 403
