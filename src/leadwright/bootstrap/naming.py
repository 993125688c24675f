"""What an installation is called in replies while nobody has claimed and named it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from leadwright.bootstrap.mail import from_address
from leadwright.domain.mail_hosts import FREE
from leadwright.features.workspaces.directory import UNNAMED
from leadwright.kernel.settings import Settings


def public_name(settings: Settings) -> str:
    """The domain its mail comes from, else its public host's name, else the product's."""
    sender = from_address(settings).rpartition("@")[2].casefold()
    host = (urlsplit(settings.address).hostname or "").casefold().removeprefix("www.")
    return next((name for name in (sender, host) if _is_a_name(name)), UNNAMED)


def _is_a_name(domain: str) -> bool:
    if "." not in domain or domain.endswith(".localhost") or domain in FREE:
        return False
    try:
        ip_address(domain)
    except ValueError:
        return True
    return False
