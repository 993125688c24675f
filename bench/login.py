"""Enters the product as a person does: opens the form, posts it, keeps the cookie."""

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

_CSRF = re.compile(r'name="csrf"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf"')


def cookie(url: str, email: str, password: str) -> str:
    """The Cookie header of a logged-in session. Raises LookupError when the door stays shut."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with browser.open(f"{url}/login", timeout=30) as page:
        found = _CSRF.search(page.read().decode())
    if found is None:
        raise LookupError("the login page has no csrf field")
    form = {"email": email, "password": password, "csrf": found[1] or found[2]}
    with browser.open(f"{url}/login", urllib.parse.urlencode(form).encode(), timeout=30) as page:
        landed = page.geturl()
    if landed.endswith("/login"):
        raise LookupError("the login was refused")
    return "; ".join(f"{crumb.name}={crumb.value}" for crumb in jar)


def fetch(url: str, headers: dict[str, str]) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as page:
        return str(page.read().decode())
