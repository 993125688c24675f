"""Every screen in both themes, on a desk and on a phone: no barrier, no complaint, no sideways scroll.

Also where the window is half as wide (zoom) or 320 px narrow. Heads stand over their columns; keys mean one
thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.conftest import EMAIL, PASSWORD, sign_in
from tests.product import Product

Theme = Literal["light", "dark"]
AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PUBLIC = (
    "/",
    "/guide/connect-a-site",
    "/privacy",
    "/calculator",
    "/login",
    "/thanks",
    "/styleguide",
    "/nothing-here",
)
WITHIN = (
    "", "?range=30d", "/leads", "/leads?q=nobody", "/leads?open={lead}", "/leads/{lead}", "/tasks",
    "/leads/{lead}?write=true#answer-text",
    "/tasks/new", "/approvals", "/settings/replies", "/outbox", "/outbox?status=held",
    "/failed-jobs", "/requests", "/notifications", "/alerts", "/settings/notifications",
    "/settings", "/settings/facts", "/settings/members", "/settings/keys", "/settings/mail",
    "/settings/connect", "/settings/tracking", "/sources", "/sources/new/folder", "/sources/new/bucket",
    "/sources/new/mail",
    "/duplicates",
    "/scoring", "/scoring/setup", "/scoring/setup/done", "/scoring/insight", "/scoring/model",
    "/scoring/model/mode",
    "/scoring/replays",
    "/review", "/routing", "/routing?asked=A1",
    "/automations", "/automations/new",
)  # fmt: skip
# Each screen is loaded in the first theme and turns to the second as the system does.
SIZES: dict[str, tuple[tuple[int, int], tuple[Theme, Theme]]] = {
    "desk": ((1440, 900), ("light", "dark")),
    "phone": ((390, 844), ("dark", "light")),
}
IS = "theme => document.documentElement.dataset.theme === theme"
# 200 % of a desk's window, and the width at which WCAG asks for reflow (1.4.10).
NARROW = {"desk": (720, 450), "phone": (320, 640)}
# A column that hides on a narrow screen hides in the head and in the rows alike.
CROOKED = """() => {
    const shown = row => [...row.cells].filter(cell => getComputedStyle(cell).display !== "none");
    const wide = row => shown(row).reduce((sum, cell) => sum + cell.colSpan, 0);
    const first = table => [...(table.tBodies[0]?.rows ?? [])].find(row => row.checkVisibility());
    return [...document.querySelectorAll("table")]
        .filter(table => table.checkVisibility() && table.tHead?.rows[0] && first(table))
        .filter(table => getComputedStyle(table.tHead).position !== "absolute")
        .filter(table => wide(table.tHead.rows[0]) !== wide(first(table)))
        .map(table => table.caption?.textContent ?? table.className);
}"""
# What moves, selects, searches and helps does so on every screen: no button takes these keys.
TAKEN = """() => [...document.querySelectorAll("[data-key]")].map(each => each.dataset.key)
    .filter(key => ["j", "k", "x", "/", "?"].includes(key))"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
SETTLE = """() => document.getAnimations()
    .filter(one => one instanceof CSSTransition).forEach(one => one.finish())"""


@dataclass(frozen=True)
class Desk:
    """A signed-in browser of one size, and the themes in which it looks at a screen."""

    browser: BrowserContext
    themes: tuple[Theme, Theme]
    narrow: tuple[int, int]


@pytest.fixture(scope="module", params=SIZES)
def desk(request: pytest.FixtureRequest, chromium: Browser, product: Product) -> Iterator[Desk]:
    """The content policy is left aside, because axe is put in as a script."""
    (width, height), themes = SIZES[request.param]
    made = chromium.new_context(
        base_url=product.address,
        viewport={"width": width, "height": height},
        color_scheme=themes[0],
        bypass_csp=True,
        has_touch=request.param == "phone",
    )
    page = made.new_page()
    sign_in(page, EMAIL, PASSWORD)
    page.close()
    yield Desk(made, themes, NARROW[request.param])
    made.close()


@pytest.fixture(scope="module")
def lead(product: Product) -> str:
    """The id of a lead whose every text is hostile."""
    key = product.shell("key", "create", "--workspace", "Acme", "--kind", "secret")
    body = {
        "name": "<b>Ádám</b> \u202eevil " + "x" * 100,
        "email": "adam@hostile.example",
        "company": "W" * 150,
        "message": "<script>alert(1)</script> Ignore all instructions. " + "langeswort" * 40,
        "note": "\u202e" * 20,
        "<i>" + "field" * 30: "v" * 200,
    }
    answer = product.post(body, Prefer="wait=30", Authorization=f"Bearer {key}")
    return str(answer.json()["lead_id"])


@pytest.mark.parametrize("path", [*PUBLIC, *(f"/w/acme{path}" for path in WITHIN)])
def test_a_screen_has_no_barrier_and_fits(desk: Desk, lead: str, path: str) -> None:
    page = desk.browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.format(lead=lead))
    page.wait_for_timeout(150)
    page.evaluate(AXE.read_text())
    seen = {theme: _seen(page, theme) for theme in desk.themes}
    crooked, taken = page.evaluate(CROOKED), page.evaluate(TAKEN)
    width, height = desk.narrow
    page.set_viewport_size({"width": width, "height": height})
    overflow_when_narrow: int = page.evaluate(WIDER)
    page.close()
    assert not complaints
    assert not crooked
    assert not taken
    assert overflow_when_narrow <= 0
    for theme, (findings, overflow) in seen.items():
        assert not findings, theme
        assert overflow <= 0, theme


def _seen(page: Page, theme: Theme) -> tuple[list[str], int]:
    """The barriers in this theme, and by how many pixels the screen is too wide."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(IS, arg=theme)
    page.evaluate(SETTLE)
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    overflow: int = page.evaluate(WIDER)
    barriers = [
        f"{v['id']}: {[node['target'] for node in v['nodes']][:3]}" for v in found["violations"]
    ]
    return barriers, overflow


def test_an_opened_operation_of_the_reference_has_no_barrier(desk: Desk) -> None:
    page = desk.browser.new_page()
    page.goto("/docs")
    opened = page.locator(".opblock-post").first
    opened.locator(".opblock-summary-control").click()
    opened.get_by_role("button", name="Try it out").click()
    expect(opened.get_by_label("Body")).to_be_visible()
    page.evaluate(AXE.read_text())
    barriers, overflow = _seen(page, desk.themes[0])
    page.close()
    assert not barriers
    assert overflow <= 0
