"""The built-in outbox: where messages stay when no mail server is configured."""

from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.integration import Auth, Capability, Integration

INTEGRATION = Integration(
    name="outbox",
    title="Built-in outbox",
    auth=Auth.NONE,
    capabilities=frozenset({Capability.CHANNEL}),
    load="leadwright.integrations.outbox.BuiltInOutbox",
)


class BuiltInOutbox:
    """Takes every letter and sends none: the message's own row is what the browser shows."""

    name = "outbox"

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        del letter
        await before_data()
        return Receipt("outbox", "kept in the built-in outbox", 0.0)

    async def close(self) -> None:
        """Nothing is open."""
