"""S3 and DynamoDB on loopback: moto's own backends behind an HTTP server, for any real client.

moto's server wants Flask, which nothing else here needs; this hands each request to the same code.
`python -m tests.integration.aws_server` serves in a process of its own and prints the address.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from botocore.awsrequest import AWSPreparedRequest  # type: ignore[import-untyped]
from botocore.compat import HTTPHeaders  # type: ignore[import-untyped]
from moto.backends import get_backend
from moto.core.botocore_stubber import BotocoreStubber

_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
_ONE_AT_A_TIME = Lock()  # moto's backends know no threads
Requests = dict[str, list[Any]]
_OURS = frozenset(
    {"date", "server", "content-length", "transfer-encoding", "connection", "x-amz-crc32"}
)


class Cloud(ThreadingHTTPServer):
    """`unprocessed` takes out of a BatchWriteItem's requests what is to come back untouched."""

    daemon_threads = True
    unprocessed: Callable[[Requests], Requests] | None = None
    batches = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Relay(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Cloud

    def relay(self) -> None:
        content = self._content()
        if not self.headers.get("X-Amz-Target", "").endswith(".BatchWriteItem"):
            self._send(*self._answer(content))
            return
        self.server.batches += 1
        asked = json.loads(content)
        back: Requests = {}
        if self.server.unprocessed:
            back = self.server.unprocessed(asked["RequestItems"])
        if not any(asked["RequestItems"].values()):
            self._send(200, {}, json.dumps({"UnprocessedItems": back}).encode())
            return
        status, headers, body = self._answer(json.dumps(asked).encode())
        if back:
            body = json.dumps({**json.loads(body), "UnprocessedItems": back}).encode()
        self._send(status, headers, body)

    def _answer(self, content: bytes) -> tuple[int, dict[str, Any], bytes]:
        scope = _SCOPE.search(self.headers.get("Authorization", ""))
        region, service = scope.groups() if scope else ("us-east-1", "s3")
        headers = HTTPHeaders()
        for name, value in self.headers.items():
            headers[name] = value
        host = f"{service}.{region}.amazonaws.com"
        headers.replace_header("Host", host)
        request = AWSPreparedRequest(
            self.command, f"https://{host}{self.path}", headers, content, stream_output=False
        )
        with _ONE_AT_A_TIME:
            answer: Any = BotocoreStubber().process_request(request)
        status, found, body = answer or (404, {}, b"")
        return status, found, body.encode() if isinstance(body, str) else body

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = relay  # noqa: N815 -- the base class calls them so

    def _content(self) -> bytes:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _send(self, status: int, headers: dict[str, Any], body: bytes) -> None:
        self.send_response(status)
        length = len(body)
        for name, value in headers.items():
            if name.lower() == "content-length" and self.command == "HEAD":
                length = int(value)
            elif name.lower() not in _OURS:
                self.send_header(name, str(value))
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at what was stored."""


@contextmanager
def cloud() -> Iterator[Cloud]:
    """A server in a thread of this process, with nothing stored."""
    for service in ("s3", "dynamodb"):
        get_backend(service).reset()
    server = Cloud(("127.0.0.1", 0), Relay)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    alone = Cloud(("127.0.0.1", 0), Relay)
    print(alone.address, flush=True)
    alone.serve_forever()
