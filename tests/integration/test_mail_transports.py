"""Which way a workspace's mail leaves: its own connection in use, else the installation's own."""

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
from leadwright.features.connections.transports import ConnectedTransports
from leadwright.integrations import INTEGRATIONS
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.sender import FakeSender
from leadwright.ports.channel import Transport

CARDS = {card.name: card for card in INTEGRATIONS}
FALLBACK = FakeSender()


@pytest_asyncio.fixture
async def transports(installation: Installation) -> AsyncIterator[ConnectedTransports]:
    made = ConnectedTransports(
        installation.runtime.database, opener(installation.runtime), FALLBACK
    )
    yield made
    await made.close()


async def connect(installation: Installation, place: Workplace, label: str = "") -> UUID:
    fields = {"label": label, "from_address": "ann@acme.example", "api_key": "SG.key"}
    editor = Editor(installation.runtime.keyring, place.owner_id)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        return await actions.add(session, editor, CARDS["sendgrid"], fields)


async def asked_anew(transports: ConnectedTransports, place: Workplace) -> Transport:
    """The answer when the seconds of memory are over."""
    for known in transports._known.values():
        known.at -= 60
    return await transports.of(place.workspace_id)


async def refusal(transport: Transport) -> ProviderError:
    try:
        await transport.sender.send(example_letter(), ready)
    except ProviderError as error:
        return error
    raise AssertionError("it was sent")


async def test_without_a_connection_mail_leaves_as_the_installation_sends(
    transports: ConnectedTransports, place: Workplace
) -> None:
    transport = await transports.of(place.workspace_id)
    assert (transport.sender, transport.connection, transport.from_address) == (
        FALLBACK,
        None,
        None,
    )


async def test_the_answer_is_remembered_and_a_change_is_seen_soon(
    transports: ConnectedTransports, installation: Installation, place: Workplace
) -> None:
    first = await transports.of(place.workspace_id)
    made = await connect(installation, place)
    assert await transports.of(place.workspace_id) is first
    transport = await asked_anew(transports, place)
    assert (transport.connection, transport.from_address) == (made, "ann@acme.example")
    assert await asked_anew(transports, place) is transport  # one sender as long as nothing changed
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.remove(session, made, by=None)
    assert (await asked_anew(transports, place)).sender is FALLBACK


async def test_the_one_in_use_is_the_one_that_was_chosen(
    transports: ConnectedTransports, installation: Installation, place: Workplace
) -> None:
    await connect(installation, place, "First")
    second = await connect(installation, place, "Second")
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.choose(session, second, by=place.owner_id)
    assert (await transports.of(place.workspace_id)).connection == second


async def test_a_refused_connection_rests_a_minute_and_is_told_once(
    transports: ConnectedTransports, installation: Installation, place: Workplace
) -> None:
    await connect(installation, place)
    transport = await transports.of(place.workspace_id)
    for _ in range(3):
        await transports.refused(place.workspace_id, transport, "SendGrid answered 401")
    resting = await transports.of(place.workspace_id)
    assert (await refusal(resting)).message == "SendGrid answered 401"
    await transports.refused(place.workspace_id, resting, "does not count")
    async with installation.runtime.database.system() as session:
        query = text(
            "select count(*) from event where workspace_id = :w and name = 'connection.broken'"
        )
        assert await session.scalar(query, {"w": place.workspace_id}) == 1


async def test_a_success_mends_the_state_and_later_ones_write_nothing(
    transports: ConnectedTransports, installation: Installation, place: Workplace
) -> None:
    made = await connect(installation, place)
    transport = await transports.of(place.workspace_id)
    await transports.worked(place.workspace_id, transport)
    transport = await transports.of(place.workspace_id)
    async with installation.runtime.database.read(place.workspace_id) as session:
        noted = await queries.one(session, made)
    assert noted is not None
    assert noted.state == "working"
    await transports.worked(place.workspace_id, transport)
    async with installation.runtime.database.read(place.workspace_id) as session:
        again = await queries.one(session, made)
    assert again is not None
    assert again.checked_at == noted.checked_at


async def test_secrets_that_were_copied_from_another_row_do_not_open(
    transports: ConnectedTransports, installation: Installation, place: Workplace
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
    error = await refusal(await transports.of(place.workspace_id))
    assert error.connection_broken
    assert "belong to another connection" in error.message
    assert "SG.key" not in error.message
