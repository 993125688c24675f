"""The script for pages of other sites: what it tells, what it keeps, and whom it leaves alone."""

import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request
from tests.product import Product

PAGE = """<!doctype html><title>A site</title><h1>Prices</h1>
<form id="ask" data-leadwright><label>E-mail <input name="email"></label></form>
<a href="/files/guide.pdf">Guide</a>
<script type="module" src="{address}/visits.js?key=lwp_of_a_site"></script>"""


Told = list[dict[str, Any]]


@pytest.fixture(scope="module")
def site(product: Product) -> Iterator[str]:
    """A site of somebody else's on this machine: browsers keep pages of the internet away from it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE.format(address=product.address).encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _open(browser: Browser, site: str, wish: str = "") -> tuple[Page, Told]:
    """A page of the site with the script on it, and what the script tells."""
    context = browser.new_context()
    if wish:
        context.add_init_script(wish)
    page = context.new_page()
    told: Told = []

    def heard(request: Request) -> None:
        if "/api/events" in request.url and request.method == "POST":
            told.append(json.loads(request.post_data or "{}"))

    page.on("request", heard)
    address = f"{site}/pricing?email=secret@person.example"
    if wish:
        page.goto(address, wait_until="networkidle")
    else:
        with telling(page, "page.viewed"):
            page.goto(address)
    return page, told


def telling(page: Page, kind: str) -> AbstractContextManager[object]:
    """Until the script has told of this."""
    return page.expect_request(lambda request: f'"{kind}"' in (request.post_data or ""))


def test_a_visit_is_told_without_cookies_and_joins_the_form(chromium: Browser, site: str) -> None:
    page, told = _open(chromium, site)
    with telling(page, "form.started"):
        page.get_by_label("E-mail").focus()
    with telling(page, "file.downloaded"):
        page.get_by_role("link", name="Guide").click()
    page.wait_for_load_state("networkidle")
    assert [one["kind"] for one in told][:3] == ["page.viewed", "form.started", "file.downloaded"]
    assert told[0]["about"] == f"{site}/pricing"
    assert told[0]["automated"] is True
    assert len({one["visitor"] for one in told[:3]}) == 1
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_forms_hidden_field_names_the_visitor_and_consent_keeps_the_name(
    chromium: Browser, site: str
) -> None:
    page, told = _open(chromium, site)
    page.get_by_label("E-mail").focus()
    assert page.locator("input[name=_lw_v]").input_value() == told[0]["visitor"]
    page.evaluate("leadwright.agree()")
    with telling(page, "page.viewed"):
        page.reload()
    assert told[-1]["visitor"] == told[0]["visitor"]
    page.evaluate("leadwright.forget()")
    assert page.evaluate("localStorage.length") == 0


def test_who_asks_not_to_be_tracked_is_not_told_of(chromium: Browser, site: str) -> None:
    wish = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
    page, told = _open(chromium, site, wish)
    page.get_by_label("E-mail").focus()
    assert told == []
    assert page.locator("input[name=_lw_v]").count() == 0
