"""Messages that come while others are read are read as one, and none suffers from another."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pytest

from leadwright.domain.reading import Reading
from leadwright.features.understanding.batching import AT_ONCE, read_with_others
from leadwright.features.understanding.reader import MessageIn, MessageToRead
from leadwright.ports.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PATIENCE = 30


@dataclass
class Held:
    """The encoder, at which whoever is read first is held until `go`; over one word it stumbles."""

    real: Embedder
    batches: list[int] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        return self.real.name

    @property
    def dimension(self) -> int:
        return self.real.dimension

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        self.begun.set()
        assert self.go.wait(PATIENCE)
        self.batches.append(len(texts))
        if any("stumble" in text for text in texts):
            raise ValueError("stumble")
        return self.real.embed(texts)


def asked(text: str) -> MessageToRead:
    return MessageToRead(MessageIn(message=text), date(2026, 11, 22))


async def one_and_then_many(held: Held, texts: list[str]) -> list[Reading | BaseException]:
    """The readings of `texts`, all of which came while another message was read."""
    first = asyncio.create_task(read_with_others(asked("How much is it for 5 users?"), held))
    assert await asyncio.to_thread(held.begun.wait, PATIENCE)
    later = [asyncio.create_task(read_with_others(asked(text), held)) for text in texts]
    await asyncio.sleep(0)  # each has begun to wait
    held.go.set()
    readings = await asyncio.gather(first, *later, return_exceptions=True)
    return readings[1:]


def test_what_came_while_another_was_read_is_read_as_one(embedder: Embedder) -> None:
    held = Held(embedder)
    texts = [f"How much is it for {size} users?" for size in range(6, 6 + AT_ONCE + 2)]
    readings = asyncio.run(one_and_then_many(held, texts))
    sizes = [one.entities.team_size for one in readings if isinstance(one, Reading)]
    assert sizes == list(range(6, 6 + AT_ONCE + 2))
    assert held.batches == [1, AT_ONCE, 2]


def test_a_message_that_cannot_be_read_spoils_no_other(embedder: Embedder) -> None:
    texts = ["How much is it for 6 users?", "Do not stumble", "How much is it for 7 users?"]
    before, spoilt, after = asyncio.run(one_and_then_many(Held(embedder), texts))
    assert isinstance(spoilt, ValueError)
    assert isinstance(before, Reading)
    assert isinstance(after, Reading)
    assert (before.entities.team_size, after.entities.team_size) == (6, 7)


def test_who_gave_up_waiting_is_not_read(embedder: Embedder) -> None:
    held = Held(embedder)

    async def run() -> None:
        first = asyncio.create_task(read_with_others(asked("How much is it?"), held))
        assert await asyncio.to_thread(held.begun.wait, PATIENCE)
        hasty = asyncio.create_task(read_with_others(asked("Do not stumble"), held))
        await asyncio.sleep(0)
        hasty.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hasty
        held.go.set()
        await first
        await read_with_others(asked("And how much is it for ten?"), held)

    asyncio.run(run())
    assert held.batches == [1, 1]
