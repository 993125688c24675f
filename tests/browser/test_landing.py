"""The landing page: a visitor is the lead and watches the answer come."""

import re

from playwright.sync_api import expect
from tests.browser.conftest import Tab


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
