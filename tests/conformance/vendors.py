"""Each mail vendor's adapter with a server on loopback that speaks the vendor's protocol."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from leadwright.integrations import INTEGRATIONS
from leadwright.integrations.fake import vendor_dialects as dialects
from leadwright.integrations.fake.vendor_server import Dialect, FakeVendor
from leadwright.kernel.loading import resolve
from leadwright.kernel.outbound.http import operator_client
from leadwright.ports.channel import ConnectedSender
from leadwright.ports.wiring import Wiring

CARDS = {card.name: card for card in INTEGRATIONS}
FROM = {"from_address": "ann@acme.example", "from_name": "Ann Acme"}
KEY = dialects.KEY


@dataclass(frozen=True)
class Vendor:
    """What has to be filled in, and how the vendor answers."""

    values: Mapping[str, str]
    dialect: Callable[[], Dialect]
    knows_repetitions: bool = False


VENDORS = {
    "amazon_ses": Vendor(
        {"region": "eu-central-1", "access_key_id": KEY, "secret_access_key": "secret"},
        lambda: dialects.amazon_ses,
    ),
    "mailgun": Vendor({"domain": "mg.acme.example", "api_key": KEY}, lambda: dialects.mailgun),
    "postmark": Vendor({"server_token": KEY, "stream": "outbound"}, lambda: dialects.postmark),
    "resend": Vendor({"api_key": KEY}, dialects.resend, knows_repetitions=True),
    "sendgrid": Vendor({"api_key": KEY, "region": "global"}, lambda: dialects.sendgrid),
}


class Wire(httpx.AsyncBaseTransport):
    """The kernel's transport, with a switch that keeps the next connection from being made.

    `patience`: seconds that an answer is waited for; short only where silence is what is tested.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._inner = client._transport
        self.is_cut = False
        self.patience: float | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_cut:
            self.is_cut = False
            raise httpx.ConnectTimeout("nobody picks up", request=request)
        if self.patience is not None:
            request.extensions["timeout"]["read"] = self.patience
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@dataclass(frozen=True)
class Booth:
    """One adapter with its vendor."""

    sender: ConnectedSender
    server: FakeVendor
    wire: Wire


@asynccontextmanager
async def booth(name: str, **changes: str) -> AsyncIterator[Booth]:
    """The vendor's adapter, connected to its server; `changes` are fields of the card."""
    vendor = VENDORS[name]
    async with FakeVendor(vendor.dialect()) as server:
        wire = Wire(operator_client([server.place]))
        async with httpx.AsyncClient(transport=wire, timeout=httpx.Timeout(30)) as client:
            values = {**FROM, **vendor.values, "base_url": server.url, **changes}
            sender: ConnectedSender = resolve(CARDS[name].connect)(Wiring(values, client))
            yield Booth(sender, server, wire)
            await sender.close()
