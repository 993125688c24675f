"""A wire to the database that can be cut, or left in place and gone silent."""

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import Self


class Wire:
    """Listens on TCP in a thread of its own and passes everything on to a UNIX socket."""

    def __init__(self, target: Path) -> None:
        self.port = 0
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._flowing: asyncio.Event

    def __enter__(self) -> Self:
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.mend()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def mend(self) -> None:
        """Pass everything on, again at the same port."""
        asyncio.run_coroutine_threadsafe(self._mend(), self._loop).result(10)

    def cut(self) -> None:
        """Close all connections and refuse new ones."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result(10)

    def silence(self) -> None:
        """Keep connections and take new ones, but pass nothing on."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    async def _mend(self) -> None:
        if self._server is None:
            self._flowing = asyncio.Event()
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]
        self._flowing.set()

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            their_reader, their_writer = await asyncio.open_unix_connection(str(self._target))
            ends = (writer, their_writer)
            self._open.update(ends)
            await asyncio.gather(self._pass(reader, their_writer), self._pass(their_reader, writer))
            self._open.difference_update(ends)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                await self._flowing.wait()
                sink.write(data)
                await sink.drain()
        sink.close()
