"""Opens and clicks of our own mail: off until wanted, never in a person's way, machines apart."""

from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from typing import Any
from unittest import mock
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, text, update
from tests.integration.installation import Installation, Workplace
from tests.integration.test_events import BROWSER, LEAD, log

from leadwright.bootstrap import outgoing_mail
from leadwright.domain.permission import Role
from leadwright.features.behaviour import actions, tracking
from leadwright.features.leads.models import Lead
from leadwright.features.messages.models import Message
from leadwright.features.messages.sending import send
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database
from leadwright.ports.channel import BeforeData, Letter, Receipt

LINKS = '<body><a href="https://cal.example/book?a=1&amp;b=2">Book</a> <a href="https://a.example/docs">Docs</a></body>'


class Catcher:
    """A way out that keeps what left."""

    name = "catcher"

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        await before_data()
        self.letters.append(letter)
        return Receipt(self.name, "250", 0.0)

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Desk:
    """A lead that was answered, and the marks in the mail it got."""

    instance: Installation
    place: Workplace
    lead: Lead
    message: Message

    async def switch(self, *, opens: bool, clicks: bool) -> None:
        async with self.instance.runtime.database.tenant(self.place.workspace_id) as session:
            await actions.change_tracking(session, opens=opens, clicks=clicks, by=None)

    async def marked(self) -> str:
        mark = outgoing_mail.marker(self.instance.runtime)
        put = await mark(self.place.workspace_id, self.message.id)  # type: ignore[arg-type]
        return put(_letter(self.message)).html

    async def visit(self, url: str, method: str = "GET", **headers: str) -> httpx.Response:
        path = unescape(url).removeprefix(self.instance.settings.address)
        async with self.instance.browser() as client:
            return await client.request(method, path, headers={**BROWSER, **headers})

    async def labels(self, name: str) -> list[str | None]:
        return [one.machine for one in await log(self.instance, self.place, name)]


def _letter(message: Message) -> Letter:
    return Letter(
        id=message.id,  # type: ignore[arg-type]
        message_id="<a@b.example>", from_name="", from_address="a@b.example", to_name="",
        to_address="c@d.example", subject="", text="Book: https://cal.example/book", html=LINKS,
        date=clock.now(),
    )  # fmt: skip


@pytest.fixture
async def desk(installation: Installation, place: Workplace) -> Desk:
    await installation.submit(place, **LEAD)
    database: Database = installation.runtime.database
    async with database.tenant(place.workspace_id) as session:
        query = select(Message).where(
            Message.workspace_id == place.workspace_id, Message.kind == "reply"
        )
        message = (await session.execute(query)).scalar_one()
        early = {"handed_at": clock.now() - timedelta(hours=1)}
        which = (Message.workspace_id == place.workspace_id, Message.id == message.id)
        await session.execute(update(Message).where(*which).values(**early))
    return Desk(installation, place, await installation.lead(place, LEAD["email"]), message)


def _marks(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('"http')[1:]]


async def test_mail_leaves_unmarked_until_somebody_switches_it_on(desk: Desk) -> None:
    assert await desk.marked() == LINKS
    await desk.switch(opens=True, clicks=True)
    html = await desk.marked()
    assert "cal.example" not in html.replace(LINKS, "")
    assert html.count("/l/") == 3
    assert html.count("/o/") == 1
    assert html.index("<img") < html.index("</body>")


async def test_only_mail_to_leads_is_marked_as_it_leaves_and_what_is_kept_is_not(
    desk: Desk,
) -> None:
    await desk.switch(opens=True, clicks=False)
    catcher = Catcher()
    mark = outgoing_mail.marker(desk.instance.runtime)  # one that has not asked yet
    post = replace(desk.instance.worker.delivery, sender=catcher, transports=None, mark=mark)
    database = desk.instance.runtime.database
    async with database.tenant(desk.place.workspace_id) as session:
        await session.execute(
            text("update message set status = 'queued' where workspace_id = :w"),
            {"w": desk.place.workspace_id},
        )
        ids = list((await session.execute(select(Message.id, Message.kind))).all())
    for id_, _ in ids:
        await send(post, {"workspace_id": str(desk.place.workspace_id), "message_id": str(id_)})
    marks = {letter.id: "/o/" in letter.html for letter in catcher.letters}
    assert marks == {id_: kind == "reply" for id_, kind in ids}
    assert len(marks) > 1
    assert "/o/" not in desk.message.html


async def test_a_click_leads_on_is_kept_once_and_renews_the_score(desk: Desk) -> None:
    await desk.switch(opens=True, clicks=True)
    first, second, hidden, picture = (f"http{one}" for one in _marks(await desk.marked()))
    answer = await desk.visit(first)
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        "https://cal.example/book?a=1&b=2",
    )
    await desk.visit(first)
    opened = await desk.visit(picture)
    assert opened.headers["content-type"] == "image/gif"
    (click,) = await log(desk.instance, desk.place, "email.clicked")
    assert click.machine is None
    assert click.lead_id == desk.lead.id
    assert click.payload["about"].startswith("https://cal.example/book")
    assert await desk.labels("email.opened") == [None]
    asleep = {"DNT": "1"}, {"Sec-GPC": "1"}
    for wish in asleep:
        assert (await desk.visit(second, **wish)).status_code == 302
    assert len(await desk.labels("email.clicked")) == 1
    assert hidden


async def test_a_scanner_is_found_by_its_second_click_and_the_score_corrected(desk: Desk) -> None:
    await desk.switch(opens=True, clicks=True)
    first, second, hidden, _ = (f"http{one}" for one in _marks(await desk.marked()))
    now = clock.now()
    with clock.moved_to(now):
        await desk.visit(first)
    assert await desk.labels("email.clicked") == [None]
    await desk.instance.work()
    before = len(await log(desk.instance, desk.place, "lead.scored"))
    with clock.moved_to(now + timedelta(seconds=0.2)):  # however long the jobs took
        await desk.visit(second)
    assert await desk.labels("email.clicked") == ["every_link", "every_link"]
    await desk.visit(hidden)
    await desk.visit(first, "HEAD")
    assert (await desk.labels("email.clicked"))[2:] == ["hidden_link", "head"]
    await desk.instance.work()
    assert len(await log(desk.instance, desk.place, "lead.scored")) == before + 1


async def test_nobody_is_led_anywhere_but_to_the_signed_address(desk: Desk) -> None:
    await desk.switch(opens=True, clicks=True)
    first = f"http{_marks(await desk.marked())[0]}"
    assert (await desk.visit(f"{first[:-2]}xx")).status_code == 404
    message_id: Any = desk.message.id
    pen = tracking.MarkWriter("", lambda _, v: f"{v}.forged", desk.place.workspace_id, message_id)
    assert (await desk.visit(pen.click("https://evil.example"))).status_code == 404
    assert (await desk.visit("/l/%00.x")).status_code == 404
    assert (await desk.visit("/o/nonsense.gif")).status_code == 200


async def test_a_link_works_while_nothing_can_be_kept(desk: Desk) -> None:
    await desk.switch(opens=False, clicks=True)
    first = f"http{_marks(await desk.marked())[0]}"
    with mock.patch.object(actions, "take", side_effect=OSError("the database is away")):
        assert (await desk.visit(first)).status_code == 302
    await desk.switch(opens=False, clicks=False)
    assert (await desk.visit(first)).status_code == 302
    assert await desk.labels("email.clicked") == []


async def test_the_settings_say_and_switch_what_is_recorded(
    installation: Installation, place: Workplace
) -> None:

    path = f"{place.url}/settings/tracking"
    rep = await installation.member(place.workspace_id, "rep@acme.example", Role.REP)
    other = await installation.workplace()
    async with installation.browser(place.owner_id) as owner:
        page = (await owner.get(path)).text
        assert f"/visits.js?key={place.public_key}" in page
        assert "Nothing yet" in page
        saved = await owner.post(path, data={"clicks": "true"})
        assert saved.status_code == 303
        assert "Last changed" in (await owner.get(path)).text
        assert (await owner.get(f"{other.url}/settings/tracking")).status_code == 404
        del owner.headers["X-CSRF-Token"]
        assert (await owner.post(path, data={})).status_code == 403
        script = await owner.get("/visits.js")
        assert script.headers["access-control-allow-origin"] == "*"
        assert len(script.content) < 3_000
    async with installation.browser(rep) as client:
        assert (await client.get(path)).status_code == 403


def test_marks_hold_what_was_written_into_them() -> None:
    def sign(purpose: str, value: str) -> str:
        return f"{value}.{purpose}"

    def unsign(purpose: str, token: str) -> str | None:
        return token.removesuffix(f".{purpose}") if token.endswith(f".{purpose}") else None

    ids: Any = UUID(int=7)
    pen = tracking.MarkWriter("https://us.example", sign, ids, ids)
    token = pen.click("https://a.example/?q=ä&x=1").removeprefix("https://us.example/l/")
    mark = tracking.read_click(unsign, token)
    assert mark == tracking.Mark(ids, ids, "https://a.example/?q=ä&x=1")
    assert tracking.read_open(unsign, token) is None
    ours = '<a href="https://us.example/unsubscribe">No more</a>'
    assert tracking.marked(ours, pen, opens=False, clicks=True) == ours
