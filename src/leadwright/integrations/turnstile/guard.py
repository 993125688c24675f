"""Turnstile's siteverify (developers.cloudflare.com/turnstile/get-started/server-side-validation)."""

from leadwright.integrations.siteverify.guard import SiteVerify, Vendor
from leadwright.ports.wiring import Wiring

_TURNSTILE = Vendor(
    "Turnstile",
    "https://challenges.cloudflare.com/turnstile/v0",
    life=300.0,
    late=frozenset({"timeout-or-duplicate"}),
    repeats="idempotency_key",
)


def turnstile(wiring: Wiring) -> SiteVerify:
    """A widget's guard."""
    return SiteVerify(wiring, _TURNSTILE)
