"""Messages that wait are read together: the models' weights are gone through once for all of them.

One thread reads. Several would take the interpreter from each other and, worse, from the loop that
everything else waits for. Nobody is waited for: a message that comes alone is read alone, and what
came while others were read is read next, as one.
"""

import asyncio
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from leadwright.domain.reading import Reading
from leadwright.features.understanding.heads import load_heads
from leadwright.features.understanding.reader import MessageToRead, readings
from leadwright.ports.embedder import Embedder

AT_ONCE: Final = 16
"""More gain little, and the first of them would wait for the last to be judged."""
_READER: Final = ThreadPoolExecutor(1, thread_name_prefix="reader")


@dataclass(frozen=True)
class _Waiting:
    asked: MessageToRead
    embedder: Embedder
    answer: Future[Reading] = field(default_factory=Future)


_waiting: Final = deque[_Waiting]()


async def read_with_others(asked: MessageToRead, embedder: Embedder) -> Reading:
    """The reading of one message, made together with those of whoever else waits."""
    mine = _Waiting(asked, embedder)
    _waiting.append(mine)
    _READER.submit(_read_those_waiting)
    return await asyncio.wrap_future(mine.answer)


def _read_those_waiting() -> None:
    """Once for each message that came; those who were read with an earlier one are gone by then."""
    batch: list[_Waiting] = []
    while _waiting and len(batch) < AT_ONCE and _waiting[0].embedder is _first(batch).embedder:
        batch.append(_waiting.popleft())
    wanted = [one for one in batch if one.answer.set_running_or_notify_cancel()]
    try:
        _read(wanted)
    except Exception:  # noqa: BLE001 -- whose message it was shows when each is read by itself
        for one in wanted:
            _read_alone(one)


def _first(batch: list[_Waiting]) -> _Waiting:
    return batch[0] if batch else _waiting[0]


def _read(wanted: list[_Waiting]) -> None:
    if not wanted:
        return
    made = readings([one.asked for one in wanted], wanted[0].embedder, load_heads())
    for one, reading in zip(wanted, made, strict=True):
        one.answer.set_result(reading)


def _read_alone(one: _Waiting) -> None:
    if one.answer.done():
        return
    try:
        _read([one])
    except Exception as problem:  # noqa: BLE001 -- raised where it is waited for
        one.answer.set_exception(problem)
