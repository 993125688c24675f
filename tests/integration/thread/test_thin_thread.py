"""The product as a newcomer starts it: one command, a form post, an answer."""

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from tests.product import Product, demo_request

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

OWNER = (
    "user",
    "create",
    "--workspace",
    "Acme",
    "--email",
    "ines@acme.example",
    "--password-stdin",
)
PASSWORD = "a long enough password\n"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = Product(tmp_path_factory.mktemp("product"))
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def test_a_form_post_is_answered_and_the_workspace_sees_why(product: Product) -> None:
    made = product.shell(*OWNER, given=PASSWORD)
    assert json.loads(made)["workspace"] == "acme"
    secret = product.shell("key", "create", "--workspace", "Acme", "--kind", "secret")
    bearer = {"Authorization": f"Bearer {secret}"}
    answer = product.post(demo_request("Katrin Ostermann"), Prefer="wait=30", **bearer)
    result = answer.json()
    assert answer.status_code == 200, result
    assert result["status"] == "answered"
    assert result["intent"] == "demo_request"
    assert "Katrin" in result["reply"]["text"]
    assert round(sum(r["points"] for r in result["reasons"]), 2) == result["score"]
    names = [step["name"] for step in result["steps"]]
    assert names[0] == "store"
    assert names[-1] == "send"
    listed = httpx.get(f"{product.address}/api/leads", headers=bearer).json()
    assert [lead["email"] for lead in listed["items"]] == ["katrin.ostermann@muehlenhof.example"]
    one = httpx.get(f"{product.address}/api/leads/{result['lead_id']}", headers=bearer).json()
    assert {fact["key"] for fact in one["facts"]} >= {"company", "intent", "team_size"}


def test_a_person_at_a_terminal_is_told_where_to_sign_in(product: Product) -> None:
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "leadwright", *OWNER],
        env=product.environment,
        input=PASSWORD.encode(),
        stdout=theirs,
        check=True,
        timeout=120,
    )
    told = os.read(ours, 4096).decode()
    os.close(ours)
    os.close(theirs)
    assert "ines@acme.example is an owner of Acme" in told
    assert f"{product.address}/login" in told
    assert "{" not in told


def test_a_submitter_sees_only_what_a_submitter_may_see(product: Product) -> None:
    result = product.post(demo_request("Jean Petit"), Prefer="wait=30").json()
    assert set(result) == {"id", "status", "reply"}
    assert set(result["reply"]) == {"subject", "text"}


def test_the_same_key_and_body_give_the_same_answer_and_another_body_is_refused(
    product: Product,
) -> None:
    headers = {"Idempotency-Key": "order-1"}
    first = product.post(demo_request("Ada One"), **headers)
    again = product.post(demo_request("Ada One"), **headers)
    other = product.post(demo_request("Ada Two"), **headers)
    assert first.status_code == again.status_code == 202
    assert first.json()["id"] == again.json()["id"]
    assert other.status_code == 422


def test_a_filled_honeypot_is_stored_and_never_answered(product: Product) -> None:
    body = {**demo_request("Robo Form"), "_lw_hp": "http://spam.example"}
    result = product.post(body, Prefer="wait=30").json()
    assert result["status"] == "stopped"
    assert result["reply"] is None


BAD_BODIES = [
    b"",
    b"{",
    b"[]",
    b'"text"',
    b"[" * 50_000,
    b'{"name": "nobody to answer"}',
    b'{"email": "not an address"}',
    b'{"email": NaN}',
    b"\xff\xfe\x00",
    json.dumps({"email": "a@b.example", **{f"f{n}": n for n in range(10_000)}}).encode(),
    b'{"email": "a@b.example\\r\\nBcc: x@y.example"}',
    b"x" * 5_000_000,
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_a_bad_body_gets_a_clear_refusal(product: Product, body: bytes) -> None:
    answer = httpx.post(
        f"{product.address}/api/submit-lead",
        content=body,
        headers={"Content-Type": "application/json"},
        timeout=30,
    )
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    assert "Traceback" not in answer.text


def test_another_workspaces_secret_opens_nothing_here(product: Product) -> None:
    made = product.post(demo_request("Wall Test"), Prefer="wait=30").json()
    assert made["status"] == "answered"
    wrong = {"Authorization": "Bearer lws_wrong"}
    assert httpx.get(f"{product.address}/api/leads", headers=wrong).status_code == 401


def test_accepted_submissions_survive_the_death_of_the_worker(product: Product) -> None:
    urls = []
    for number in range(30):
        answer = product.post(demo_request(f"Crash Test {number}"))
        assert answer.status_code == 202
        urls.append(answer.json()["result_url"])
        if number == 15:
            assert product.kill("worker")
    deadline = time.monotonic() + 120
    open_urls = set(urls)
    while open_urls and time.monotonic() < deadline:
        for url in list(open_urls):
            status = httpx.get(url, timeout=10).json()["status"]
            if status in {"answered", "unconfirmed"}:
                open_urls.discard(url)
        time.sleep(0.5)
    assert not open_urls
