"""Each language model's adapter with a server on loopback that speaks the vendor's protocol."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from leadwright.integrations import INTEGRATIONS
from leadwright.integrations.fake.model_dialects import KEY, SPEECHES, Says, Speech
from leadwright.integrations.fake.vendor_server import FakeVendor
from leadwright.kernel.loading import resolve
from leadwright.kernel.outbound.http import operator_client
from leadwright.ports.language_model import ConnectedModel
from leadwright.ports.wiring import Wiring

CARDS = {card.name: card for card in INTEGRATIONS}
VALUES: Mapping[str, Mapping[str, str]] = {
    "anthropic": {"model": "claude-haiku-5-5"},
    "openai": {"model": "gpt-6-luna"},
    "openai_compatible": {"model": "qwen3:4b"},
    "amazon_bedrock": {"model": "global.anthropic.claude-haiku-5-5", "region": "eu-central-1"},
}


@dataclass(frozen=True)
class Stand:
    """One adapter with its vendor."""

    model: ConnectedModel
    server: FakeVendor
    speech: Speech
    vendor: str


@asynccontextmanager
async def stand(
    vendor: str, says: Says, *, allowed: bool = True, **changes: str
) -> AsyncIterator[Stand]:
    """The vendor's adapter, connected to its server; `changes` are fields of the card."""
    speech = SPEECHES[vendor]
    async with (
        FakeVendor(speech.dialect(says)) as server,
        operator_client([server.place] if allowed else []) as client,
    ):
        base = server.url + ("/v1" if "openai" in vendor else "")
        values = {"api_key": KEY, "base_url": base, **VALUES[vendor], **changes}
        model: ConnectedModel = resolve(CARDS[vendor].connect)(Wiring(values, client))
        await model.load()
        yield Stand(model, server, speech, vendor)
        await model.close()
