"""Bad input at the front door, one of each kind: a clear 4xx, nothing stored, the server alive after.

What is odd but can be answered (emoji, right-to-left, script, formulas, SQL) is taken as it is.
"""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.prepared import copy_of_prepared
from tests.product import Product, demo_request

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


def _deep(depth: int) -> bytes:
    return b'{"email": "a@b.example", "message": ' + b"[" * depth + b"]" * depth + b"}"


def _many(count: int) -> bytes:
    return json.dumps({"email": "a@b.example", **{f"f{n}": n for n in range(count)}}).encode()


REFUSED: dict[str, tuple[str, bytes]] = {
    "empty": (JSON, b""),
    "null": (JSON, b"null"),
    "number": (JSON, b"12"),
    "wrong type of address": (JSON, b'{"email": {"a": [1]}}'),
    "address is a list": (JSON, b'{"email": ["a@b.example", "c@d.example"]}'),
    "address missing": (JSON, b'{"message": "hello"}'),
    "address null": (JSON, b'{"email": null, "message": "hello"}'),
    "broken JSON": (JSON, b'{"email": '),
    "JSON with a bare NaN": (JSON, b'{"email": NaN}'),
    "deep nesting": (JSON, _deep(100_000)),
    "ten thousand fields": (JSON, _many(10_000)),
    "ten thousand form fields": (FORM, b"&".join(b"f%d=1" % n for n in range(10_000))),
    "five megabytes": (JSON, b"x" * 5_000_000),
    "invalid UTF-8": (JSON, b'{"email": "\xff\xfe@b.example"}'),
    "invalid UTF-8 in a form": (FORM, b"email=a%FF%FE@b.example"),
    "line break in the address": (JSON, b'{"email": "a@b.example\\r\\nBcc: x@y.example"}'),
    "template syntax as address": (JSON, b'{"email": "{{7*7}}"}'),
    "wrong content type": ("application/xml", b"<email>a@b.example</email>"),
    "multipart without its boundary": ("multipart/form-data", b"--x\r\n"),
    "multipart cut off": (MULTIPART, b'--x\r\nContent-Disposition: form-data; name="email"\r\n'),
    "gzip bomb's first bytes": ("application/gzip", b"\x1f\x8b\x08\x00" * 1000),
}
ODD = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    '=HYPERLINK("http://x.example")',
    "'; drop table lead; --",
    "{{7*7}} ${7*7} %s %n ../../etc/passwd",
    "\u202eמה המחיר\u200b \U0001f600 \ufeff",
    "NUL \u0000 and bell \u0007",
    "lone \ud800 surrogate",
    "http://169.254.169.254/latest/meta-data http://localhost:5432",
    "0001-01-01 9999-12-31 2026-02-30 -1 1e999 99999999999999999999",
)  # fmt: skip


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("door")
    copy_of_prepared(tmp_path_factory, folder)
    running = Product(folder)
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def _send(product: Product, content_type: str, body: bytes, **headers: str) -> httpx.Response:
    return httpx.post(
        f"{product.address}/api/submit-lead",
        content=body,
        headers={"Content-Type": content_type, **headers},
        timeout=40,
    )


def _is_clear_refusal(product: Product, answer: httpx.Response) -> None:
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert len(problem["detail"]) > 10
    assert all(error["remedy"] for error in problem["errors"])
    assert "Traceback" not in answer.text
    assert httpx.get(f"{product.address}/health/ready", timeout=10).status_code == 200


@pytest.mark.parametrize("kind", REFUSED)
def test_bad_input_is_refused_in_words_and_stores_nothing(product: Product, kind: str) -> None:
    before = product.rows("select count(*) as n from submission")
    _is_clear_refusal(product, _send(product, *REFUSED[kind]))
    assert product.rows("select count(*) as n from submission") == before


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_from_a_person_is_taken_and_answered(product: Product, text: str) -> None:
    body = demo_request("Odd Guest") | {
        "message": f"Please show us a demo. {text}",
        "company": text,
    }
    answer = _send(product, JSON, json.dumps(body).encode(), Prefer="wait=30")
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] in {"answered", "stopped", "held"}


@pytest.mark.parametrize("key", ["", "x" * 300])
def test_an_unusable_idempotency_key_is_refused(product: Product, key: str) -> None:
    body = json.dumps(demo_request("Key Guest")).encode()
    _is_clear_refusal(product, _send(product, JSON, body, **{"Idempotency-Key": key}))


def test_forged_result_addresses_and_ids_lead_nowhere(product: Product) -> None:
    for path in ("x", "..%2f..%2fetc%2fpasswd", "0" * 500, "%00", "🙂"):
        answer = httpx.get(f"{product.address}/api/results/{path}", timeout=10)
        assert answer.status_code == 404, (path, answer.text)
        assert "Traceback" not in answer.text


def test_an_upload_given_up_half_way_and_a_slow_client_hold_up_nobody(product: Product) -> None:
    head = b"POST /api/submit-lead HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    slow = [_half_a_post(product, head) for _ in range(20)]
    slow[0].close()
    began = time.monotonic()
    assert product.post(demo_request("Quick Guest")).status_code == 202
    assert time.monotonic() - began < 10
    answer = slow[1].recv(4096)  # after 20 s of silence
    assert answer.startswith(b"HTTP/1.1 400")
    for one in slow[1:]:
        one.close()


def _half_a_post(product: Product, head: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", product.port), timeout=60)
    line.sendall(head + b'Content-Length: 500\r\n\r\n{"email": ')
    return line


def test_nothing_of_all_that_left_a_stack_trace_in_the_log(product: Product) -> None:
    assert "Traceback" not in product.log.read_text(errors="replace")
