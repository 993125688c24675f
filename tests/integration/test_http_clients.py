"""What leads and members give as addresses reaches public hosts only; nothing waits inside a transaction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from unittest import mock

import httpx
import pytest

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound.http import fetch, guarded_client, is_public, operator_client
from leadwright.kernel.tx import open_transaction

INSIDE = (
    "127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::",
    "64:ff9b::7f00:1", "::ffff:169.254.169.254", "fe80::1%eth0",
)  # fmt: skip


@pytest.fixture
async def server() -> AsyncIterator[str]:
    """A host on loopback: /big never ends, /away goes to the metadata address, /slow says nothing."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        if path == "/slow":
            await asyncio.sleep(5)
        elif path == "/away":
            writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n")
        elif path == "/round":
            writer.write(
                b"HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 0\r\n"
                b"Connection: close\r\n\r\n"
            )
        else:
            body = b"x" * (5_000_000 if path == "/big" else 5)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    yield f"127.0.0.1:{port}"
    listening.close()


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_of_this_network_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_internet_are_public() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


async def test_the_guarded_client_refuses_loopback(server: str) -> None:
    async with guarded_client() as client:
        with pytest.raises(ProviderError) as refusal:
            await fetch(client, client.build_request("GET", f"http://{server}/"))
    assert refusal.value.permanent


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "[::1]", "0x7f.1"])
async def test_other_spellings_of_loopback_are_refused_as_well(host: str) -> None:
    async with guarded_client() as client:
        with pytest.raises(ProviderError):
            await fetch(client, client.build_request("GET", f"http://{host}/"))


async def test_a_name_is_refused_if_any_of_its_addresses_is_private() -> None:
    loop = asyncio.get_running_loop()
    mixed = [(0, 0, 0, "", ("93.184.216.34", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]
    with mock.patch.object(loop, "getaddrinfo", mock.AsyncMock(return_value=mixed)):
        async with guarded_client() as client:
            with pytest.raises(ProviderError) as refusal:
                await fetch(client, client.build_request("GET", "http://two-faced.example/"))
    assert refusal.value.permanent


async def test_the_operators_pairs_are_reached_and_nothing_beside_them(server: str) -> None:
    async with operator_client([server]) as client:
        got = await fetch(client, client.build_request("GET", f"http://{server}/"))
        assert (got.status, got.body) == (200, b"xxxxx")
        with pytest.raises(ProviderError):
            await fetch(client, client.build_request("GET", f"http://{server}/away"))
    async with operator_client() as client:
        with pytest.raises(ProviderError):
            await fetch(client, client.build_request("GET", f"http://{server}/"))


@pytest.mark.parametrize(
    ("path", "permanent"), [("/big", True), ("/round", True), ("/slow", False)]
)
async def test_a_host_that_floods_circles_or_stalls_is_left(
    server: str, path: str, *, permanent: bool
) -> None:
    async with operator_client([server]) as client:
        request = client.build_request("GET", f"http://{server}{path}", timeout=httpx.Timeout(0.5))
        with pytest.raises(ProviderError) as refusal:
            await fetch(client, request)
    assert refusal.value.permanent is permanent


async def test_nobody_waits_for_the_network_inside_a_transaction(server: str) -> None:
    async with operator_client([server]) as client:
        with open_transaction(), pytest.raises(RuntimeError, match="inside a database transaction"):
            await client.get(f"http://{server}/")


@pytest.mark.parametrize("pair", ["127.0.0.1", "host:port", ":80"])
def test_a_pair_that_is_none_is_named(pair: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        operator_client([pair])


async def test_connections_of_a_busy_place_are_used_again() -> None:
    """Forty at once, three times: who closes each after its answer shakes hands 120 times."""
    opened = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(0.2)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    place = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening, operator_client([place], connections=400) as client:
        for _ in range(3):
            asked = (
                fetch(client, client.build_request("GET", f"http://{place}/")) for _ in range(40)
            )
            await asyncio.gather(*asked)
    assert opened <= 60
