"""Quarantine: what looks like abuse waits for a person, whose verdict is carried out and remembered."""

import html
import re
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.permission import Role

REAL: dict[str, Any] = {
    "name": "Katrin Ostermann",
    "email": "katrin@muehlenhof.example",
    "message": "Could you show us a demo for our 35 technicians before the end of January?",
}
TRAPPED: dict[str, Any] = {**REAL, "_lw_hp": "http://casino.example"}
PITCH: dict[str, Any] = {
    "name": "Rank Booster",
    "email": "growth@rankbooster.example",
    "message": "We build backlinks that bring your website to page one of Google. Our SEO packages"
    " start at 99 dollars a month. Reply YES and we send you our price list and references.",
}


async def _replies(installation: Installation, place: Workplace) -> list[str]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.execute(
            text("select to_address from message where kind = 'reply' order by queued_at")
        )
        return [row.to_address for row in found]


async def _entries(installation: Installation, place: Workplace) -> set[tuple[str, str, str]]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.execute(text("select list, kind, value from screen_entry"))
        return {(row.list, row.kind, row.value) for row in found}


async def _post(client: httpx.AsyncClient, path: str, **data: Any) -> httpx.Response:
    return await client.post(path, data=data)


async def test_the_screen_says_so_when_nothing_was_stopped(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/quarantine")
    assert page.status_code == 200
    assert "Nothing is stopped." in page.text


async def test_a_trapped_post_waits_is_released_and_answered_and_its_sender_trusted(
    installation: Installation, place: Workplace
) -> None:
    submission = await installation.submit(place, **TRAPPED)
    assert await _replies(installation, place) == []
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/quarantine")
        assert "Bot trap" in page.text
        assert REAL["message"] in page.text
        today = await client.get(place.url)
        assert ">1<" in today.text.replace(" ", "")
        one = await client.get(f"{place.url}/quarantine/{submission}/panel")
        assert "This is a real lead" in one.text
        answer = await _post(client, f"{place.url}/quarantine/{submission}/release")
        assert answer.status_code == 303
        again = await _post(client, f"{place.url}/quarantine/{submission}/release")
        assert "too_late" in again.headers["location"]
    await installation.work()
    lead = await installation.lead(place, REAL["email"])
    assert (lead.reply_status, lead.intent) == ("answered", "demo_request")
    assert await _replies(installation, place) == [REAL["email"]]
    assert ("trust", "domain", "muehlenhof.example") in await _entries(installation, place)
    await installation.submit(place, **{**TRAPPED, "message": "One more question about the demo."})
    assert len(await _replies(installation, place)) == 2


async def test_a_pitch_that_is_a_real_lead_goes_on_from_the_score_and_is_answered(
    installation: Installation, place: Workplace
) -> None:
    submission = await installation.submit(place, **PITCH)
    lead = await installation.lead(place, PITCH["email"])
    assert (lead.reply_status, lead.stop_reason) == ("stopped", "solicitation")
    async with installation.browser(place.owner_id) as client:
        before = await client.get(f"{place.url}/leads/{lead.id}")
        answer = await _post(client, f"{place.url}/quarantine/release", submission=[submission])
        assert answer.status_code == 303
        await installation.work()
        after = await client.get(f"{place.url}/leads/{lead.id}")
    way_to_decide = f'href="{place.url}/quarantine/{submission}"'
    assert way_to_decide in before.text
    assert way_to_decide not in after.text
    lead = await installation.lead(place, PITCH["email"])
    assert (lead.reply_status, lead.stop_reason) == ("answered", None)
    assert lead.owner_id == place.owner_id
    assert lead.score is not None
    assert (lead.intent, "a member, by decision" in after.text) == ("general_inquiry", True)
    assert "Wrote for another reason than buying" not in after.text


@pytest.mark.parametrize(("post", "first"), [("pitch", "Spam"), ("trapped", "This is a real lead")])
async def test_what_reads_as_a_pitch_offers_spam_first_and_what_fell_into_a_trap_the_lead(
    installation: Installation, place: Workplace, post: str, first: str
) -> None:
    submission = await installation.submit(place, **(PITCH if post == "pitch" else TRAPPED))
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/quarantine/{submission}/panel")).text
    primary = re.findall(r"<button[^>]*btn-primary.*?</button>", page, re.DOTALL)
    assert [words for words in ("Spam", "This is a real lead") if words in primary[0]] == [first]
    assert len(primary) == 1
    assert 'data-key="a"' in page
    assert 'data-key="r"' in page


async def test_spam_that_is_confirmed_teaches_and_undo_forgets(
    installation: Installation, place: Workplace
) -> None:
    submission = await installation.submit(place, **PITCH)
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/quarantine/{submission}")).text
        assert "rankbooster.example</bdi> is trusted" in page, "it says what it teaches about"
        spam = f"{place.url}/quarantine/{submission}/spam"
        answer = await _post(client, spam, whole_firm="true")
        shown = await client.get(answer.headers["location"])
        assert "/quarantine/take-back?at=" in shown.text
        taught = await _entries(installation, place)
        assert ("block", "address", PITCH["email"]) in taught
        assert ("block", "domain", "rankbooster.example") in taught
        assert {kind for _, kind, _ in taught} == {"address", "domain", "content"}
        await installation.submit(
            place, **{**PITCH, "email": "else@others.example", "message": PITCH["message"] + " 2"}
        )
        assert "Blocked" in (await client.get(f"{place.url}/quarantine")).text
        await _post(client, f"{place.url}/quarantine/{submission}/take-back")
        assert await _entries(installation, place) == set()
        listed = await client.get(f"{place.url}/quarantine?reason=solicitation")
        assert PITCH["name"] in listed.text


async def test_spam_of_one_sender_stops_no_colleague_unless_somebody_means_the_firm(
    installation: Installation, place: Workplace
) -> None:
    colleague = {**REAL, "email": "ina@rankbooster.example"}
    submission = await installation.submit(place, **PITCH)
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/quarantine/{submission}")).text
        assert "Spam stops everybody at rankbooster.example" in page
        await _post(client, f"{place.url}/quarantine/{submission}/spam")
        taught = {kind for _, kind, _ in await _entries(installation, place)}
        assert taught == {"address", "content"}
        await installation.submit(place, **colleague)
        assert await _replies(installation, place) == [colleague["email"]]
        free = await installation.submit(place, **{**TRAPPED, "email": "somebody@gmail.com"})
        page = (await client.get(f"{place.url}/quarantine/{free}")).text
    assert "everybody at" not in page


async def test_spam_that_is_taken_back_uncovers_the_trust_that_stood_before(
    installation: Installation, place: Workplace
) -> None:
    ids = [
        await installation.submit(place, **{**TRAPPED, "message": f"{n} about the demo"})
        for n in ("A question", "Another word")
    ]
    later = {**TRAPPED, "email": "ina@muehlenhof.example"}
    url = f"{place.url}/quarantine"
    async with installation.browser(place.owner_id) as client:
        await _post(client, f"{url}/{ids[0]}/release")
        await _post(client, f"{url}/{ids[1]}/spam", whole_firm="true")
        await installation.work()
        assert (await client.get(f"{url}/lists")).text.count(f"Remove {REAL['email']}") == 1
        await installation.submit(place, **{**later, "message": "Is there any news for us yet?"})
        assert len(await _replies(installation, place)) == 1, "the latest verdict counts"
        await _post(client, f"{url}/{ids[1]}/take-back")
    await installation.submit(place, **{**later, "message": "Once more: is there any news?"})
    assert len(await _replies(installation, place)) == 2


async def test_a_decision_comes_back_to_the_list_as_it_was_filtered(
    installation: Installation, place: Workplace
) -> None:
    ids = [
        await installation.submit(place, **{**TRAPPED, "email": f"{n}@{n}.example"})
        for n in ("ann", "bob", "eve", "kim")
    ]
    await installation.submit(place, **PITCH)
    url = f"{place.url}/quarantine"
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{url}?reason=honeypot")).text
        assert f'data-panel="{url}/{ids[0]}/panel?reason=honeypot"' in page
        panel = (await client.get(f"{url}/{ids[0]}/panel?reason=honeypot")).text
        assert panel.count('name="reason" value="honeypot"') == 2
        for path, picked in (
            (f"{ids[0]}/spam", {}),
            (f"{ids[1]}/release", {}),
            ("spam", {"submission": [ids[2]]}),
            ("release", {"submission": [ids[3]]}),
        ):
            answer = await _post(client, f"{url}/{path}", reason="honeypot", **picked)
            assert answer.headers["location"].startswith(f"{url}?reason=honeypot"), path
        odd = await _post(client, f"{url}/{ids[0]}/release", reason="//evil.example")
    assert "evil" not in odd.headers["location"]


async def test_several_that_are_confirmed_together_are_taken_back_together(
    installation: Installation, place: Workplace
) -> None:
    ids = [
        await installation.submit(
            place,
            **{**PITCH, "email": f"{n}@{n}.example", "message": f"{PITCH['message']} {n * 9}"},
        )
        for n in ("ann", "bob", "eve")
    ]
    async with installation.browser(place.owner_id) as client:
        await _post(client, f"{place.url}/quarantine/{ids[2]}/spam")
        answer = await _post(client, f"{place.url}/quarantine/spam", submission=ids[:2])
        shown = await client.get(answer.headers["location"])
        assert "Their senders" in shown.text
        undo = html.unescape(re.search(r'="([^"]*/quarantine/take-back[^"]*)"', shown.text)[1])  # type: ignore[index]
        other = await installation.member(place.workspace_id, f"x@{place.slug}.example", Role.REP)
        async with installation.browser(other) as stranger:
            await _post(stranger, undo)
        assert ("block", "address", "ann@ann.example") in await _entries(installation, place)
        await _post(client, undo)
        waiting = (await client.get(f"{place.url}/quarantine")).text
    assert all(str(one) in waiting for one in ids[:2])
    assert str(ids[2]) not in waiting
    taught = {value for _, kind, value in await _entries(installation, place) if kind == "address"}
    assert taught == {"eve@eve.example"}


async def test_what_is_stopped_by_list_address_and_word(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        for value in ("rival@gmail.com", "@blocked.example", "Casino"):
            path = f"{place.url}/quarantine/lists"
            answer = await _post(client, path, list="block", value=value)
            assert answer.status_code == 303
        wrong = await _post(client, f"{place.url}/quarantine/lists", list="trust", value="casino")
        assert wrong.status_code == 422
        assert "not a word" in wrong.text
        for email, message in (
            ("rival@gmail.com", REAL["message"]),
            ("ann@mail.blocked.example", REAL["message"]),
            ("ben@bakery.example", "Could you show our CASINO a demo next week?"),
            ("temp@mailinator.com", REAL["message"]),
        ):
            await installation.submit(place, name="A", email=email, message=message)
        assert await _replies(installation, place) == []
        await installation.submit(place, **{**REAL, "message": "A demo for casinos, please?"})
        assert await _replies(installation, place) == [REAL["email"]]
        page = await client.get(f"{place.url}/quarantine")
        assert page.text.count("data-panel-id") == 4
        assert "Throw-away address" in page.text


async def test_the_same_words_from_many_visitors_are_stopped_and_the_rule_can_be_changed(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        path = f"{place.url}/quarantine/lists/rules"
        wrong = await _post(client, path, keep_days="0", repeats="many")
        assert wrong.status_code == 422
        kept = await _post(client, path, keep_days="7", repeats="2")
        assert kept.status_code == 303
    for number in range(4):
        form = {**REAL, "email": f"p{number}@x{number}.example"}
        await installation.submit(place, work=False, **form)
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await session.execute(
                text("update submission set address = '203.0.113.' || (form ->> 'email')")
            )
        await installation.work()
    async with installation.runtime.database.read(place.workspace_id) as session:
        reasons = (await session.execute(text("select reason from quarantine"))).scalars().all()
    assert set(reasons) == {"repeated_content"}
    assert len(reasons) == 2


async def test_what_is_older_than_the_workspace_keeps_it_goes(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **TRAPPED)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(text("update quarantine set at = at - interval '31 days'"))
    await installation.submit(place, **{**TRAPPED, "email": "new@other.example"})
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/quarantine")
    assert "new@other.example" in page.text
    assert REAL["email"] not in page.text


async def test_a_removed_entry_is_forgotten(installation: Installation, place: Workplace) -> None:
    async with installation.browser(place.owner_id) as client:
        await _post(client, f"{place.url}/quarantine/lists", list="block", value="firm.example")
        page = await client.get(f"{place.url}/quarantine/lists")
        assert "firm.example" in page.text
        path = page.text.split('/remove"')[0].rpartition('action="')[2]
        assert (await _post(client, f"{path}/remove")).status_code == 303
        assert (await _post(client, f"{path}/remove")).status_code == 404
    assert await _entries(installation, place) == set()


async def test_who_may_not_decide_and_what_is_elsewhere(
    installation: Installation, place: Workplace
) -> None:
    submission = await installation.submit(place, **TRAPPED)
    other = await installation.workplace("Other")
    viewer = await installation.member(place.workspace_id, "viewer@acme.example", Role.VIEWER)
    rep = await installation.member(place.workspace_id, "rep@acme.example", Role.REP)
    path = f"{place.url}/quarantine/{submission}"
    async with installation.browser(viewer) as client:
        assert (await client.get(path)).status_code == 200
        assert "This is a real lead" not in (await client.get(path)).text
        assert (await _post(client, f"{path}/release")).status_code == 403
    async with installation.browser(rep) as client:
        lists = f"{place.url}/quarantine/lists"
        assert (await _post(client, lists, list="block", value="a.example")).status_code == 403
        del client.headers["X-CSRF-Token"]
        assert (await _post(client, f"{path}/spam")).status_code == 403
    async with installation.browser(other.owner_id) as client:
        for verb in ("", "/panel"):
            answer = await client.get(f"{other.url}/quarantine/{submission}{verb}")
            assert answer.status_code == 404
        for verb in ("release", "spam", "take-back"):
            answer = await _post(client, f"{other.url}/quarantine/{submission}/{verb}")
            assert answer.status_code == 404


@pytest.mark.parametrize(
    "message", ["<script>alert(1)</script> " * 3, "\u05de\u05d4 " * 1_200, "x" * 5_000]
)
async def test_hostile_text_is_shown_as_text(
    installation: Installation, place: Workplace, message: str
) -> None:
    form = {**TRAPPED, "name": "<b>Eve</b>", "message": message}
    submission = await installation.submit(place, **form)
    async with installation.browser(place.owner_id) as client:
        for path in ("", f"/{submission}", f"/{submission}/panel"):
            page = await client.get(f"{place.url}/quarantine{path}")
            assert page.status_code == 200
            assert "<b>Eve" not in page.text
            assert "<script>alert" not in page.text
