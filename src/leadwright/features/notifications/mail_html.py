"""A mail to a member as HTML: its text, readable on a phone and in the dark, with our own links to press."""

import html
from collections.abc import Collection

_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"></head><body style="margin:0;padding:16px">'
)
_BODY = (
    "<div style=\"max-width:600px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,"
    'sans-serif;white-space:pre-wrap;overflow-wrap:anywhere">'
)
_ALONE = "Open in Leadwright"


def html_of(text: str, links: Collection[str]) -> str:
    """`links`: our own, each at the end of a line; nothing else in the text becomes one."""
    lines = (_line(line, links) for line in text.splitlines())
    return _HEAD + _BODY + "\n".join(lines) + "</div></body></html>"


def anchor(link: str, words: str) -> str:
    return f'<a href="{html.escape(link)}">{html.escape(words)}</a>'


def _line(line: str, links: Collection[str]) -> str:
    """`Alerts: https://...` is pressed by its word, an address that stands alone by what it does."""
    words, _, link = line.rpartition(": ")
    if link not in links:
        return html.escape(line)
    return anchor(link, words or _ALONE)
