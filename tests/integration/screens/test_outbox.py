"""The outbox: the list and its pages, one message in every form, and what people decide."""

import email
import re
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import MessageId
from leadwright.domain.permission import Role
from leadwright.features.messages.actions import MessageOutbox
from leadwright.features.messages.models import Message
from leadwright.kernel import clock
from leadwright.ports.directory import NewMessage

HOSTILE = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Mail:
    """The outbox of one test."""

    installation: Installation
    place: Workplace

    async def put(self, key: str = "k", *, held: bool = True, **changes: Any) -> MessageId:
        """A message; `changes` are written over its row."""
        letter = NewMessage(
            reason_key=f"test:{key}",
            kind="reply",
            to_address="ana@lima.example",
            to_name="Ana Lima",
            subject=f"Your question {key}",
            text="Hello Ana,\n\nyes.",
            html="<p>Hello Ana</p><script>alert(1)</script>",
            from_name="Ines",
            held=held,
            evidence=(("Yes.", "fact sheet", "line 2"),),
        )
        outbox = MessageOutbox("leads@acme.example")
        async with self.installation.runtime.database.tenant(self.place.workspace_id) as session:
            message_id = await outbox.put(session, letter)
            if changes:
                await session.execute(
                    update(Message)
                    .where(Message.workspace_id == self.place.workspace_id)
                    .where(Message.id == message_id)
                    .values(**changes)
                )
        return message_id

    async def row(self, message_id: UUID) -> Message:
        async with self.installation.runtime.database.read(self.place.workspace_id) as session:
            query = select(Message).where(
                Message.workspace_id == self.place.workspace_id, Message.id == message_id
            )
            return (await session.execute(query)).scalar_one()

    async def jobs(self, message_id: UUID) -> int:
        async with self.installation.runtime.database.read(self.place.workspace_id) as session:
            found = await session.execute(
                text(
                    "select count(*) from pgqueuer where entrypoint = 'send_message'"
                    " and convert_from(payload, 'UTF8') like :mark"
                ),
                {"mark": f"%{message_id}%"},
            )
            return int(found.scalar_one())


async def test_an_empty_outbox_says_so_and_how_mail_gets_out(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/outbox")
        failed = await client.get(f"{place.url}/outbox?status=failed")
    assert "No mail yet." in page.text
    assert "LEADWRIGHT_SMTP_URL" in page.text
    assert "No message failed." in failed.text


async def test_a_reply_stands_in_the_outbox_with_its_headers_and_its_lead(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, name="Ana Lima", email="ana@lima.example", message="Could we see a demo next week?"
    )
    lead = await installation.lead(place, "ana@lima.example")
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Message).where(
            Message.workspace_id == place.workspace_id, Message.kind == "reply"
        )
        reply = (await session.execute(query)).scalar_one()
    async with installation.browser(place.owner_id) as client:
        listed = await client.get(f"{place.url}/outbox")
        page = await client.get(f"{place.url}/outbox/{reply.id}")
    assert f'data-panel-id="{reply.id}"' in listed.text
    assert "Kept here" in listed.text
    assert f"{place.url}/leads/{lead.id}" in page.text
    assert "Auto-Submitted: auto-replied" in page.text
    assert f"Message-ID: &lt;{reply.id.hex}@" in page.text


async def test_tabs_count_what_needs_somebody_and_filter_by_state(
    installation: Installation, place: Workplace
) -> None:
    mail = Mail(installation, place)
    await mail.put("held")
    await mail.put("broken", status="failed", error="550 no such user")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/outbox?status=failed")
    assert "Your question broken" in page.text
    assert "Your question held" not in page.text
    assert 'status=held" ' in page.text or 'status=held">' in page.text
    assert page.text.count(">1</span>") >= 2
    assert not re.search(r"(Held|Failed|Unconfirmed) <span[^>]*>0<", page.text)


async def test_pages_go_back_and_forth_without_losing_a_message(
    installation: Installation, place: Workplace
) -> None:
    mail = Mail(installation, place)
    now = clock.now()
    for number in range(120):
        await mail.put(f"n{number:03}.", queued_at=now - timedelta(seconds=number // 2))

    def shown(page: str) -> list[str]:
        return [f"n{n:03}." for n in range(120) if f"Your question n{n:03}." in page]

    def link(page: str, rel: str) -> str:
        tag = next(part for part in page.split("<a ") if f'rel="{rel}"' in part.partition(">")[0])
        return tag.partition('href="')[2].partition('"')[0].replace("&amp;", "&")

    async with installation.browser(place.owner_id) as client:
        pages = [(await client.get(f"{place.url}/outbox")).text]
        for _ in range(2):
            pages.append((await client.get(link(pages[-1], "next"))).text)
        back = (await client.get(link(pages[2], "prev"))).text
        end = (await client.get(link(pages[2], "next"))).text if 'rel="next"' in pages[2] else ""
    assert [len(shown(page)) for page in pages] == [50, 50, 20]
    assert len({each for page in pages for each in shown(page)}) == 120
    assert shown(back) == shown(pages[1])
    assert not shown(end)


async def test_the_panel_is_a_part_and_no_page(
    installation: Installation, place: Workplace
) -> None:
    message_id = await Mail(installation, place).put()
    async with installation.browser(place.owner_id) as client:
        panel = await client.get(f"{place.url}/outbox/{message_id}/panel")
    assert "<html" not in panel.text
    assert 'name="place" value="panel"' in panel.text
    assert "fact sheet" in panel.text


async def test_the_letter_itself_is_shown_in_a_sandbox_and_only_inside_our_own_pages(
    installation: Installation, place: Workplace
) -> None:
    message_id = await Mail(installation, place).put()
    async with installation.browser(place.owner_id) as client:
        letter = await client.get(f"{place.url}/outbox/{message_id}/html")
        page = await client.get(f"{place.url}/outbox/{message_id}")
    policy_of_letter = letter.headers["content-security-policy"]
    assert "default-src 'none'" in policy_of_letter
    assert policy_of_letter.endswith("sandbox")
    assert "script-src" not in policy_of_letter
    assert letter.headers["x-frame-options"] == "SAMEORIGIN"
    assert "<p>Hello Ana</p>" in letter.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert "sandbox" in page.text
    assert HOSTILE not in page.text


async def test_the_eml_is_the_letter_as_it_travels(
    installation: Installation, place: Workplace
) -> None:
    message_id = await Mail(installation, place).put(subject="Grüße\r\nBcc: all@x.example")
    async with installation.browser(place.owner_id) as client:
        answer = await client.get(f"{place.url}/outbox/{message_id}/eml")
    letter = email.message_from_bytes(answer.content, policy=policy.default)
    assert answer.headers["content-type"] == "message/rfc822"
    assert "attachment" in answer.headers["content-disposition"]
    assert letter["Subject"] == "Grüße Bcc: all@x.example"
    assert letter["Bcc"] is None


async def test_a_letter_no_server_can_take_says_why_instead_of_breaking(
    installation: Installation, place: Workplace
) -> None:
    message_id = await Mail(installation, place).put(to_address="no address at all")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/outbox/{message_id}")
        eml = await client.get(f"{place.url}/outbox/{message_id}/eml")
    assert page.status_code == 200
    assert "No mail server can take this letter" in page.text
    assert eml.status_code == 409


async def test_an_approved_draft_is_sent(installation: Installation, place: Workplace) -> None:
    mail = Mail(installation, place)
    message_id = await mail.put()
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/outbox/{message_id}/approve")
        again = await client.post(f"{place.url}/outbox/{message_id}/approve")
    await installation.work()
    assert answer.headers["location"] == f"{place.url}/outbox/{message_id}?toast=sent"
    assert again.status_code == 409
    assert (await mail.row(message_id)).status == "sent"


async def test_a_cancelled_draft_is_never_sent(
    installation: Installation, place: Workplace
) -> None:
    mail = Mail(installation, place)
    message_id = await mail.put()
    async with installation.browser(place.owner_id) as client:
        form = {"place": "panel"}
        answer = await client.post(f"{place.url}/outbox/{message_id}/cancel", data=form)
        again = await client.post(f"{place.url}/outbox/{message_id}/again")
    await installation.work()
    assert answer.headers["location"] == f"{place.url}/outbox?open={message_id}&toast=cancelled"
    assert again.status_code == 409
    assert (await mail.row(message_id)).status == "cancelled"


async def test_unconfirmed_mail_is_sent_again_only_after_a_warning(
    installation: Installation, place: Workplace
) -> None:
    mail = Mail(installation, place)
    message_id = await mail.put(status="unconfirmed", error="the line went dead after the content")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/outbox/{message_id}")
        await client.post(f"{place.url}/outbox/{message_id}/again")
    assert "gets it twice" in page.text
    assert "the line went dead after the content" in page.text
    await installation.work()
    assert (await mail.row(message_id)).status == "sent"


async def test_failed_mails_are_ticked_and_sent_again_together(
    installation: Installation, place: Workplace
) -> None:
    mail = Mail(installation, place)
    failed = [await mail.put(str(n), status="failed", error="550 no") for n in range(3)]
    async with installation.browser(place.owner_id) as client:
        everything = (await client.get(f"{place.url}/outbox")).text
        page = (await client.get(f"{place.url}/outbox?status=failed")).text
        answer = await client.post(
            f"{place.url}/outbox/again", data={"message": [str(one) for one in failed[:2]]}
        )
    assert "Send again" not in everything
    assert all(f'value="{one}"' in page for one in failed)
    assert answer.status_code == 303
    await installation.work()
    states = [(await mail.row(one)).status for one in failed]
    assert states == ["sent", "sent", "failed"]


async def test_nothing_is_said_to_be_sent_where_nothing_was(
    installation: Installation, place: Workplace
) -> None:
    message_id = await Mail(installation, place).put("1", status="sent")
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/outbox/again", data={"message": [str(message_id)]})
    assert answer.headers["location"].endswith("toast=too_late")


async def test_a_viewer_reads_the_outbox_and_decides_nothing(
    installation: Installation, place: Workplace
) -> None:
    mail = Mail(installation, place)
    message_id = await mail.put()
    viewer = await installation.member(place.workspace_id, f"v@{place.slug}.example", Role.VIEWER)
    async with installation.browser(viewer) as client:
        page = await client.get(f"{place.url}/outbox/{message_id}")
        statuses = [
            (await client.post(f"{place.url}/outbox/{message_id}/{verb}")).status_code
            for verb in ("approve", "cancel", "again")
        ]
    assert page.status_code == 200
    assert "Approve" not in page.text
    assert statuses == [403] * 3
    assert (await mail.row(message_id)).status == "held"


async def test_a_decision_sent_from_elsewhere_is_refused(
    installation: Installation, place: Workplace
) -> None:
    mail = Mail(installation, place)
    message_id = await mail.put()
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        statuses = [
            (await client.post(f"{place.url}/outbox/{message_id}/{verb}")).status_code
            for verb in ("approve", "cancel", "again")
        ]
    assert statuses == [403] * 3
    assert (await mail.row(message_id)).status == "held"
    assert await mail.jobs(message_id) == 0


async def test_another_workspaces_message_is_not_there(
    installation: Installation, place: Workplace
) -> None:
    theirs = Mail(installation, await installation.workplace("Other"))
    message_id = await theirs.put()
    async with installation.browser(place.owner_id) as client:
        answers = [
            await client.get(f"{place.url}/outbox/{message_id}{part}")
            for part in ("", "/panel", "/html", "/eml")
        ] + [
            await client.post(f"{place.url}/outbox/{message_id}/{verb}")
            for verb in ("approve", "cancel", "again")
        ]
        marked = await client.get(f"{place.url}/outbox?before={message_id}")
    assert [answer.status_code for answer in answers] == [404] * 7
    assert "Your question" not in marked.text
    assert (await theirs.row(message_id)).status == "held"


async def test_hostile_words_are_shown_and_not_run(
    installation: Installation, place: Workplace
) -> None:
    mail = Mail(installation, place)
    message_id = await mail.put(
        subject=HOSTILE + "\u202egnihton" + "x" * 400,
        to_name=HOSTILE,
        text=HOSTILE,
        error=HOSTILE,
        status="failed",
        evidence=[[HOSTILE, HOSTILE, HOSTILE], "odd", ["too", "short"]],
    )
    async with installation.browser(place.owner_id) as client:
        pages = [
            await client.get(f"{place.url}/outbox{path}")
            for path in ("", f"/{message_id}", f"/{message_id}/panel")
        ]
    for page in pages:
        assert page.status_code == 200
        assert HOSTILE not in page.text
        assert "&lt;script&gt;" in page.text


async def test_what_was_kept_before_mail_was_connected_is_sent_or_dropped_by_a_decision(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = Mail(installation, place)
    here = {"status": "sent", "provider": "outbox", "sent_at": clock.now()}
    ids = [await mail.put(key, held=False, **here) for key in ("late", "old", "third")]
    told = await mail.put("told", held=False, kind="notification", **here)
    async with installation.browser(place.owner_id) as client:
        before = await client.get(f"{place.url}/outbox")
        monkeypatch.setattr(installation.settings, "smtp_url", "smtp://127.0.0.1:9")
        after = await client.get(f"{place.url}/outbox")
        settings = await client.get(f"{place.url}/settings/connections")
        kept = await client.get(f"{place.url}/outbox?status=kept")
        one = await client.get(f"{place.url}/outbox/{ids[2]}")
        for do, message_id in (("send", ids[0]), ("drop", ids[1]), ("send", told)):
            await client.post(f"{place.url}/outbox/kept", data={"do": do, "message": message_id})
        left = await client.get(f"{place.url}/outbox?status=kept")
    assert "status=kept" not in before.text
    for page in (after, settings):
        assert "3 letters to leads were kept here before mail was connected." in page.text
    assert "Your question told" not in kept.text
    assert "Send now" in one.text
    assert "Never send it" in one.text
    assert [(await mail.row(each)).status for each in (*ids, told)] == [
        "queued",
        "cancelled",
        "sent",
        "sent",
    ]
    assert await mail.jobs(ids[0]) == 2
    assert (await mail.row(ids[0])).provider is None
    assert "1 letter to a lead was kept here" in left.text
