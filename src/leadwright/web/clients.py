"""Who is at the other end: the client's address behind trusted proxies."""

import ipaddress
from collections.abc import Sequence

from starlette.requests import Request

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def address(request: Request, trusted: Sequence[Network]) -> str:
    """The peer, or, if it is a trusted proxy, the last address before it that is not one."""
    peer = request.client.host if request.client else "unknown"
    if not trusted or not _within(peer, trusted):
        return peer
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
    for hop in reversed([hop for hop in hops if hop]):
        if not _within(hop, trusted):
            return hop if _is_address(hop) else peer
    return peer


def _within(text: str, trusted: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
