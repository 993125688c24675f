"""Fills in a form as a browser does: with the hidden fields of the page it stands on."""

from collections.abc import Mapping
from html.parser import HTMLParser

import httpx


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given.get("name") or ""] = given.get("value") or ""


def hidden(html: str) -> dict[str, str]:
    """Hidden fields of a page."""
    page = _Hidden()
    page.feed(html)
    return page.fields


async def send(
    client: httpx.AsyncClient, shown: str, to: str, fields: Mapping[str, str]
) -> httpx.Response:
    """Open the page, fill in its form and post it."""
    page = await client.get(shown)
    return await client.post(to, data={**hidden(page.text), **fields})
