"""A forgotten password: by a link in a mail, and without a mail server by the shell."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text
from tests.integration.installation import PASSWORD, Installation, Workplace, open_installation
from tests.integration.screens.forms import hidden, send
from typer.testing import CliRunner

from leadwright import cli
from leadwright.bootstrap import cli as shell
from leadwright.domain.errors import Invalid, NotFound
from leadwright.domain.ids import WorkspaceId
from leadwright.domain.permission import Role
from leadwright.features.messages.models import Message
from leadwright.features.workspaces import queries, resets
from leadwright.integrations.fake.smtp_server import FakeSmtpServer
from leadwright.kernel import clock
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.settings import Limits

NEW = "another long password"


class Post:
    """An installation with a mail server, and the mails that server got."""

    def __init__(self, instance: Installation, server: FakeSmtpServer) -> None:
        self.instance = instance
        self.server = server

    async def ask(self, email: str) -> httpx.Response:
        async with self.instance.browser() as client:
            return await send(client, "/forgot", "/forgot", {"email": email})

    def mails(self) -> list[tuple[str, str, str]]:
        """Address, text and HTML of each mail to reset a password."""
        read = [message_from_bytes(letter, policy=policy.default) for letter in self.server.letters]
        return [
            (str(mail["To"]), _part(mail, "plain"), _part(mail, "html"))
            for mail in read
            if "new password" in str(mail["Subject"])
        ]

    async def link_for(self, email: str) -> str:
        """Ask, let the worker work, and take the link's path from the last mail."""
        assert (await self.ask(email)).headers["location"] == "/forgot?sent=1"
        await self.instance.work()
        found = re.search(r"https?://[^/\s]+(/reset\?token=\S+)", self.mails()[-1][1])
        assert found is not None
        return found[1]

    async def log_in(self, email: str, password: str) -> int:
        async with self.instance.browser() as client:
            fields = {"email": email, "password": password}
            return (await send(client, "/login", "/login", fields)).status_code


def _part(mail: Any, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
async def post(database_urls: DatabaseUrls, data_folder: Path) -> AsyncIterator[Post]:
    async with (
        FakeSmtpServer() as server,
        open_installation(database_urls, data_folder, smtp_url=server.url) as instance,
    ):
        yield Post(instance, server)


async def _claimed(post: Post) -> Workplace:
    return await post.instance.workplace()


async def test_the_mailed_link_sets_a_new_password_once_and_ends_every_other_login(
    post: Post,
) -> None:
    place = await _claimed(post)
    async with post.instance.browser(place.owner_id) as elsewhere:
        path = await post.link_for(f" {place.owner_email.upper()} ")
        async with post.instance.browser() as client:
            shown = [await client.get(path), await client.get(path)]
            done = await send(client, path, "/reset", {"password": NEW})
            inside = await client.get("/me")
            again = await client.get(path)
        assert (await elsewhere.get("/me")).status_code == 303
    assert [page.status_code for page in shown] == [200, 200]
    assert shown[0].headers["referrer-policy"] == "same-origin"
    assert (done.status_code, done.headers["location"]) == (303, "/w")
    assert inside.status_code == 200
    assert again.status_code == 403
    assert "does not work any more" in again.text
    assert await post.log_in(place.owner_email, PASSWORD) == 401
    assert await post.log_in(place.owner_email, NEW) == 303


async def test_two_open_pages_of_one_link_set_one_password(post: Post) -> None:
    place = await _claimed(post)
    path = await post.link_for(place.owner_email)
    async with post.instance.browser() as client, post.instance.browser() as late:
        fields = hidden((await late.get(path)).text)
        first = await send(client, path, "/reset", {"password": NEW})
        second = await late.post("/reset", data={**fields, "password": "a third long password"})
    assert (first.status_code, second.status_code) == (303, 403)
    assert await post.log_in(place.owner_email, NEW) == 303


async def test_known_and_unknown_addresses_get_the_same_answer_and_only_one_a_mail(
    post: Post,
) -> None:
    place = await _claimed(post)
    pages = []
    for email in (place.owner_email, "nobody@nowhere.example"):
        async with post.instance.browser() as client:
            asked = await send(client, "/forgot", "/forgot", {"email": email})
            shown = await client.get(asked.headers["location"])
            shape = re.sub(r"[\w-]{24,}", "", shown.text)  # the browser's CSRF token
            pages.append((asked.status_code, asked.headers["location"], shape))
    await post.instance.work()
    assert pages[0] == pages[1]
    assert [to.partition("<")[2] for to, _, _ in post.mails()] == [f"{place.owner_email}>"]


async def test_asked_again_within_five_minutes_no_second_mail_is_sent(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await _claimed(post)
    begun = datetime.fromtimestamp(clock.wall().timestamp() // 300 * 300, UTC)
    for minutes in (0, 2, 4, 6):
        moment = begun + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "wall", lambda moment=moment: moment)
        await post.ask(place.owner_email)
        await post.instance.work()
    assert len(post.mails()) == 2


async def test_who_asks_too_often_is_told_when_to_try_again(
    database_urls: DatabaseUrls, data_folder: Path
) -> None:
    limits = Limits(logins_per_account=2, logins_per_address=1000)
    async with (
        FakeSmtpServer() as server,
        open_installation(database_urls, data_folder, smtp_url=server.url) as instance,
    ):
        instance.app.state.gate = type(instance.app.state.gate)(instance.runtime.database, limits)
        flood = Post(instance, server)
        answers = [await flood.ask("victim@acme.example") for _ in range(3)]
        await instance.work()
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_the_link_stands_in_the_mail_and_nowhere_else(post: Post) -> None:
    place = await _claimed(post)
    path = await post.link_for(place.owner_email)
    token = path.partition("=")[2]
    async with post.instance.runtime.database.read(place.workspace_id) as session:
        query = select(Message).where(
            Message.workspace_id == place.workspace_id, Message.kind == resets.KIND
        )
        kept = (await session.execute(query)).scalar_one()
    async with post.instance.browser(place.owner_id) as client:
        pages = [
            await client.get(f"{place.url}/outbox/{kept.id}{part}")
            for part in ("", "/html", "/eml")
        ]
    _, plain, markup = post.mails()[0]
    assert path in plain
    assert f'/reset?token={token}">' in markup
    signature = token.rpartition(".")[2]
    everything = f"{kept.text}{kept.html}{kept.reason_key}{kept.headers}{kept.response}"
    assert signature not in everything + "".join(page.text for page in pages)
    assert "only in the mail itself" in pages[0].text
    assert all(page.status_code == 200 for page in pages)


async def test_a_link_ends_after_its_hour_and_when_it_was_tampered_with(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await _claimed(post)
    path = await post.link_for(place.owner_email)
    present = clock.wall()
    async with post.instance.browser() as client:
        for wrong in (
            path[:-1] + "!",
            path.replace("password_reset", "csrf"),
            "/reset",
            f"{path}é",
        ):
            assert (await client.get(wrong)).status_code == 403, wrong
        monkeypatch.setattr(clock, "wall", lambda: present + timedelta(minutes=59))
        assert (await client.get(path)).status_code == 200
        monkeypatch.setattr(clock, "wall", lambda: present + timedelta(minutes=66))
        assert (await client.get(path)).status_code == 403


async def test_a_changed_password_or_a_barred_person_ends_the_link(post: Post) -> None:
    place = await _claimed(post)
    first = await post.link_for(place.owner_email)
    async with post.instance.browser(place.owner_id) as client:
        fields = {"password": PASSWORD, "new_password": NEW}
        assert (await client.post("/me/password", data=fields)).status_code == 303
    async with post.instance.browser() as client:
        assert (await client.get(first)).status_code == 403
    second = await post.link_for(place.owner_email)
    async with post.instance.runtime.database.unbound() as session:
        await session.execute(
            text("update person set disabled_at = now() where id = :id"), {"id": place.owner_id}
        )
    async with post.instance.browser() as client:
        assert (await client.get(second)).status_code == 403


async def test_a_weak_password_is_refused_and_the_link_still_works(post: Post) -> None:
    place = await _claimed(post)
    path = await post.link_for(place.owner_email)
    async with post.instance.browser() as client:
        weak = await send(client, path, "/reset", {"password": "short"})
        assert weak.status_code == 422
        assert "10 characters or more" in weak.text
        fields = hidden(weak.text)
        assert (await client.post("/reset", data={**fields, "password": NEW})).status_code == 303


async def test_the_forms_want_their_csrf_token_and_an_address(post: Post) -> None:
    async with post.instance.browser() as client:
        assert (await client.post("/forgot", data={"email": "a@b.example"})).status_code == 403
        assert (await client.post("/reset", data={"password": NEW})).status_code == 403
        for typed in ("", "nobody", "\x00" * 10, "<script>alert(1)</script>"):
            answer = await send(client, "/forgot", "/forgot", {"email": typed})
            assert answer.status_code == 422
            assert "<script>alert" not in answer.text


async def test_without_a_mail_server_the_page_names_the_command(
    installation: Installation, place: Workplace
) -> None:
    async with installation.runtime.database.system() as session:
        await session.execute(text("delete from connection where purpose = 'mail'"))
    async with installation.browser() as client:
        page = await client.get("/forgot")
        login = await client.get("/login")
        asked = await client.post(
            "/forgot", data={**hidden(login.text), "email": place.owner_email}
        )
    assert "leadwright user password" in page.text
    assert 'type="email"' not in page.text
    assert 'href="/forgot"' in login.text
    assert asked.headers["location"] == "/forgot"


async def test_the_shell_sets_a_password_and_ends_every_login(
    installation: Installation, place: Workplace
) -> None:
    runtime = installation.runtime
    async with installation.browser(place.owner_id) as client:
        told = await shell.set_password(runtime, place.owner_email.upper(), NEW)
        assert (await client.get("/me")).status_code == 303
    assert told["person_id"] == str(place.owner_id)
    assert told["email"] == place.owner_email
    assert f"{runtime.settings.address}/login" in shell.password_in_words(told)
    with pytest.raises(NotFound, match="Nobody here"):
        await shell.set_password(runtime, "nobody@nowhere.example", NEW)
    with pytest.raises(Invalid):
        await shell.set_password(runtime, place.owner_email, "short")
    async with runtime.database.unbound() as session:
        person = await queries.person_by_email(session, place.owner_email)
    assert person is not None


def test_the_command_reads_the_password_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def work(_house: object, email: str, password: str) -> dict[str, str]:
        given.update(email=email, password=password)
        return {"email": email}

    monkeypatch.setattr(cli, "_with_database", lambda job: job(SimpleNamespace()))
    monkeypatch.setattr(shell, "set_password", work)
    command = ["user", "password", "--email", "a@b.example", "--password-stdin"]
    done = CliRunner().invoke(cli.app, command, input=f"{NEW}\n")
    assert done.exit_code == 0, done.output
    assert given == {"email": "a@b.example", "password": NEW}


async def test_somebody_with_only_a_demo_workspace_gets_no_mail(post: Post) -> None:
    runtime = post.instance.runtime
    async with runtime.database.system() as session:
        demo = await queries.demo_workspace(session)
    assert demo is not None
    email = f"guest{clock.wall().timestamp()}@demo.example"
    await post.instance.member(WorkspaceId(demo.id), email, Role.VIEWER)
    await post.ask(email)
    await post.instance.work()
    assert not [to for to, _, _ in post.mails() if email in to.casefold()]
