"""The approvals queue: drafts and delayed replies, decided one by one, together, and by two at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.integration.installation import Installation, Workplace
from tests.integration.waiting import ANA, HELD, LATER, change, jobs, reply, rule, waiting

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import MessageId, new_id
from leadwright.domain.permission import Role
from leadwright.features.messages import actions, queries
from leadwright.features.messages.models import Message
from leadwright.features.tasks import queries as tasks
from leadwright.kernel import clock

HOSTILE = "<script>alert(1)</script> \u202e مرحبا"


def at(place: Workplace, message: Message, path: str = "") -> str:
    return f"{place.url}/approvals/{message.id}{path}"


async def test_an_empty_queue_says_what_will_stand_here(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/approvals")
    assert page.status_code == 200
    assert "Nothing waits for you." in page.text


async def test_a_draft_stands_beside_what_the_lead_wrote(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    async with installation.browser(place.owner_id) as client:
        listed = await client.get(f"{place.url}/approvals")
        panel = await client.get(at(place, message, "/panel"))
        page = await client.get(at(place, message))
    assert f'data-panel-id="{message.id}"' in listed.text
    for part in (panel.text, page.text):
        assert "We are 40 technicians." in part
        assert "Hold everything" in part
        assert "<bdi>Ana Lima</bdi>" in part
        assert 'data-key="a"' in part
        assert 'data-key="c"' in part
    assert "<html" not in panel.text
    assert "Rule “Hold everything”" in listed.text
    lead = await installation.lead(place, ANA["email"])
    assert lead.reply_status == "held"


async def test_approving_sends_once_and_goes_on_to_the_next(
    installation: Installation, place: Workplace
) -> None:
    first = await waiting(installation, place)
    second = await waiting(installation, place, email="second@lima.example")
    form = {"revision": "0", "place": "panel", "order": "oldest"}
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(at(place, first, "/approve"), data=form)
        again = await client.post(at(place, first, "/approve"), data=form)
    assert answer.status_code == 303
    assert f"open={second.id}" in answer.headers["location"]
    assert again.status_code == 409
    assert "cannot be done any more" in again.text
    await installation.work()
    async with installation.runtime.database.read(place.workspace_id) as session:
        sent = await queries.one(session, MessageId(first.id))
    assert sent is not None
    assert (sent.status, sent.attempts) == ("sent", 1)


async def test_two_approvals_at_once_send_once(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)

    async def approve() -> bool:
        try:
            async with installation.runtime.database.tenant(place.workspace_id) as session:
                await actions.approve(session, MessageId(message.id), by=place.owner_id)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(*(approve() for _ in range(5)))) == [False] * 4 + [True]
    assert await jobs(installation, MessageId(message.id)) == (0, 1)
    await installation.work()
    assert (await reply(installation, place)).attempts == 1


async def test_of_approving_and_cancelling_at_once_one_wins_and_is_true(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    async with (
        installation.browser(place.owner_id) as one,
        installation.browser(place.owner_id) as other,
    ):
        answers = await asyncio.gather(
            one.post(at(place, message, "/approve"), data={"revision": "0"}),
            other.post(at(place, message, "/cancel")),
        )
    await installation.work()
    status = (await reply(installation, place)).status
    # A cancellation may still catch an approved reply before it leaves; never the other way round.
    won = [answer.status_code for answer in answers]
    assert 303 in won
    assert status == ("cancelled" if won[1] == 303 else "sent")


async def test_words_that_changed_meanwhile_are_not_approved_unseen(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    async with installation.browser(place.owner_id) as client:
        typed = {"subject": "Another", "text": "Other words.", "revision": "0"}
        assert (await client.post(at(place, message, "/edit"), data=typed)).status_code == 303
        late = await client.post(at(place, message, "/approve"), data={"revision": "0"})
        unseen = await client.post(at(place, message, "/edit"), data={**typed, "text": "Mine."})
    assert late.status_code == 409
    assert "Somebody changed the words meanwhile." in late.text
    assert unseen.status_code == 409
    assert "Mine." in unseen.text
    assert (await reply(installation, place)).text == "Other words.\n"


async def test_an_edit_is_kept_word_by_word_with_who_made_it(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    typed = {"subject": message.subject, "text": f"{message.text} {HOSTILE}", "revision": "0"}
    async with installation.browser(place.owner_id) as client:
        await client.post(at(place, message, "/edit"), data=typed)
        page = await client.get(at(place, message))
        lead = await client.get(f"{place.url}/leads/{message.lead_id}")
    for part in (page.text, lead.text):
        assert "<ins" in part
        assert "Edited by" in part
        assert "<script>alert(1)" not in part
    async with installation.runtime.database.read(place.workspace_id) as session:
        (edit,) = await queries.edits(session, [message.id])
    assert (edit.person_id, edit.text_before) == (place.owner_id, message.text)
    assert HOSTILE in edit.text_after


async def test_a_draft_without_words_is_refused_and_what_was_typed_is_kept(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    async with installation.browser(place.owner_id) as client:
        typed = {"subject": "Typed subject", "text": " ", "revision": "0"}
        answer = await client.post(at(place, message, "/edit"), data=typed)
    assert answer.status_code == 422
    assert "Typed subject" in answer.text
    assert "Write the text of the mail." in answer.text


async def test_a_cancellation_can_be_taken_back(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(at(place, message, "/cancel"))
        await installation.work()
        cancelled = await installation.lead(place, ANA["email"])
        page = await client.get(answer.headers["location"])
        back = await client.post(at(place, message, "/restore"), headers={"HX-Request": "true"})
        await installation.work()
    assert (cancelled.reply_status, cancelled.stop_reason) == ("stopped", "cancelled")
    assert f"/approvals/{message.id}/restore" in page.text
    assert "HX-Redirect" in back.headers
    restored = await installation.lead(place, ANA["email"])
    assert ((await reply(installation, place)).status, restored.reply_status) == ("held", "held")


async def test_all_that_are_ticked_are_sent_but_what_changed_meanwhile(
    installation: Installation, place: Workplace
) -> None:
    seen = [await waiting(installation, place, email=f"p{n}@lima.example") for n in range(3)]
    await change(installation, place, MessageId(seen[1].id), revision=1)
    ticks = [f"{each.id}:{each.revision}" for each in seen]
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/approvals/approve", data={"message": ticks})
        page = await client.get(answer.headers["location"])
        odd = await client.post(f"{place.url}/approvals/approve", data={"message": ["x"]})
    assert "2 replies are on their way. 1 was changed" in page.text
    assert odd.status_code == 422
    assert str(seen[1].id) in page.text
    assert str(seen[0].id) not in page.text


async def test_a_delayed_reply_waits_and_is_counted_down_everywhere(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place, LATER)
    assert message.status == "queued"
    assert await jobs(installation, MessageId(message.id)) == (1, 0)
    async with installation.browser(place.owner_id) as client:
        pages = [
            (await client.get(path)).text
            for path in (
                f"{place.url}/approvals",
                at(place, message),
                f"{place.url}/outbox/{message.id}",
                f"{place.url}/leads/{message.lead_id}",
            )
        ]
        left = await client.get(at(place, message, "/leaves"))
    assert all("leaves in 10 min" in page for page in pages)
    assert left.text == "leaves in 10 min"
    lead = await installation.lead(place, ANA["email"])
    assert lead.reply_status == "delayed"


async def test_a_delayed_reply_is_sent_now_by_one_job(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place, LATER)
    async with installation.browser(place.owner_id) as client:
        await client.post(at(place, message, "/approve"), data={"revision": "0"})
    assert await jobs(installation, MessageId(message.id)) == (0, 1)
    await installation.work()
    assert (await reply(installation, place)).status == "sent"


async def test_a_cancelled_delay_leaves_no_job_and_never_leaves(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place, LATER)
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/leads/{message.lead_id}/messages/{message.id}/cancel")
    assert await jobs(installation, MessageId(message.id)) == (0, 0)
    assert (await reply(installation, place)).status == "cancelled"


async def test_a_delayed_reply_leaves_by_itself_with_the_words_of_its_last_edit(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place, LATER)
    async with installation.browser(place.owner_id) as client:
        typed = {"subject": "Soon", "text": "Other words.", "revision": "0"}
        await client.post(at(place, message, "/edit"), data=typed)
    due = clock.now() - timedelta(seconds=1)
    await change(installation, place, MessageId(message.id), send_after=due)
    payload = {"workspace_id": str(place.workspace_id), "message_id": str(message.id)}
    (job,) = [job for job in installation.worker.jobs if job.name == actions.SEND]
    await job.handler(payload)
    sent = await reply(installation, place)
    assert (sent.status, sent.text) == ("sent", "Other words.\n")
    async with installation.browser(place.owner_id) as client:
        late = await client.post(at(place, message, "/cancel"))
    assert late.status_code == 409


async def test_the_number_beside_approvals_counts_drafts_and_delays(
    installation: Installation, place: Workplace
) -> None:
    await waiting(installation, place)
    await waiting(installation, place, LATER, email="later@lima.example")
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/tasks")).text
    entry = page.partition('data-key="g a"')[2].partition("</a>")[0]
    assert ">2</span>" in entry


@pytest.mark.parametrize("deed", ["approve", "cancel", "restore", "edit"])
async def test_who_may_not_send_decides_nothing(
    installation: Installation, place: Workplace, deed: str
) -> None:
    message = await waiting(installation, place)
    viewer = await installation.member(
        place.workspace_id, f"viewer{new_id().hex}@x.example", Role.VIEWER
    )
    async with installation.browser(viewer) as client:
        page = await client.get(at(place, message))
        refused = await client.post(at(place, message, f"/{deed}"), data={"revision": "0"})
    async with installation.browser(place.owner_id) as client:
        forged = {"X-CSRF-Token": "wrong"}
        foreign = await client.post(at(place, message, f"/{deed}"), headers=forged)
    assert 'data-key="a"' not in page.text
    assert (refused.status_code, foreign.status_code) == (403, 403)
    assert (await reply(installation, place)).status == "held"


async def test_another_workspaces_reply_is_not_there(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    other = await installation.workplace("Other")
    async with installation.browser(other.owner_id) as client:
        for path in ("", "/panel", "/leaves"):
            assert (await client.get(at(other, message, path))).status_code == 404
        for deed in ("approve", "cancel", "restore"):
            answer = await client.post(at(other, message, f"/{deed}"), data={"revision": "0"})
            assert answer.status_code == 404
        ticked = {"message": [f"{message.id}:0"]}
        await client.post(f"{other.url}/approvals/approve", data=ticked)
    assert (await reply(installation, place)).status == "held"


async def test_hostile_words_are_shown_and_not_run(
    installation: Installation, place: Workplace
) -> None:
    hostile: dict[str, Any] = {
        "name": HOSTILE,
        "company": HOSTILE * 4,
        "message": f"{ANA['message']} {HOSTILE}",
    }
    message = await waiting(installation, place, **hostile)
    async with installation.browser(place.owner_id) as client:
        for path in (f"{place.url}/approvals", at(place, message), at(place, message, "/panel")):
            page = await client.get(path)
            assert page.status_code == 200
            assert "<script>alert(1)" not in page.text


async def test_the_best_score_stands_first_when_asked_for(
    installation: Installation, place: Workplace
) -> None:
    await rule(installation, place, HELD)
    await installation.submit(place, email="dull@mail.example", message="hi")
    dull = await reply(installation, place)
    await installation.submit(place, **ANA)
    good = await reply(installation, place)
    async with installation.browser(place.owner_id) as client:
        oldest = (await client.get(f"{place.url}/approvals")).text
        best = (await client.get(f"{place.url}/approvals?order=score")).text
    assert oldest.index(str(dull.id)) < oldest.index(str(good.id))
    assert best.index(str(good.id)) < best.index(str(dull.id))


async def test_the_task_to_approve_is_done_with_the_decision_and_open_again_without_it(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    found = [await open_titles(installation, place)]
    async with installation.browser(place.owner_id) as client:
        for deed in ("/cancel", "/restore", "/approve"):
            assert (await client.post(at(place, message, deed))).status_code == 303
            await installation.work()
            found.append(await open_titles(installation, place))
    asked = ["Approve the draft to Ana Lima"]
    assert found == [asked, [], asked, []]


async def open_titles(installation: Installation, place: Workplace) -> list[str]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return [task.title for task in await tasks.open_tasks(session)]
