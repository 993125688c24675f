"""A mail server that behaves as badly as told, byte for byte. The well-behaved ones are aiosmtpd's."""

import asyncio
import contextlib
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Self

_USUAL = {
    "CONNECT": b"220 fake ESMTP\r\n",
    "EHLO": b"250-fake\r\n250 SIZE 1000000\r\n",
    "DATA": b"354 go on\r\n",
    "END": b"250 2.0.0 taken\r\n",
    "QUIT": b"221 bye\r\n",
}
_OTHERWISE = b"250 2.0.0 ok\r\n"


@dataclass(frozen=True)
class Act:
    """What to do once: say these bytes, then go on, go silent, or close the connection."""

    say: bytes = b""
    silent: bool = False
    close: bool = False


@dataclass
class FakeSmtpServer:
    """Plays `script[stage]` one act a time, where a stage is CONNECT, a verb, or END for the final dot.

    `commands` are all lines received, `letters` all contents received up to their final dot,
    un-stuffed, whether acknowledged or not; `arrived` is set from the first of them on.
    """

    script: dict[str, deque[Act]] = field(default_factory=lambda: defaultdict(deque))
    commands: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            self.hang_up()
            await self._server.wait_closed()

    @property
    def port(self) -> int:
        if self._server is None:
            raise RuntimeError("the server is not started")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def plan(self, stage: str, *acts: Act) -> None:
        """The next times the stage is reached, do this instead of the usual."""
        self.script[stage].extend(acts)

    def hang_up(self, peer: tuple[str, int] | None = None) -> None:
        """Close the connection of this client, or all: a server restarts, or has waited enough."""
        for writer in self._writers:
            if peer is None or writer.get_extra_info("peername") == peer:
                writer.close()

    def say(self, words: bytes) -> None:
        """Write to all open connections, asked or not."""
        for writer in self._writers:
            writer.write(words)

    def count(self, verb: str) -> int:
        """How often a command came."""
        return sum(line.upper().startswith(verb) for line in self.commands)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            going = await self._act("CONNECT", writer)
            while going:
                going = await self._turn(reader, writer)
        writer.close()
        self._writers.discard(writer)

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        line = (await reader.readuntil(b"\r\n")).decode("utf-8", "replace").rstrip("\r\n")
        self.commands.append(line)
        verb = line.split(" ", 1)[0].upper()
        if verb == "DATA" and not self.script["DATA"]:
            await self._act("DATA", writer)
            content = await reader.readuntil(b"\r\n.\r\n")
            self.letters.append(content[:-3].replace(b"\r\n..", b"\r\n."))
            self.arrived.set()
            return await self._act("END", writer)
        return await self._act(verb, writer) and verb != "QUIT"

    async def _act(self, stage: str, writer: asyncio.StreamWriter) -> bool:
        planned = self.script[stage]
        act = planned.popleft() if planned else Act(_USUAL.get(stage, _OTHERWISE))
        writer.write(act.say)
        await writer.drain()
        if act.silent:
            await writer.wait_closed()
        return not act.close and not act.silent
