"""Addresses within this site: the only ones a form or a header may send somebody to."""

from urllib.parse import quote, urlsplit

from starlette.requests import Request

_LONGEST = 2_000


def local_path(text: str) -> str | None:
    """The path if it stays here, else None.

    Browsers read `//host` as another host, and a backslash as a slash; tabs and line ends they
    drop before they look, so that control characters are refused as well.
    """
    if not text.startswith("/") or text.startswith("//") or len(text) > _LONGEST:
        return None
    if "\\" in text or any(ord(sign) < 33 or ord(sign) == 127 for sign in text):
        return None
    return text


def came_from(request: Request) -> str | None:
    """The page of ours on which the person was, by the Referer header."""
    referrer = urlsplit(request.headers.get("referer", ""))
    if referrer.netloc != request.headers.get("host"):
        return None
    return local_path(f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path)


def login_path(request: Request) -> str:
    """The log-in page that leads back to what was asked for."""
    asked = request.url.path if request.method == "GET" else came_from(request) or "/w"
    if request.method == "GET" and request.url.query:
        asked = f"{asked}?{request.url.query}"
    return f"/login?next={quote(asked, safe='/')}"
