"""A vendor's API on loopback: takes what it is sent as the vendor would, and fails as told.

Over plain sockets, since the ways in which a connection dies are what has to be tested.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """One request as it came in. Header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What the server says."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Death(Enum):
    """Ways to give no answer. The letter counts as taken in each but the first."""

    BEFORE_THE_BODY = auto()
    AFTER_THE_REQUEST = auto()
    SILENCE = auto()
    GARBAGE = auto()


Dialect = Callable[[Asked], tuple[Answer, str | None]]
"""The vendor's answer to a request, and the Message-ID of the letter if it took one."""


class FakeVendor:
    """One server, used as `async with`. `plan` what happens to the next requests, in order."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._plans: deque[Answer | Death] = deque()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.asked: list[Asked] = []
        self.taken: list[str] = []
        self.seconds = 0.0  # how long each answer takes
        self.crowd = 1  # nobody is answered before so many have waited at once
        self._waiting = 0
        self._crowded = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None  # noqa: S101 -- entered
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        await self._server.wait_closed()

    @property
    def place(self) -> str:
        """host:port."""
        assert self._server is not None  # noqa: S101 -- entered
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"{host}:{port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}"

    def plan(self, *events: Answer | Death) -> None:
        self._plans.extend(events)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._one(reader, writer):
                pass
        self._writers.discard(writer)
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        planned = self._plans.popleft() if self._plans else None
        if planned is Death.BEFORE_THE_BODY:
            return False
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        asked = Asked(method, path, headers, body)
        self.asked.append(asked)
        await self._take_time()
        if isinstance(planned, Answer):
            return await _say(writer, planned)
        answer, taken = self._dialect(asked)
        if taken is not None:
            self.taken.append(taken)
        if planned is None:
            return await _say(writer, answer)
        return await _die(writer, planned)

    async def _take_time(self) -> None:
        self._waiting += 1
        try:
            if self._waiting >= self.crowd:
                self._crowded.set()
            await asyncio.sleep(self.seconds)
            if self.crowd > 1:
                await self._crowded.wait()
        finally:
            self._waiting -= 1


async def _say(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    headers = {"Content-Length": str(len(answer.body)), **answer.headers}
    lines = [f"HTTP/1.1 {answer.status} X", *(f"{n}: {v}" for n, v in headers.items()), "", ""]
    writer.write("\r\n".join(lines).encode() + answer.body)
    await writer.drain()
    return True


async def _die(writer: asyncio.StreamWriter, death: Death) -> bool:
    if death is Death.SILENCE:
        await asyncio.sleep(60)
    if death is Death.GARBAGE:
        writer.write(b"220 mail.example.com ESMTP\r\n\r\n")
        await writer.drain()
    return False
