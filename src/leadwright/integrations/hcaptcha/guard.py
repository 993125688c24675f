"""hCaptcha's siteverify (docs.hcaptcha.com, Verify the User Response Server Side)."""

from leadwright.integrations.siteverify.guard import SiteVerify, Vendor
from leadwright.ports.wiring import Wiring

_HCAPTCHA = Vendor(
    "hCaptcha",
    "https://api.hcaptcha.com",
    life=120.0,
    late=frozenset(
        {"expired-input-response", "already-seen-response", "invalid-or-already-seen-response"}
    ),
)


def hcaptcha(wiring: Wiring) -> SiteVerify:
    """A site's guard."""
    return SiteVerify(wiring, _HCAPTCHA)
