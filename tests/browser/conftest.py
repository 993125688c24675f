"""A real Chromium against the real product: `leadwright run` in a folder of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from tests.prepared import copy_of_prepared
from tests.product import Product
from tools.browser import find

PASSWORD = "a long enough password"
EMAIL = "ines@acme.example"
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One product and one browser serve all tests here, so that one process runs them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(180))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: while Playwright is up, no other event loop can run in this process."""
    path = find()
    if path is None:
        pytest.skip("no Chromium here: make test installs one")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An installation of the browser tests' own, claimed from the shell."""
    folder = tmp_path_factory.mktemp("browsed")
    copy_of_prepared(tmp_path_factory, folder)
    running = Product(folder)
    try:
        running.wait()
        running.shell(
            "user", "create", "--workspace", "Acme", "--email", EMAIL, "--name", "Ines Carvalho",
            "--password-stdin", given=f"{PASSWORD}\n",
        )  # fmt: skip
        yield running
    finally:
        running.stop()


def sign_in(page: Page, email: str, password: str) -> None:
    """Through the form, as a person does; ends on Today, where keys are listened to."""
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name=re.compile("Sign in|Log in")).click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.wait_for_load_state()  # a heading stands before its page's scripts run


@dataclass
class Tab:
    """A page with everything its console complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        # What we refuse, the browser calls a failure to load; each test looks at the refusal itself.
        if message.type == "error" and "status of 422" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def tab(chromium: Browser, product: Product) -> Iterator[Tab]:
    """A fresh browser without cookies, at the product's address; its console must stay silent."""
    context = chromium.new_context(
        base_url=product.address, viewport={"width": 1440, "height": 900}, locale="en-GB"
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    opened = Tab(page)
    page.on("console", opened.note)
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    context.close()
    assert not opened.complaints
