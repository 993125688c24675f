"""Enters the product as a person does: opens the form, posts it, keeps the cookie; fills in others."""

import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar


class _Hidden(HTMLParser):
    """Collects the hidden fields of a page: what a browser sends back without being asked."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given.get("name") or ""] = given.get("value") or ""


def cookie(url: str, email: str, password: str) -> str:
    """The Cookie header of a logged-in session. Raises LookupError when the door stays shut."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with browser.open(f"{url}/login", timeout=30) as page:
        hidden = _Hidden()
        hidden.feed(page.read().decode())
    form = {**hidden.fields, "email": email, "password": password}
    with browser.open(f"{url}/login", urllib.parse.urlencode(form).encode(), timeout=30) as page:
        landed = page.geturl()
    if landed.endswith("/login"):
        raise LookupError("the login was refused")
    return "; ".join(f"{crumb.name}={crumb.value}" for crumb in jar)


def fill_in(url: str, page: str, typed: dict[str, str], cookie_header: str) -> None:
    """Sends a page's form as a logged-in person. Raises LookupError when it is not taken."""
    headers = {"Cookie": cookie_header, "Accept": "text/html"}
    hidden = _Hidden()
    hidden.feed(fetch(url + page, headers))
    form = urllib.parse.urlencode({**hidden.fields, **typed}).encode()
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url + page, form, headers), timeout=30
        ) as answer:
            landed = answer.geturl()
    except urllib.error.HTTPError as refused:
        raise LookupError(f"{page} answered {refused.code}") from refused
    if landed == url + page:
        raise LookupError(f"{page} did not take what was typed")


def fetch(url: str, headers: dict[str, str]) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as page:
        return str(page.read().decode())
