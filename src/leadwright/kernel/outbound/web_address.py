"""Webhook URLs that are themselves secrets, as members paste them into a connection."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound.http import private_pairs, why_refused

_PORTS = {"https": 443, "http": 80}


def web_address(text: str, allow_private: Iterable[str]) -> str:
    """The URL, if it is https, or http to a server the operator allows. ProviderError otherwise.

    Whether it may be connected to is decided by the client when it connects.
    """
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").casefold(), parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    plain = parts.scheme == "http" and (host, port) in private_pairs(allow_private)
    if not host or parts.username or not (parts.scheme == "https" or plain):
        raise ProviderError(
            "The webhook's address must begin with https://. Copy it once more.",
            permanent=False,
            connection_broken=True,
        )
    return text


async def must_be_reachable(address: str, allow_private: Iterable[str]) -> None:
    """ProviderError if the client would refuse to connect there: better reported before it is needed."""
    if why := await why_refused(address, private_pairs(allow_private)):
        raise ProviderError(
            f"Nothing can be posted there: {why}.", permanent=False, connection_broken=True
        )
