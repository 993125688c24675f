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
    """Takes every letter and sends none: the message's own row is what the browser shows.

    `before_data` is not awaited: nothing leaves, so a worker that dies meanwhile leaves no doubt whether
    it did, and the next one keeps the letter.
    """

    name = "outbox"

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        del letter, before_data
        return Receipt("outbox", "kept in the built-in outbox", 0.0)

    async def close(self) -> None:
        """Nothing is open."""
