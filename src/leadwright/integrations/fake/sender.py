"""A sender that keeps the letters and fails as told."""

import asyncio
from collections import deque
from collections.abc import Iterable

from leadwright.domain.errors import ProviderError
from leadwright.kernel.tx import refuse_inside_transaction
from leadwright.ports.channel import BeforeData, Letter, Receipt


class FakeSender:
    """Takes letters into `letters`. `faults` are met one a send, in order; None is a success.

    An unconfirmed fault keeps the letter as well: it may have been delivered.
    """

    name = "fake"

    def __init__(
        self, faults: Iterable[ProviderError | None] = (), *, seconds: float = 0.0
    ) -> None:
        self.letters: list[Letter] = []
        self.faults = deque(faults)
        self.seconds = seconds
        self.is_closed = False

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        refuse_inside_transaction("fake mail")
        await before_data()
        if self.seconds:
            await asyncio.sleep(self.seconds)
        fault = self.faults.popleft() if self.faults else None
        if fault is None or fault.unconfirmed:
            self.letters.append(letter)
        if fault is not None:
            raise fault
        return Receipt(self.name, f"250 taken as {letter.message_id}", self.seconds)

    async def close(self) -> None:
        self.is_closed = True
