"""What the SMTP sink has written down: read at the end, or followed while it grows."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mail:
    at_ns: int
    to: str
    message_id: str | None


def read(path: Path) -> list[Mail]:
    return [_mail(line) for line in path.read_bytes().splitlines()]


def _mail(line: bytes) -> Mail:
    found = json.loads(line)
    return Mail(found["at_ns"], found["to"], found["message_id"])


class Tail:
    """Follows the sink's file and wakes whoever waits for a recipient."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[str] = set()
        self._waiting: dict[str, asyncio.Future[None]] = {}

    async def follow(self) -> None:
        """Runs until it is cancelled. Polls: the file is small and its writer another process."""
        rest = b""
        with self._path.open("rb") as file:
            file.seek(0, 2)
            while True:
                *lines, rest = (rest + file.read()).split(b"\n")
                for line in lines:
                    self._arrived(_mail(line).to)
                await asyncio.sleep(0.005)

    def _arrived(self, to: str) -> None:
        self._seen.add(to)
        waiter = self._waiting.pop(to, None)
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    async def arrival(self, to: str, within: float) -> bool:
        """Whether a mail to this recipient came within so many seconds."""
        if to in self._seen:
            return True
        waiter = asyncio.get_running_loop().create_future()
        self._waiting[to] = waiter
        try:
            await asyncio.wait_for(waiter, within)
        except TimeoutError:
            return False
        return True
