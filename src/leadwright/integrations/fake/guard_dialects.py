"""How captcha vendors answer `siteverify`, as their references say: a token is good once."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from leadwright.integrations.fake.vendor_dialects import KEY, told
from leadwright.integrations.fake.vendor_server import Answer, Asked, Dialect

GOOD = "good-token"
_Taken = tuple[Answer, str | None]


def _answer(*codes: str) -> _Taken:
    words: dict[str, Any] = {"success": not codes, "error-codes": list(codes)}
    return told(200, words), None


def _verifying(used_code: str) -> Dialect:
    """Tokens that begin as the good one are right, once; a repeated question by its own key is the same."""
    seen: dict[str, str] = {}

    def take(asked: Asked) -> _Taken:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        token, key = form.get("response", ""), form.get("idempotency_key", "")
        if (asked.method, asked.path) != ("POST", "/siteverify"):
            return told(404, {}), None
        if form.get("secret") != KEY:
            return _answer("invalid-input-secret")
        if not token.startswith(GOOD):
            return _answer("invalid-input-response")
        if token in seen and not (key and seen[token] == key):
            return _answer(used_code)
        seen[token] = key
        return _answer()

    return take


DIALECTS: Mapping[str, Callable[[], Dialect]] = {
    "turnstile": lambda: _verifying("timeout-or-duplicate"),
    "hcaptcha": lambda: _verifying("already-seen-response"),
}
