"""The landing page: a visitor is the lead and watches the answer come."""

import re

from playwright.sync_api import Browser, expect
from tests.browser.conftest import Tab
from tests.product import Product


def test_a_visitor_watches_each_step_and_reads_the_reply(tab: Tab) -> None:
    page = tab.page
    page.goto("/")
    page.get_by_label("Name", exact=True).fill("Wilma Paterson")
    page.get_by_label("E-mail", exact=True).fill("wilma@paterson.example")
    page.get_by_label("Company", exact=True).fill("Paterson Joinery")
    page.get_by_label("Message", exact=True).fill(
        "What would 25 seats cost us? We want to start in March."
    )
    page.get_by_role("button", name=re.compile("Send")).click()
    expect(page.get_by_text("Hello Wilma", exact=False)).to_be_visible()
    expect(page.get_by_text("Pricing", exact=False).first).to_be_visible()
    for step in ("Stored", "Checked", "Matched", "Understood", "Scored", "Routed", "Mailed"):
        expect(page.get_by_text(step, exact=True).first).to_be_visible()


def test_a_wrong_address_is_named_at_its_field(tab: Tab) -> None:
    page = tab.page
    page.goto("/")
    page.get_by_label("E-mail", exact=True).fill("wilma@")
    page.get_by_role("button", name=re.compile("Send")).click()
    field = page.get_by_label("E-mail", exact=True)
    assert field.evaluate("e => !e.validity.valid || e.getAttribute('aria-invalid') === 'true'")


def test_a_visitor_sets_the_figures_and_the_range_follows(tab: Tab) -> None:
    page = tab.page
    page.goto("/#worth")
    page.get_by_label("Inbound leads a month").fill("100")
    page.get_by_label("Become customers, in %").fill("5")
    page.get_by_label("Value of one customer, in EUR").fill("1000")
    # 100 leads x 5 % x 1,000 = 5,000 a month; 5 to 15 % of that.
    expect(page.locator("#worth")).to_contain_text("5,000 EUR")
    expect(page.locator("#worth")).to_contain_text("250 to 750")
    expect(page.get_by_text("Both are correlations")).to_be_visible()


def test_the_calculator_works_without_javascript(chromium: Browser, product: Product) -> None:
    context = chromium.new_context(base_url=product.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?leads=100&rate=5&value=1000&low=10&high=20")
    expect(page.locator("#worth")).to_contain_text("500 to 1,000")
    page.get_by_label("Inbound leads a month").fill("200")
    page.get_by_label("Inbound leads a month").press("Enter")
    expect(page.locator("#worth")).to_contain_text("1,000 to 2,000")
    context.close()


def test_the_demo_form_says_what_is_kept_and_how_long(tab: Tab) -> None:
    page = tab.page
    page.goto("/")
    page.get_by_role("link", name="What is kept").click()
    expect(page.get_by_role("heading", name="What the demo form keeps")).to_be_visible()
    expect(page.get_by_text("30 days after your last message")).to_be_visible()


def test_every_link_of_the_landing_page_leads_somewhere_on_this_server(tab: Tab) -> None:
    page = tab.page
    page.goto("/")
    links = page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
    anchors = page.eval_on_selector_all(
        "a[href^='#']", "all => all.map(a => a.getAttribute('href'))"
    )
    assert "/guide/connect-a-site#typeform" in links
    for address in sorted(set(links)):
        assert page.request.get(address).ok, address
    for anchor in set(anchors):
        assert page.locator(anchor).count() == 1, anchor


def test_the_guide_is_read_page_by_page(tab: Tab) -> None:
    page = tab.page
    page.goto("/guide")
    expect(page.get_by_role("heading", name="Connect a site", level=1)).to_be_visible()
    page.get_by_role("navigation", name="Guide").get_by_role("link", name="Send mail").click()
    expect(page.get_by_role("heading", name="Send mail", level=1)).to_be_visible()
    page.get_by_role("link", name="Score", exact=True).click()
    expect(page).to_have_url(re.compile("/#score$"))
