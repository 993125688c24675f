"""Which way a workspace's mail leaves: its own connection in use, else the installation's way."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio
from sqlalchemy import text, update
from tests.integration.installation import Installation, Workplace

from leadwright.bootstrap.connections import opener
from leadwright.domain.errors import ProviderError
from leadwright.features.connections import actions, queries
from leadwright.features.connections.actions import Editor
from leadwright.features.connections.models import Connection
from leadwright.features.connections.ways import MailWays
from leadwright.integrations import INTEGRATIONS
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.sender import FakeSender
from leadwright.ports.channel import Way

CARDS = {card.name: card for card in INTEGRATIONS}
FALLBACK = FakeSender()


@pytest_asyncio.fixture
async def ways(installation: Installation) -> AsyncIterator[MailWays]:
    made = MailWays(installation.runtime.database, opener(installation.runtime), FALLBACK)
    yield made
    await made.close()


async def connect(installation: Installation, place: Workplace, label: str = "") -> UUID:
    fields = {"label": label, "from_address": "ann@acme.example", "api_key": "SG.key"}
    editor = Editor(installation.runtime.keyring, place.owner_id)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        return await actions.add(session, editor, CARDS["sendgrid"], fields)


async def asked_anew(ways: MailWays, place: Workplace) -> Way:
    """The answer when the seconds of memory are over."""
    for known in ways._known.values():
        known.at -= 60
    return await ways.of(place.workspace_id)


async def refusal(way: Way) -> ProviderError:
    try:
        await way.sender.send(example_letter(), ready)
    except ProviderError as error:
        return error
    raise AssertionError("it was sent")


async def test_without_a_connection_mail_leaves_as_the_installation_sends(
    ways: MailWays, place: Workplace
) -> None:
    way = await ways.of(place.workspace_id)
    assert (way.sender, way.connection, way.from_address) == (FALLBACK, None, None)


async def test_the_answer_is_remembered_and_a_change_is_seen_soon(
    ways: MailWays, installation: Installation, place: Workplace
) -> None:
    first = await ways.of(place.workspace_id)
    made = await connect(installation, place)
    assert await ways.of(place.workspace_id) is first
    way = await asked_anew(ways, place)
    assert (way.connection, way.from_address) == (made, "ann@acme.example")
    assert await asked_anew(ways, place) is way  # one sender as long as nothing changed
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.remove(session, made, by=None)
    assert (await asked_anew(ways, place)).sender is FALLBACK


async def test_the_one_in_use_is_the_one_that_was_chosen(
    ways: MailWays, installation: Installation, place: Workplace
) -> None:
    await connect(installation, place, "First")
    second = await connect(installation, place, "Second")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.choose(session, second, by=place.owner_id)
    assert (await ways.of(place.workspace_id)).connection == second


async def test_a_refused_connection_rests_a_minute_and_is_told_once(
    ways: MailWays, installation: Installation, place: Workplace
) -> None:
    await connect(installation, place)
    way = await ways.of(place.workspace_id)
    for _ in range(3):
        await ways.refused(place.workspace_id, way, "SendGrid answered 401")
    resting = await ways.of(place.workspace_id)
    assert (await refusal(resting)).message == "SendGrid answered 401"
    await ways.refused(place.workspace_id, resting, "does not count")
    async with installation.runtime.database.system() as session:
        query = text(
            "select count(*) from event where workspace_id = :w and name = 'connection.broken'"
        )
        assert await session.scalar(query, {"w": place.workspace_id}) == 1


async def test_a_success_mends_the_state_and_later_ones_write_nothing(
    ways: MailWays, installation: Installation, place: Workplace
) -> None:
    made = await connect(installation, place)
    way = await ways.of(place.workspace_id)
    await ways.worked(place.workspace_id, way)
    way = await ways.of(place.workspace_id)
    async with installation.runtime.database.read(place.workspace_id) as session:
        noted = await queries.one(session, made)
    assert noted is not None
    assert noted.state == "working"
    await ways.worked(place.workspace_id, way)
    async with installation.runtime.database.read(place.workspace_id) as session:
        again = await queries.one(session, made)
    assert again is not None
    assert again.checked_at == noted.checked_at


async def test_secrets_that_were_copied_from_another_row_do_not_open(
    ways: MailWays, installation: Installation, place: Workplace
) -> None:
    first = await connect(installation, place, "First")
    second = await connect(installation, place, "Second")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        other = await queries.one(session, second)
        assert other is not None
        await session.execute(
            update(Connection)
            .where(Connection.workspace_id == place.workspace_id, Connection.id == first)
            .values(sealed=other.sealed)
        )
    error = await refusal(await ways.of(place.workspace_id))
    assert error.connection_broken
    assert "belong to another connection" in error.message
    assert "SG.key" not in error.message
