"""The login ends, or the server is away, while a page is open: what was typed comes back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import EMAIL, PASSWORD, Tab, sign_in

# Asked a moment later: the answer may lead away from the page while this is still being evaluated.
ASKS_AGAIN = """() => void setTimeout(
    () => window.htmx.ajax('GET', location.href, {target: '#why', swap: 'innerHTML'}), 50)"""
FORM = "/w/acme/settings/mail"


@pytest.fixture
def page(tab: Tab) -> Iterator[Page]:
    sign_in(tab.page, EMAIL, PASSWORD)
    yield tab.page
    # The refusal itself is what is tested here; the browser calls it a failure to load.
    tested = ("401 (Unauthorized)", "ERR_CONNECTION_REFUSED")
    tab.complaints[:] = [one for one in tab.complaints if not any(why in one for why in tested)]


def _open(page: Page, path: str) -> None:
    """With its stream: were the login ended before that is asked for, it would lead away by itself."""
    with page.expect_response("**/w/acme/live"):
        page.goto(path)


def _end(page: Page) -> None:
    """As after a fortnight, or a sign-out everywhere."""
    page.context.clear_cookies()


def _back(page: Page) -> None:
    """Signs in where the way leads, and expects to be on the form again."""
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{FORM}")


def test_a_page_that_asks_again_leads_to_the_login_and_says_why(page: Page) -> None:
    _open(page, "/w/acme/leads")
    _end(page)
    page.evaluate(ASKS_AGAIN)
    expect(
        page.get_by_text("Your session has ended. Sign in to go on where you were.")
    ).to_be_visible()
    assert "next=" in page.url


def test_words_in_a_form_hold_the_page_until_their_writer_goes_and_come_back(page: Page) -> None:
    _open(page, FORM)
    page.get_by_label("E-mail").fill("never@again.example")
    _end(page)
    page.evaluate(ASKS_AGAIN)
    notice = page.get_by_role("alert").filter(has_text="Your session has ended")
    expect(notice).to_be_visible()
    page.get_by_label("Why").fill("asked by phone")
    notice.get_by_role("link", name="Sign in").click()
    _back(page)
    expect(page.get_by_text("What you typed before is back.")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("never@again.example")
    expect(page.get_by_label("Why")).to_have_value("asked by phone")
    page.reload()
    expect(page.get_by_label("E-mail")).to_have_value("")


def test_a_form_that_is_sent_too_late_is_filled_in_again_after_the_login(page: Page) -> None:
    _open(page, FORM)
    page.get_by_label("E-mail").fill("late@again.example")
    _end(page)
    page.get_by_role("button", name=re.compile("^Suppress")).click()
    expect(page.get_by_text("What you typed is kept in this tab")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    _back(page)
    expect(page.get_by_label("E-mail")).to_have_value("late@again.example")
    page.get_by_role("button", name=re.compile("^Suppress")).click()
    expect(page.get_by_role("rowheader", name="late@again.example")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("")


def test_what_was_sent_while_the_server_was_away_is_back_with_the_browsers_own_button(
    page: Page,
) -> None:
    page.goto(FORM)
    page.get_by_label("E-mail").fill("away@again.example")
    page.route(
        lambda _: True,
        lambda route: (
            route.abort("connectionrefused") if route.request.method == "POST" else route.fallback()
        ),
    )
    page.get_by_role("button", name=re.compile("^Suppress")).click()
    page.wait_for_url("chrome-error://**")  # and until it is loaded: before, there is no way back
    page.go_back()
    expect(page.get_by_label("E-mail")).to_have_value("away@again.example")
    expect(page.get_by_text("It is not saved yet.")).to_be_visible()
