"""An installation that answers before anybody claimed it: with a mail server, and without a name."""

from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace, open_installation

from leadwright.domain.permission import Role
from leadwright.integrations.fake.smtp_server import FakeSmtpServer
from leadwright.kernel.db.urls import DatabaseUrls

ANA = "ana@lima-unclaimed.example"
NAMES = "update workspace set name = :name, claimed_at = :at where id = :id"


@pytest.fixture
async def server() -> AsyncIterator[FakeSmtpServer]:
    async with FakeSmtpServer() as running:
        yield running


@pytest.fixture
async def instance(
    database_urls: DatabaseUrls, data_folder: Path, server: FakeSmtpServer
) -> AsyncIterator[Installation]:
    sender = {"smtp_url": server.url, "mail_from": "hello@harbour.example"}
    async with open_installation(database_urls, data_folder, **sender) as made:
        yield made


async def _unclaimed(instance: Installation) -> Workplace:
    """As the first start leaves it: no member, no name of its own."""
    place = await instance.workplace("My workspace")
    async with instance.runtime.database.system() as session:
        await session.execute(
            text(NAMES), {"name": "My workspace", "at": None, "id": place.workspace_id}
        )
        await session.execute(
            text("delete from membership where workspace_id = :id"), {"id": place.workspace_id}
        )
    return place


async def _claimed_again(instance: Installation, place: Workplace) -> None:
    async with instance.runtime.database.system() as session:
        await session.execute(
            text("update workspace set claimed_at = now() where id = :id"),
            {"id": place.workspace_id},
        )


async def test_the_first_member_finds_the_tasks_that_came_before_anybody(
    instance: Installation,
) -> None:
    place = await _unclaimed(instance)
    try:
        await instance.submit(
            place, name="Ana Lima", email=ANA, message="I have a question for you."
        )
    finally:
        await _claimed_again(instance, place)
    first = await instance.member(place.workspace_id, f"first@{place.slug}.example", Role.OWNER)
    async with instance.browser(first) as client:
        page = (await client.get(f"{place.url}/tasks")).text
    assert "with Ana Lima" in page
    assert "nobody yet" in page


@pytest.mark.parametrize(
    "message",
    [
        "Could you show us a demo for our 35 technicians next week?",
        "Könnten Sie uns eine Demo für unsere 35 Techniker zeigen?",
        "I have a question for you.",
    ],
)
async def test_no_reply_names_a_workspace_that_nobody_has_named(
    instance: Installation, server: FakeSmtpServer, message: str
) -> None:
    place = await _unclaimed(instance)
    try:
        await instance.submit(place, name="Ana Lima", email=ANA, message=message)
    finally:
        await _claimed_again(instance, place)
    # This instance may also send what earlier tests left to send.
    letters = [message_from_bytes(raw, policy=policy.default) for raw in server.letters]
    (letter,) = [letter for letter in letters if ANA in str(letter["To"])]
    plain = letter.get_body(("plain",))
    markup = letter.get_body(("html",))
    assert plain is not None
    assert markup is not None
    words = str(plain.get_content())
    everything = f"{letter['From']}{letter['Subject']}{words}{markup.get_content()}"
    assert "workspace" not in everything.casefold()
    assert "harbour.example" in str(letter["From"])
    signature = words.split("\n-- \n", maxsplit=1)[0].splitlines()
    assert signature.count("harbour.example") == 1, "it signs once"
