"""A form on another site brings our proof of work, in a real browser, and gets through."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from playwright.sync_api import Browser, expect
from tests.browser.conftest import EMAIL, PASSWORD, Tab, sign_in
from tests.product import Product, until


@contextmanager
def site(page: str, policy: str = "") -> Iterator[str]:
    """Another origin, with this page and, if given, a content security policy."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_guarded_form_of_another_site_gets_through_and_a_bare_post_waits(
    tab: Tab, product: Product, chromium: Browser
) -> None:
    page = tab.page
    sign_in(page, EMAIL, PASSWORD)
    page.goto("/w/acme/settings/keys")
    page.get_by_label("Used by").fill("Guarded form")
    page.get_by_role("button", name="Make the key").click()
    row = page.get_by_role("row", name="Guarded form")
    key = row.locator("code").inner_text()
    row.get_by_role("link").click()
    page.get_by_label("Proof of work").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("row", name="Guarded form")).to_contain_text("Proof of work")
    page.goto("/w/acme/settings/connect")
    page.get_by_role("link", name="Guarded form").click()
    snippet = page.locator("#text-html").inner_text()
    assert "/embed/proof.js" in snippet

    door = f"{product.address}/api/submit-lead?key={key}"
    bare = {"email": "bare@firm.example", "message": "A program wrote this without a proof."}
    assert httpx.post(door, json=bare).status_code == 202
    strict = f"script-src {product.address}; connect-src {product.address}; worker-src 'none'"
    for name, policy in (("worker", ""), ("turns", strict), ("haste", "")):
        with site(f"<!doctype html><title>Ours</title>{snippet}", policy) as address:
            visitor = chromium.new_context()
            form = visitor.new_page()
            form.goto(address)
            form.get_by_label("E-mail").fill(f"{name}@firm.example")
            form.get_by_label("Message").fill(f"Could you show us a demo next week? {name}")
            if name != "haste":
                expect(form.locator("input[name=_lw_proof]")).not_to_have_value("")
            form.get_by_role("button", name="Send").click()
            form.wait_for_url("**/thanks**", wait_until="commit")
            expect(form.get_by_role("heading", name="Thank you")).to_be_visible()
            visitor.close()

    def reasons() -> dict[str, str]:
        page.goto("/w/acme/quarantine")
        lines = page.locator("main").inner_text()
        return {"bare": lines} if "bare@firm.example" in lines else {}

    def is_a_lead(name: str) -> bool:
        page.goto(f"/w/acme/leads?q={name}@firm.example")
        return page.locator("tbody").get_by_text(f"{name}@firm.example").count() > 0

    until(lambda: "bare" in reasons(), 30, "the bare post is held")
    assert "No proof" in reasons()["bare"], json.dumps(reasons())
    for name in ("worker", "turns", "haste"):
        assert f"{name}@firm.example" not in reasons()["bare"]
        until(partial(is_a_lead, name), 30, f"{name} is a lead")
