"""A day in a workspace, by mouse and by keys, in a real browser."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import EMAIL, PASSWORD, Tab, sign_in
from tests.product import Product, until

LEADS = (
    ("Katrin Ostermann", "Muehlenhof GmbH", "Können Sie uns bis Ende Januar eine Demo zeigen? 35 Leute."),
    ("Luca Ferrante", "Officine Ferrante", "What would 12 seats cost us a year?"),
    ("Dana Whitfield", "The Tribune", "I am a reporter and would like to interview your founder."),
)  # fmt: skip

# Whether the browser would ask before this page is left.
LEAVING = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@customer.example"


def _post(product: Product, name: str, company: str, message: str) -> None:
    body = {"name": name, "email": _address(name), "company": company, "message": message}
    answer = product.post(body)
    assert answer.status_code == 202, answer.text


@pytest.fixture(scope="module", autouse=True)
def leads(product: Product) -> None:
    """Three leads, answered or held."""
    for lead in LEADS:
        _post(product, *lead)
    key = product.shell("key", "create", "--workspace", "Acme", "--kind", "secret")
    headers = {"Authorization": f"Bearer {key}"}

    def settled() -> bool:
        found = httpx.get(f"{product.address}/api/leads", headers=headers).json()["items"]
        return len(found) >= len(LEADS) and all(x["reply_status"] != "pending" for x in found)

    until(settled, 60, "all leads are settled")


@pytest.fixture
def page(tab: Tab) -> Page:
    """Signed in, on Today."""
    sign_in(tab.page, EMAIL, PASSWORD)
    return tab.page


def test_signing_out_closes_the_workspace(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("Sign out")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/w/" not in url)
    page.goto("/w/acme")
    expect(page.get_by_label("Password", exact=True)).to_be_visible()


def test_today_shows_a_lead_while_it_arrives(page: Page, product: Product) -> None:
    expect(page.get_by_text("Katrin Ostermann").first).to_be_visible()
    _post(product, "Wanda Late", "Late Ltd", "Could you show us how routing works?")
    expect(page.get_by_text("Wanda Late").first).to_be_visible()
    expect(page.get_by_text(re.compile("answered in")).first).to_be_visible()


def test_a_lead_is_found_read_and_accepted_without_the_mouse(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("l")
    # Loaded, scripts too: a heading stands before keys are listened to.
    page.wait_for_url("**/leads")
    expect(page.get_by_role("heading", name="Leads")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("ferrante")
    expect(page.get_by_role("link", name="Luca Ferrante")).to_be_visible()
    expect(page.get_by_role("link", name="Katrin Ostermann")).to_have_count(0)
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 700, "y": 850})
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel.get_by_text("Officine Ferrante").first).to_be_visible()
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/leads/[0-9a-f-]{36}"))
    page.keyboard.press("a")
    status = page.locator("dl.fact-strip div").filter(has_text="Status")
    expect(status).to_contain_text("Accepted")
    page.reload()
    expect(status).to_contain_text("Accepted")


def test_the_list_of_keys_names_what_the_screen_binds_and_only_that(page: Page) -> None:
    page.goto("/w/acme/scoring")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Change it")
    page.keyboard.press("Escape")
    page.goto("/w/acme/leads?q=ferrante")
    page.get_by_role("link", name="Luca Ferrante").click()
    expect(page.locator("#panel").get_by_role("button", name="Reject")).to_be_visible()
    page.keyboard.press("?")
    expect(keys).to_contain_text("Reject")
    expect(keys).not_to_contain_text("Change it")


def test_a_slash_searches_everything_where_a_screen_has_no_search(page: Page) -> None:
    page.goto("/w/acme/scoring")
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("ferrante")
    expect(page.get_by_role("option", name=re.compile("Luca Ferrante"))).to_be_visible()


def test_a_waiting_reply_is_selected_by_x_and_cancelled_by_c(page: Page) -> None:
    page.goto("/w/acme/approvals")
    page.get_by_role("link", name="Dana Whitfield").click()
    expect(page.locator("#panel").get_by_role("button", name="Cancel")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("link", name="Dana Whitfield")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.get_by_role("link", name="Dana Whitfield")).to_be_visible()


def test_the_ledger_on_a_leads_page_adds_up(page: Page) -> None:
    page.goto("/w/acme/leads?q=katrin")
    page.get_by_role("link", name="Katrin Ostermann").click()
    expect(page.locator("#panel").get_by_text("Muehlenhof GmbH").first).to_be_visible()
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/leads/[0-9a-f-]{36}"))
    table = page.locator("table.ledger").first
    expect(table).to_be_visible()
    parts = [_number(cell) for cell in table.locator("tr.part td:last-child").all_inner_texts()]
    rest = [_number(cell) for cell in table.locator("tr.rest td:last-child").all_inner_texts()]
    total = _number(table.locator("tr.sum td:last-child").inner_text())
    assert round(sum(parts) + sum(rest), 2) == total


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", ""))


def test_two_changes_in_a_row_both_stand_in_the_form_of_a_rule(page: Page) -> None:
    page.goto("/w/acme/scoring")
    page.get_by_role("button", name="Change it").click()
    page.get_by_role("link", name="Add a limit").click()
    page.get_by_label("Name").fill("Only asks for prices")
    page.get_by_label("At most").fill("40")
    page.get_by_label("Pricing").check()  # the number is told by the same click, and answered first
    expect(page.get_by_text("Of the newest")).to_be_visible()
    expect(page.get_by_label("Pricing")).to_be_checked()
    page.get_by_role("button", name="Keep in the draft").last.click()
    limits = page.locator("section", has=page.get_by_role("heading", name="Limits and thresholds"))
    expect(limits.get_by_text("at most 40 while Intent is Pricing")).to_be_visible()
    page.get_by_role("button", name="Discard").click()


def test_a_held_draft_is_edited_and_sent_by_hand(page: Page) -> None:
    page.goto("/w/acme/outbox?status=held")
    page.get_by_text("Dana Whitfield").first.click()
    panel = page.locator("#panel")
    panel.get_by_role("button", name=re.compile("Approve|Send")).first.click()
    expect(page.get_by_text("On its way").first).to_be_visible()


def test_a_letter_leaves_by_ctrl_enter_and_is_not_left_behind_unasked(page: Page) -> None:
    page.goto("/w/acme/leads")
    page.goto(str(page.get_by_role("link", name="Luca Ferrante").first.get_attribute("href")))
    page.keyboard.press("w")
    text = page.locator("#answer-text")
    expect(text).to_be_focused()
    page.keyboard.type("A word by hand.")
    assert page.evaluate(LEAVING), "whoever leaves now is asked first"
    text.press("Control+Enter")
    expect(page.get_by_text("Written by hand")).to_be_visible()
    expect(page.get_by_text("A word by hand.").first).to_be_visible()
    assert not page.evaluate(LEAVING)


def test_a_secret_key_is_shown_once(page: Page) -> None:
    page.goto("/w/acme/settings/keys")
    page.get_by_label("Used by").fill("Reports")
    page.get_by_label("Kind").select_option("secret")
    page.get_by_role("button", name=re.compile("Make the key")).click()
    expect(page.get_by_text(re.compile("lws_[A-Za-z0-9_-]{20}")).first).to_be_visible()
    page.goto("/w/acme/settings/keys")
    expect(page.get_by_text("Reports")).to_be_visible()
    expect(page.get_by_text(re.compile("lws_[A-Za-z0-9_-]{20}"))).to_have_count(0)
