"""A mail server in a thread, which notes every letter's time inside DATA and misbehaves as planned."""

import asyncio
import contextlib
import random
import threading
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from typing import Self

_HEADERS = BytesHeaderParser()
_USUAL = {
    b"EHLO": b"250-counting\r\n250 SIZE 10000000\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
_SOME = 300
_OTHERWISE = b"250 2.0.0 ok\r\n"


@dataclass
class Exchange:
    """One DATA command: from its arrival to the server's last word on it, or the end of the line."""

    recipient: str
    opened: float
    closed: float = float("inf")
    message_id: str | None = None
    accepted: bool = False

    def was_open(self, began: float, ended: float, *, slack: float) -> bool:
        """Whether the client could not know its outcome then; it learns the answer within `slack`."""
        return self.opened <= ended and began <= self.closed + slack


@dataclass(frozen=True)
class Act:
    """Once, for one recipient: at `stage` (RCPT, DATA, MID, END) say this, then go on, hang, or close.

    MID is amid the letter's content: some of it is read, and no more.
    """

    stage: str
    say: bytes = b""
    hang: bool = False
    close: bool = False


@dataclass
class CountingServer:
    """Takes every letter after up to `slowest` seconds in DATA, but for what `plan` says."""

    slowest: float = 0.2
    seed: int = 0
    port: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    greets: bool = True
    _plans: dict[str, deque[Act]] = field(default_factory=lambda: defaultdict(deque))
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: asyncio.Server | None = None
    _dice: random.Random = field(default_factory=random.Random)
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)

    def __enter__(self) -> Self:
        self._dice = random.Random(self.seed)
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()
        self._loop.call_soon_threadsafe(self._loop.stop)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Listen, at the same port as ever."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def shut(self) -> None:
        """Refuse connections from now on, and end those there are: clients keep them for the next letter."""
        asyncio.run_coroutine_threadsafe(self._deafen(), self._loop).result(10)

    def plan(self, recipient: str, *acts: Act) -> None:
        self._plans[recipient].extend(acts)

    def accepted(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(str(e.message_id) for e in list(self.exchanges) if e.accepted)

    def open_at(self, began: float, ended: float, *, slack: float) -> list[Exchange]:
        return [e for e in list(self.exchanges) if e.was_open(began, ended, slack=slack)]

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, limit=1 << 22
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _deafen(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in self._lines:
            line.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            if self.greets:
                writer.write(b"220 counting ESMTP\r\n")
                await self._converse(reader, writer)
            else:
                await reader.read()  # until the client is tired of us
        self._lines.discard(writer)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        while True:
            line = await reader.readuntil(b"\r\n")
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.partition(b"<")[2].partition(b">")[0].decode()
            act = self._planned(recipient, verb.decode())
            if act is not None:
                if not await self._perform(act, reader, writer):
                    return
                continue
            if verb != b"DATA":
                writer.write(_USUAL.get(verb, _OTHERWISE))
            elif not await self._take(recipient, reader, writer):
                return
            if verb == b"QUIT":
                return

    async def _take(
        self, recipient: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        exchange = Exchange(recipient, time.monotonic())
        self.exchanges.append(exchange)
        try:
            writer.write(_USUAL[b"DATA"])
            if (cut := self._planned(recipient, "MID")) is not None:
                await reader.readexactly(_SOME)
                return await self._perform(cut, reader, writer)
            content = await reader.readuntil(b"\r\n.\r\n")
            exchange.message_id = _HEADERS.parsebytes(content)["Message-ID"]
            await asyncio.sleep(self._dice.uniform(0, self.slowest))
            act = self._planned(recipient, "END")
            if act is not None and not act.say.startswith(b"2"):
                return await self._perform(act, reader, writer)
            exchange.accepted = True  # from here on the letter is ours, whoever is still listening
            writer.write(act.say if act else b"250 2.0.0 taken\r\n")
            await writer.drain()
            return act is None or not act.close
        finally:
            exchange.closed = time.monotonic()

    def _planned(self, recipient: str, stage: str) -> Act | None:
        plan = self._plans.get(recipient)
        return plan.popleft() if plan and plan[0].stage == stage else None

    async def _perform(
        self, act: Act, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        writer.write(act.say)
        await writer.drain()
        if act.hang:
            await reader.read()
        return not act.close and not act.hang
