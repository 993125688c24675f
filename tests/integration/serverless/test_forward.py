"""Rows sent on to a Leadwright workspace instead of tables."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from tests.integration.serverless.stack import Stack, people, workbook

from leadwright.serverless.faults import IntakeFailed
from leadwright.serverless.handler import handle


class Door(BaseHTTPRequestHandler):
    """Answers with the next of `answers`, 202 when there are none; keeps what was posted."""

    protocol_version = "HTTP/1.1"
    answers: list[int]
    posts: list[tuple[str, dict[str, Any]]]

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.posts.append((self.headers["Idempotency-Key"], content))
        assert self.headers["X-Leadwright-Key"] == "pk_1"
        assert self.path == "/api/submit-lead"
        self.send_response(self.answers.pop(0) if self.answers else 202)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def door(monkeypatch: pytest.MonkeyPatch, *answers: int) -> Iterator[type[Door]]:
    kind = type("Here", (Door,), {"answers": list(answers), "posts": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("FORWARD_URL", f"http://127.0.0.1:{server.server_address[1]}/")
    monkeypatch.setenv("FORWARD_KEY", "pk_1")
    try:
        yield kind
    finally:
        server.shutdown()
        server.server_close()


def test_rows_become_submissions_each_once(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    with door(monkeypatch, 429, 503) as here:
        record = stack.drop(workbook(people(5, "A1", "Z9")))
        (file,) = handle({"Records": [record]})["files"]
        assert file["forwarded"] == 5
        assert handle({"Records": [record]})["totals"] == {"known": 1}
    by_key = dict(here.posts)
    assert (len(by_key), len(here.posts)) == (5, 7)
    assert {
        "name": "Anna0 Meyer", "email": "anna0@acme.example", "phone": "+49 30 100000",
        "company": "Acme GmbH", "product_interest": "A1", "source": "s3://fair-leads/customer.xlsx",
    } in by_key.values()  # fmt: skip
    assert stack.items("q1customer") == []


def test_a_row_that_the_workspace_refuses_waits_in_review(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    with door(monkeypatch, 422):
        (file,) = handle({"Records": [stack.drop(workbook(people(1, "A1")))]})["files"]
    assert (file["forwarded"], file["written"]) == (0, {"customer-review": 1})
    (item,) = stack.items("customer-review")
    assert item["Reasons"] == {"L": [{"S": "row: HTTP 422"}]}


def test_a_wrong_key_fails_the_file_and_says_what_to_check(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    with door(monkeypatch, *[401] * 9), pytest.raises(IntakeFailed, match="FORWARD_KEY"):
        handle({"Records": [stack.drop(workbook(people(3, "A1")))]})
    assert stack.items("customer-review") == []
