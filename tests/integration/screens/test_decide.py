"""Links in a mail that decide about a reply: shown by GET, done by POST, worth nothing otherwise."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from tests.integration.installation import Installation, Workplace
from tests.integration.waiting import HELD, LATER, reply, waiting

from leadwright.bootstrap.outgoing_mail import finish
from leadwright.domain.ids import MessageId
from leadwright.features.messages import actions
from leadwright.features.messages.letters import letter_of
from leadwright.features.messages.models import Message
from leadwright.features.notifications import decisions
from leadwright.features.workspaces.models import Membership, Person
from leadwright.kernel import clock

LINK = re.compile(r"/decide/(approve|cancel|edit)/\S+")


async def links(installation: Installation, place: Workplace) -> dict[str, str]:
    """The links of the mail to the owner, as it leaves."""
    mail = await notification(installation, place)
    letter = finish(installation.runtime)(mail.reason_key, letter_of(mail))
    found = {link.group(1): link.group() for link in LINK.finditer(letter.text)}
    assert set(found) == {"approve", "cancel", "edit"}
    for path in found.values():
        assert f'href="{installation.settings.address}{path}"' in letter.html
    return found


async def notification(installation: Installation, place: Workplace) -> Message:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Message).where(
            Message.workspace_id == place.workspace_id, Message.kind == "notification"
        )
        return (await session.execute(query)).scalar_one()


async def test_the_kept_mail_holds_no_link_that_somebody_else_could_use(
    installation: Installation, place: Workplace
) -> None:
    await waiting(installation, place)
    mail = await notification(installation, place)
    assert "/decide/" not in mail.text + mail.html
    assert "stands only in the mail itself" in mail.text
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/outbox/{mail.id}")
        eml = await client.get(f"{place.url}/outbox/{mail.id}/eml")
    assert "/decide/" not in page.text + eml.text


async def test_opening_a_link_shows_the_reply_and_does_nothing(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place, name="<script>alert(1)</script>")
    async with installation.browser() as client:
        for deed, path in (await links(installation, place)).items():
            page = await client.get(path)
            if deed == "edit":
                assert page.status_code == 303
                assert page.headers["location"].startswith(f"{place.url}/approvals/{message.id}")
                continue
            assert page.status_code == 200
            assert message.subject in page.text
            assert "<script>alert(1)" not in page.text
            assert page.headers["cache-control"] == "no-store"
            assert page.headers["referrer-policy"] == "no-referrer"
    assert (await reply(installation, place)).status == "held"


async def test_a_link_sends_once_however_often_it_is_pressed(
    installation: Installation, place: Workplace
) -> None:
    await waiting(installation, place)
    path = (await links(installation, place))["approve"]
    async with installation.browser() as client:
        first = await client.post(path, data={"revision": "0"})
        second = await client.post(path, data={"revision": "0"})
        await installation.work()
        later = await client.get(path)
    assert (first.status_code, second.status_code, later.status_code) == (200, 409, 200)
    assert "On its way" in first.text
    assert "It was sent already" in later.text
    assert "<form" not in later.text
    sent = await reply(installation, place)
    assert (sent.status, sent.attempts) == ("sent", 1)


async def test_a_link_cancels_a_delayed_reply(installation: Installation, place: Workplace) -> None:
    await waiting(installation, place, LATER)
    found = await links(installation, place)
    async with installation.browser() as client:
        page = await client.get(found["cancel"])
        done = await client.post(found["cancel"], data={"revision": "0"})
        late = await client.post(found["approve"], data={"revision": "0"})
    assert "leaves in" in page.text
    assert "It was cancelled" in done.text
    assert late.status_code == 409
    assert (await reply(installation, place)).status == "cancelled"


async def test_words_that_changed_since_the_page_was_open_are_shown_first(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    path = (await links(installation, place))["approve"]
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.edit_draft(
            session, MessageId(message.id), subject="New", text="New words.", by=place.owner_id
        )
    async with installation.browser() as client:
        late = await client.post(path, data={"revision": "0"})
        again = await client.post(path, data={"revision": "1"})
    assert late.status_code == 409
    assert "New words." in late.text
    assert again.status_code == 200


async def test_a_link_runs_out_after_three_days(
    installation: Installation, place: Workplace
) -> None:
    await waiting(installation, place)
    path = (await links(installation, place))["approve"]
    with clock.moved_to(clock.now() + timedelta(hours=71)):
        async with installation.browser() as client:
            assert (await client.get(path)).status_code == 200
    with clock.moved_to(clock.now() + timedelta(hours=73)):
        async with installation.browser() as client:
            shown = await client.get(path)
            done = await client.post(path, data={"revision": "0"})
    assert (shown.status_code, done.status_code) == (410, 410)
    assert "good for three days" in shown.text
    assert (await reply(installation, place)).status == "held"


@pytest.mark.parametrize("how", ["longer", "other deed", "other value", "nothing", "not ascii"])
async def test_a_link_that_was_tampered_with_opens_nothing(
    installation: Installation, place: Workplace, how: str
) -> None:
    await waiting(installation, place)
    token = (await links(installation, place))["cancel"].rpartition("/")[2]
    value, _, mac = token.rpartition(".")
    forged = {
        "longer": f"/decide/cancel/{value}0.{mac}",
        "other deed": f"/decide/approve/{token}",
        "other value": f"/decide/cancel/{'0' * 32}{value[32:]}.{mac}",
        "nothing": "/decide/cancel/.",
        "not ascii": f"/decide/cancel/{value}.é",
    }[how]
    async with installation.browser() as client:
        assert (await client.get(forged)).status_code == 404
        assert (await client.post(forged, data={"revision": "0"})).status_code == 404
    assert (await reply(installation, place)).status == "held"


async def test_a_link_of_another_workspace_decides_nothing_here(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place)
    other = await installation.workplace("Other")
    decision = decisions.Decision(
        other.workspace_id,
        MessageId(message.id),
        other.owner_id,
        clock.now() + timedelta(hours=1),
    )
    why = decisions.reason(message.submission_id, decision)  # type: ignore[arg-type]
    token = installation.runtime.keyring.sign("decide:approve", why.split(":")[2])
    async with installation.browser() as client:
        answer = await client.post(f"/decide/approve/{token}", data={"revision": "0"})
    assert answer.status_code == 404
    assert (await reply(installation, place)).status == "held"


@pytest.mark.parametrize("how", ["removed", "viewer", "disabled"])
async def test_a_member_who_lost_the_right_decides_nothing_by_an_old_link(
    installation: Installation, place: Workplace, how: str
) -> None:
    await waiting(installation, place, HELD)
    path = (await links(installation, place))["approve"]
    mine = (
        Membership.workspace_id == place.workspace_id,
        Membership.person_id == place.owner_id,
    )
    async with installation.runtime.database.system() as session:
        if how == "removed":
            await session.execute(delete(Membership).where(*mine))
        elif how == "viewer":
            await session.execute(update(Membership).where(*mine).values(role="viewer"))
        else:
            gone = update(Person).where(Person.id == place.owner_id)
            await session.execute(gone.values(disabled_at=clock.now()))
    async with installation.browser() as client:
        shown = await client.get(path)
        done = await client.post(path, data={"revision": "0"})
    assert (shown.status_code, done.status_code) == (410, 410)
    assert "may not decide here any more" in shown.text
    assert "approvals/" not in shown.text
    assert (await reply(installation, place)).status == "held"
