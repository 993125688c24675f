"""A real, lean SMTP server that says 250 to everything and writes down when it did.

`python -m bench.smtp_sink FILE [--port N]` prints its port, then appends one JSON line a message:
`{"at_ns", "to", "message_id", "bytes"}`. `at_ns` is CLOCK_MONOTONIC, which all processes of a
machine share, taken when the final 250 is handed to the socket.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import time
from email.parser import BytesHeaderParser
from pathlib import Path

_HEADERS = BytesHeaderParser()
_REPLIES = {
    b"HELO": b"250 sink\r\n",
    b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250 SIZE 10485760\r\n",
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"NOOP": b"250 2.0.0 Ok\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}


class Sink:
    """Serves connections and appends what arrives to one file, unbuffered."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)

    def close(self) -> None:
        self._file.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink ESMTP\r\n")
        # A client that hangs up in the middle is the client's affair.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._converse(reader, writer)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipients: list[str] = []
        while line := await reader.readline():
            verb = line[:4].upper()
            writer.write(_REPLIES.get(verb, b"500 5.5.2 Unknown command\r\n"))
            if verb == b"MAIL":
                recipients = []
            elif verb == b"RCPT":
                recipients.append(line.partition(b"<")[2].partition(b">")[0].decode())
            elif verb == b"DATA":
                message = await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 2.0.0 Ok: kept\r\n")
                self._record(recipients, message)
            elif verb == b"QUIT":
                return

    def _record(self, recipients: list[str], message: bytes) -> None:
        at = time.monotonic_ns()
        headers = _HEADERS.parsebytes(message)
        for to in recipients:
            line = {"at_ns": at, "to": to, "message_id": headers["Message-ID"]}
            self._file.write(json.dumps({**line, "bytes": len(message)}).encode() + b"\n")


async def main(path: Path, port: int) -> None:
    sink, stop = Sink(path), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", port, limit=16 * 2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await stop.wait()
    server.close()
    sink.close()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--port", type=int, default=0)
    given = arguments.parse_args()
    asyncio.run(main(given.file, given.port))
