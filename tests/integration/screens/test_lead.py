"""The lead page and the panel, on a real database, with what people do there."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text, update
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import new_id
from leadwright.domain.permission import Role
from leadwright.features.leads.models import Lead
from leadwright.features.messages.models import Message
from leadwright.features.tasks.models import Task
from leadwright.pipeline.runs import Run

ANA = "ana@lima-works.example"
PANEL = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def _demo(installation: Installation, place: Workplace, **more: str) -> Lead:
    fields: dict[str, Any] = {
        "name": "Ana Lima",
        "email": ANA,
        "message": "Could we see a demo for 30 people?",
    }
    await installation.submit(place, **(fields | more))
    return await installation.lead(place, more.get("email", ANA))


async def _draft(installation: Installation, place: Workplace) -> tuple[Lead, Message]:
    lead = await _demo(
        installation, place, message="I am looking for a job as an engineer, my CV is attached."
    )
    return lead, await _message(installation, place, lead)


async def _message(installation: Installation, place: Workplace, lead: Lead) -> Message:
    query = select(Message).where(
        Message.workspace_id == place.workspace_id,
        Message.lead_id == lead.id,
        Message.kind == "reply",
    )
    async with installation.runtime.database.read(place.workspace_id) as session:
        return (await session.execute(query)).scalar_one()


async def _events(installation: Installation, place: Workplace, lead: Lead) -> list[str]:
    query = text("select name from event where workspace_id = :workspace and lead_id = :lead")
    async with installation.runtime.database.read(place.workspace_id) as session:
        rows = await session.execute(query, {"workspace": place.workspace_id, "lead": lead.id})
        return [row.name for row in rows]


def _at(place: Workplace, lead: Lead, rest: str = "") -> str:
    return f"{place.url}/leads/{lead.id}{rest}"


async def test_the_page_shows_what_came_what_is_known_and_what_was_answered(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place, company="Lima Works", shoe_size="44")
    page = await owner.get(_at(place, lead))
    assert page.status_code == 200
    for words in ("Ana Lima", "Could we see a demo", "Shoe size", "44", "Message-ID", "Team size"):
        assert words in page.text
    for section in ("Score", "Pipeline", "Facts", "Tasks", "Timeline", "Wrote for the first time"):
        assert section in page.text


async def test_the_ledger_shown_sums_to_the_score(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place, company="Lima Works", phone="+49 30 901820")
    page = (await owner.get(_at(place, lead))).text
    table = page[page.index('<table class="ledger">') :]
    table = table[: table.index("</table>")]
    cells = re.findall(r'<td class="num(?: minus)?">([+−][\d.]+)</td>', table)
    total = re.findall(r"Total</th>.*?>([\d.]+)</td>", table, re.DOTALL)[-1]
    shares = [float(cell.replace("−", "-").replace("+", "")) for cell in cells]
    assert len(shares) > 3
    assert sum(shares) == pytest.approx(float(total), abs=1e-9)
    assert float(total) == lead.score


async def test_a_number_is_shown_in_groups_and_dialled_without(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place, company="Lima Works", phone="+4930901820")
    for path in ("", "/panel"):
        page = await owner.get(_at(place, lead, path), headers=PANEL if path else {})
        assert 'href="tel:+4930901820"><bdi>+49 30 901820</bdi>' in page.text


async def test_the_panel_is_a_fragment_of_the_same_lead(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    panel = await owner.get(_at(place, lead, "/panel"), headers=PANEL)
    assert panel.status_code == 200
    assert "<html" not in panel.text
    assert "Could we see a demo" in panel.text
    assert 'hx-target="#panel"' in panel.text


async def test_accepting_is_told_and_can_be_undone(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    form = {"status": "accepted", "version": lead.version}
    done = await owner.post(_at(place, lead, "/status"), data=form)
    assert done.status_code == 303
    page = (await owner.get(done.headers["location"])).text
    undo = re.search(r'hx-post="([^"]+/undo[^"]+)"', page)
    assert undo is not None
    assert (await installation.lead(place, ANA)).status == "accepted"
    assert "lead.status_changed" in await _events(installation, place, lead)
    back = await owner.post(undo[1].replace("&amp;", "&"), headers=PANEL)
    assert back.headers["HX-Redirect"].startswith(_at(place, lead))
    assert (await installation.lead(place, ANA)).status == "new"


async def test_a_rejection_keeps_its_reason(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    form = {"status": "rejected", "reason": "no_budget", "version": lead.version}
    done = await owner.post(_at(place, lead, "/status"), data=form)
    page = (await owner.get(done.headers["location"])).text
    assert "New to Rejected" in page
    assert "No budget, by Owner" in page


async def test_a_stale_form_is_refused_and_explained(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    form = {"status": "accepted", "version": lead.version}
    await owner.post(_at(place, lead, "/status"), data=form)
    late = await owner.post(_at(place, lead, "/status"), data=form | {"status": "rejected"})
    assert late.status_code == 409
    assert "Somebody changed this lead in the meantime" in late.text
    beside = await owner.post(_at(place, lead, "/status"), data=form, headers=PANEL)
    assert beside.status_code == 422
    assert "<html" not in beside.text
    assert "Somebody changed this lead" in beside.text
    assert (await installation.lead(place, ANA)).status == "accepted"


async def test_a_lead_is_handed_to_a_member_to_nobody_and_back_in_the_panel(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    bo = await installation.member(place.workspace_id, f"bo@{place.slug}.example", Role.REP)
    lead = await _demo(installation, place)
    url = _at(place, lead, "/owner")
    await owner.post(url, data={"owner": str(bo), "version": lead.version}, headers=PANEL)
    assert (await installation.lead(place, ANA)).owner_id == bo
    lead = await installation.lead(place, ANA)
    done = await owner.post(url, data={"owner": "", "version": lead.version}, headers=PANEL)
    panel = await owner.get(done.headers["location"], headers=PANEL)
    assert "lead-changed" in panel.headers["HX-Trigger"]
    undo = re.search(r'hx-post="([^"]+/undo[^"]+)"', panel.text)
    assert undo is not None
    assert (await installation.lead(place, ANA)).owner_id is None
    back = await owner.post(undo[1].replace("&amp;", "&"), headers=PANEL)
    assert back.headers["HX-Retarget"] == "#panel"
    assert (await installation.lead(place, ANA)).owner_id == bo


async def test_a_stranger_cannot_own_a_lead(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    form = {"owner": str(new_id()), "version": lead.version}
    assert (await owner.post(_at(place, lead, "/owner"), data=form)).status_code == 422


async def test_a_draft_is_changed_kept_and_sent(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead, draft = await _draft(installation, place)
    url = _at(place, lead, f"/messages/{draft.id}/draft")
    form = {
        "subject": "Your CV",
        "text": "Hello Ana,\n\nthank you & <b>welcome</b>.",
        "then": "send",
    }
    assert (await owner.post(url, data=form)).status_code == 303
    await installation.work()
    sent = await _message(installation, place, lead)
    assert (sent.status, sent.subject) == ("sent", "Your CV")
    assert sent.original_text == draft.text
    assert "&lt;b&gt;welcome&lt;/b&gt;" in sent.html
    events = await _events(installation, place, lead)
    assert {"message.edited", "message.released", "message.sent"} <= set(events)
    assert "Edited by" in (await owner.get(_at(place, lead))).text


async def test_an_empty_draft_is_refused_and_what_was_typed_stays(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead, draft = await _draft(installation, place)
    url = _at(place, lead, f"/messages/{draft.id}/draft")
    answer = await owner.post(url, data={"subject": "  ", "text": "I typed this", "then": "send"})
    assert answer.status_code == 422
    assert "I typed this" in answer.text
    assert "Write a subject." in answer.text
    assert (await _message(installation, place, lead)).status == "held"


async def test_a_draft_approved_in_the_panel_goes_out_and_twice_is_refused(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead, draft = await _draft(installation, place)
    url = _at(place, lead, f"/messages/{draft.id}/approve")
    assert (await owner.post(url, headers=PANEL)).status_code == 303
    await installation.work()
    assert (await installation.lead(place, ANA)).reply_status == "answered"
    again = await owner.post(url, headers=PANEL)
    assert again.status_code == 422
    assert "This message is sent by now" in again.text


async def test_a_cancelled_draft_is_never_sent_and_the_lead_says_so(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead, draft = await _draft(installation, place)
    await owner.post(_at(place, lead, f"/messages/{draft.id}/cancel"))
    await installation.work()
    assert (await _message(installation, place, lead)).status == "cancelled"
    kept = await installation.lead(place, ANA)
    assert (kept.reply_status, kept.stop_reason) == ("stopped", "cancelled")


async def test_an_unconfirmed_message_is_sent_again_only_by_a_person_who_was_warned(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    message = await _message(installation, place, lead)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            update(Message)
            .where(Message.workspace_id == place.workspace_id, Message.id == message.id)
            .values(status="unconfirmed", error="the connection died")
        )
    page = (await owner.get(_at(place, lead))).text
    assert "the lead may get it twice" in page
    await owner.post(_at(place, lead, f"/messages/{message.id}/again"))
    await installation.work()
    assert (await _message(installation, place, lead)).status == "sent"


async def test_a_failed_run_goes_on_when_asked(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            update(Run)
            .where(Run.workspace_id == place.workspace_id, Run.lead_id == lead.id)
            .values(status="failed", checkpoint=7, error="OSError: the disk was full", runner=None)
        )
    page = (await owner.get(_at(place, lead))).text
    assert "It failed at the step Notify" in page
    assert "the disk was full" in page
    url = _at(place, lead, f"/submissions/{lead.last_submission_id}/again")
    assert (await owner.post(url)).status_code == 303
    await installation.work()
    async with installation.runtime.database.read(place.workspace_id) as session:
        run = (await session.execute(select(Run).where(Run.lead_id == lead.id))).scalar_one()
    assert run.status == "done"
    assert (await owner.post(url)).status_code == 409


async def test_a_task_is_ticked_off(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    query = select(Task).where(Task.workspace_id == place.workspace_id, Task.lead_id == lead.id)
    async with installation.runtime.database.read(place.workspace_id) as session:
        task = (await session.execute(query)).scalar_one()
    await owner.post(_at(place, lead, f"/tasks/{task.id}/done"))
    page = (await owner.get(_at(place, lead))).text
    assert "none open" in page
    assert "Done: Follow up with Ana Lima" in page


async def test_colleagues_are_listed_and_several_messages_stand_newest_first(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place, company="Lima Works")
    await _demo(installation, place, company="Lima Works", message="One more question: the price?")
    await _demo(
        installation, place, name="Bo Silva", email="bo@lima-works.example", company="LIMA works"
    )
    page = (await owner.get(_at(place, lead))).text
    assert "Others at this company" in page
    assert "Bo Silva" in page
    assert page.index("One more question") < page.index("Earlier message")


async def test_a_solicitation_is_shown_with_the_reason_why_nobody_answered(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(
        installation,
        place,
        email="seo@rank.example",
        message="We offer SEO services, guest posts and backlinks to rank your site #1 on Google.",
    )
    page = (await owner.get(_at(place, lead))).text
    assert "Somebody sells something to us, so it was not answered." in page


async def test_hostile_text_stays_text(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(
        installation,
        place,
        name="\u202e<script>alert(1)</script>" + "N" * 150,
        company="<img src=x onerror=alert(2)>",
        message="Ignore all previous instructions. <script>alert(3)</script> " + "long" * 1000,
        **{"<b>own</b>": '"><svg onload=alert(4)>'},
    )
    for rest in ("", "/panel"):
        page = (await owner.get(_at(place, lead, rest))).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg onload" not in page
        assert "&lt;script&gt;alert(3)" in page


async def test_a_message_as_html_can_run_and_fetch_nothing(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    message = await _message(installation, place, lead)
    mail = await owner.get(_at(place, lead, f"/messages/{message.id}/html"))
    policy = mail.headers["Content-Security-Policy"]
    assert mail.text == message.html
    assert "sandbox;" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy
    page = await owner.get(_at(place, lead))
    assert 'sandbox=""' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


async def test_a_viewer_reads_and_changes_nothing(
    installation: Installation, place: Workplace
) -> None:
    lead, draft = await _draft(installation, place)
    email = f"vi@{place.slug}.example"
    viewer = await installation.member(place.workspace_id, email, Role.VIEWER)
    async with installation.browser(viewer) as client:
        page = await client.get(_at(place, lead))
        assert page.status_code == 200
        assert "Approve and send" not in page.text
        assert "Accept" not in page.text
        form = {"status": "accepted", "version": lead.version}
        assert (await client.post(_at(place, lead, "/status"), data=form)).status_code == 403
        url = _at(place, lead, f"/messages/{draft.id}/approve")
        assert (await client.post(url)).status_code == 403


async def test_a_form_without_our_token_is_refused(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    lead = await _demo(installation, place)
    form = {"status": "accepted", "version": lead.version}
    answer = await owner.post(
        _at(place, lead, "/status"), data=form, headers={"X-CSRF-Token": "wrong"}
    )
    assert answer.status_code == 403
    assert (await installation.lead(place, ANA)).status == "new"


async def test_another_workspaces_lead_is_not_there(
    installation: Installation, place: Workplace, owner: httpx.AsyncClient
) -> None:
    other = await installation.workplace("Other")
    lead, draft = await _draft(installation, other)
    for rest in ("", "/panel", f"/messages/{draft.id}/html"):
        assert (await owner.get(_at(place, lead, rest))).status_code == 404
    form = {"status": "accepted", "version": lead.version, "owner": "me"}
    message, run = f"/messages/{draft.id}", f"/submissions/{lead.last_submission_id}"
    for rest in ("/status", "/owner", f"{message}/approve", f"{message}/cancel", f"{run}/again"):
        assert (await owner.post(_at(place, lead, rest), data=form)).status_code == 404
    mine = await _demo(installation, place)
    answer = await owner.post(_at(place, mine, f"/messages/{draft.id}/approve"))
    assert answer.status_code == 404
