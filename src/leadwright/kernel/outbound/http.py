"""The two HTTP clients. Both refuse to run inside a transaction, both cap what they read.

`guarded_client` is for addresses that come from leads, members or tenants: it connects to public
addresses only. `operator_client` is for endpoints from settings and may also reach the exact
private host:port pairs that LEADWRIGHT_ALLOW_PRIVATE lists. The check is on the address actually
connected to, which covers redirects and DNS rebinding.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import httpcore
import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.tx import refuse_inside_transaction

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
MOST_BYTES = 2_000_000
MOST_REDIRECTS = 3
CONNECTIONS = 50
_SMALL = 4
"""Connections per pool; as many are kept alive."""
LOOK_UP_SECONDS = 3
_PORTS = frozenset({80, 443})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(httpcore.ConnectError):
    """This client may not connect to the address."""


def is_public(address: str) -> bool:
    """Whether an IP address is public, also if it is embedded in an IPv6 address."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is None and parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


async def checked_address(
    host: str, port: int, allowed: frozenset[tuple[str, int]], ports: frozenset[int] | None
) -> str:
    """The address to connect to: a public one, or any of an allowed host:port pair.

    AddressRefused for private ones and for ports that are not among `ports`.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError("the name has no address") from error
    addresses = [str(entry[4][0]) for entry in found]
    if (host.casefold(), port) in allowed:
        return addresses[0]
    if ports is not None and port not in ports:
        *most, last = (str(number) for number in sorted(ports))
        named = f"{', '.join(most)} and {last}" if most else last
        raise AddressRefused(f"port {port} of {host} is closed here: only ports {named} are open")
    if not addresses or not all(is_public(address) for address in addresses):
        raise AddressRefused(
            f"{host}:{port} is a private address; an operator may allow it by "
            "LEADWRIGHT_ALLOW_PRIVATE"
        )
    return addresses[0]


async def why_refused(url: str, allowed: frozenset[tuple[str, int]] = frozenset()) -> str:
    """Why `guarded_client` would refuse this address; "" if it would try.

    A name that does not resolve now is not refused: it may resolve later, and is checked again then.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        async with asyncio.timeout(LOOK_UP_SECONDS):
            await checked_address(parts.hostname or "", port, allowed, _PORTS)
    except AddressRefused as refusal:
        return str(refusal).partition(";")[0]
    except (httpcore.ConnectError, TimeoutError, ValueError):
        return ""
    return ""


class _GuardedBackend(httpcore.AnyIOBackend):
    """Resolves a name once, checks every address of it, and connects to the checked one."""

    def __init__(self, allowed: frozenset[tuple[str, int]], *, any_port: bool) -> None:
        super().__init__()
        self._allowed = allowed
        self._any_port = any_port

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        address = await self._checked(host, port)
        return await super().connect_tcp(address, port, timeout, local_address, socket_options)

    async def _checked(self, host: str, port: int) -> str:
        return await checked_address(host, port, self._allowed, None if self._any_port else _PORTS)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del timeout, socket_options
        raise AddressRefused(f"{path}: no sockets of this machine")


@cache
def _certificates() -> ssl.SSLContext:
    """The trusted CA certificates, read once per process: each read costs 0.1 s and a megabyte."""
    return ssl.create_default_context()


class _Pools(httpcore.AsyncConnectionPool):
    """Several small pools as one: the first with room takes a request, so that few connections stay open.

    A pool scans all its connections on each request and response, and counts busy ones against the
    keep-alive limit: with hundreds in one pool, scanning costs more than the requests and each connection
    is closed after its response.
    """

    def __init__(self, backend: httpcore.AsyncNetworkBackend, connections: int) -> None:
        super().__init__(network_backend=backend)
        full, rest = divmod(connections, _SMALL)
        self._each = [
            httpcore.AsyncConnectionPool(
                ssl_context=_certificates(),
                max_connections=size,
                max_keepalive_connections=min(size, _SMALL),
                network_backend=backend,
            )
            for size in (*[_SMALL] * full, *[rest] * bool(rest))
        ]
        self._under_way = [0] * len(self._each)

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """A pool counts as busy until the response headers arrive; the body follows closely."""
        here = next((n for n, many in enumerate(self._under_way) if many < _SMALL), None)
        if here is None:
            here = self._under_way.index(min(self._under_way))
        self._under_way[here] += 1
        try:
            return await self._each[here].handle_async_request(request)
        finally:
            self._under_way[here] -= 1

    async def aclose(self) -> None:
        for pool in self._each:
            await pool.aclose()


class _Transport(httpx.AsyncHTTPTransport):
    """httpx over a guarded connection pool; refuses to run while a transaction is open."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, connections: int) -> None:
        super().__init__(verify=_certificates(), trust_env=False)
        # httpx has no parameter for a network backend, so its pool is replaced by one with ours.
        self._pool = _Pools(backend, connections)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        refuse_inside_transaction("http")
        return await super().handle_async_request(request)


def guarded_client() -> httpx.AsyncClient:
    """For addresses chosen by others: public addresses, ports 80 and 443."""
    return _client(_GuardedBackend(frozenset(), any_port=False))


def operator_client(
    allow_private: Iterable[str] = (), *, connections: int = CONNECTIONS
) -> httpx.AsyncClient:
    """For endpoints from settings; `allow_private` holds host:port pairs. ValueError names a bad one."""
    backend = _GuardedBackend(private_pairs(allow_private), any_port=True)
    return _client(backend, connections)


def private_pairs(allow_private: Iterable[str]) -> frozenset[tuple[str, int]]:
    """The host:port pairs of LEADWRIGHT_ALLOW_PRIVATE. ValueError names a bad one."""
    return frozenset(map(_pair, allow_private))


def _pair(text: str) -> tuple[str, int]:
    host, _, port = text.strip().rpartition(":")
    if not host or not port.isdigit():
        raise ValueError(f"{text!r} is no host:port pair, such as 127.0.0.1:11434")
    return host.strip("[]").casefold(), int(port)


def _client(
    backend: httpcore.AsyncNetworkBackend, connections: int = CONNECTIONS
) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=_Transport(backend, connections),
        timeout=TIMEOUT,
        follow_redirects=True,
        max_redirects=MOST_REDIRECTS,
        trust_env=False,
        headers={"User-Agent": "Leadwright"},
    )


@dataclass(frozen=True)
class Fetched:
    """A fully read response, within the size cap."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: str


async def fetch(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
    most_bytes: int = MOST_BYTES,
    redirects: bool = True,
) -> Fetched:
    """Send a request and read the answer up to a cap. ProviderError says whether to try again.

    Without `redirects`, a redirect is returned as it is: a request that carries a key goes nowhere else.
    """
    try:
        response = await client.send(request, stream=True, follow_redirects=redirects)
        try:
            return await _read(response, most_bytes)
        finally:
            await response.aclose()
    except httpx.TimeoutException as error:
        raise ProviderError(
            f"{request.url.host} did not answer in time", permanent=False
        ) from error
    except httpx.TooManyRedirects as error:
        raise ProviderError(f"{request.url.host} redirects in circles", permanent=True) from error
    except httpx.TransportError as error:
        refused = isinstance(error.__cause__, AddressRefused)
        raise ProviderError(
            f"{request.url.host}: {error}", permanent=refused, connection_broken=refused
        ) from error


async def _read(response: httpx.Response, most_bytes: int) -> Fetched:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > most_bytes:
            raise ProviderError(
                f"{response.url.host} sent more than {most_bytes:,} bytes", permanent=True
            )
    return Fetched(response.status_code, response.headers, bytes(body), str(response.url))
