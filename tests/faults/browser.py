"""A member's browser, for tests of real processes."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from tests.integration.screens.forms import hidden

PASSWORD = "a long enough password"


@contextmanager
def logged_in(address: str, email: str = "ines@acme.example") -> Iterator[httpx.Client]:
    """A cookie jar of somebody who signed in there; it sends the CSRF token by itself."""
    with httpx.Client(base_url=address, timeout=20) as client:
        fields = hidden(client.get("/login").text) | {"email": email, "password": PASSWORD}
        assert client.post("/login", data=fields).status_code == 303
        page = client.get("/me")
        client.headers["X-CSRF-Token"] = hidden(page.text)["csrf_token"]
        yield client
