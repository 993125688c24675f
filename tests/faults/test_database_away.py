"""The database away for ten seconds: cut off, or there and silent."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.faults.mail_server import CountingServer
from tests.faults.proxy import Wire
from tests.prepared import copy_of_prepared
from tests.product import Product, demo_request, until

from leadwright.kernel.db.embedded import EmbeddedPostgres

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

SECONDS = 10


@pytest.fixture
def remote(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    product_with: Callable[..., Product],
) -> Iterator[tuple[Product, Wire, CountingServer]]:
    """A product whose database is somewhere else, behind a wire."""
    folder = tmp_path / "product0"
    copy_of_prepared(tmp_path_factory, folder)
    embedded = EmbeddedPostgres(folder / "postgres")
    urls = embedded.start()
    socket = Path(parse_qs(urlsplit(urls.app).query)["host"][0]) / ".s.PGSQL.5432"
    with Wire(socket) as wire, CountingServer() as server:
        named = {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
        named["DATABASE_SYSTEM_URL"] = urls.system
        remote = {name: _over(wire, url) for name, url in named.items()}
        yield product_with(LEADWRIGHT_SMTP_URL=server.url, **remote), wire, server
    embedded.stop()


def _over(wire: Wire, url: str) -> str:
    parts = urlsplit(url)
    return f"postgresql://{parts.username}:{parts.password}@127.0.0.1:{wire.port}{parts.path}"


@pytest.mark.parametrize("absence", ["cut", "silence"])
def test_posts_are_refused_quickly_and_everything_flows_again_by_itself(
    remote: tuple[Product, Wire, CountingServer], absence: str
) -> None:
    product, wire, server = remote
    before = [_take(product, f"Before Number{n}") for n in range(20)]
    getattr(wire, absence)()
    away_until = time.monotonic() + SECONDS
    refused = 0
    while time.monotonic() < away_until:
        _is_refused_quickly(product)
        refused += 1
    wire.mend()
    assert refused
    until(product.is_ready, 60, "the product is ready again")
    after = [_take(product, f"After Number{n}") for n in range(5)]
    until(lambda: _are_answered(before + after), 150, "everybody is answered")
    assert set(server.accepted().values()) == {1}


def _take(product: Product, name: str) -> str:
    answer = product.post(demo_request(name), **{"Idempotency-Key": name})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["result_url"])


def _is_refused_quickly(product: Product) -> None:
    began = time.monotonic()
    answer = product.post(demo_request("Meanwhile Guest"), Origin="https://site.example")
    assert time.monotonic() - began < 15
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "again" in answer.json()["detail"]
    assert "Traceback" not in answer.text
    assert httpx.get(f"{product.address}/health/live", timeout=5).status_code == 200


def _are_answered(addresses: list[str]) -> bool:
    """Sent, or `unconfirmed` if the answer to the letter came while nothing could be written."""
    found = {httpx.get(url, timeout=10).json().get("status") for url in addresses}
    return found <= {"answered", "unconfirmed"}
