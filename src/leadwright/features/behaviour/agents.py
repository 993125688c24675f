"""What a User-Agent and an address say about who is there: the packaged lists, read once."""

import ipaddress
import re
from functools import cache
from importlib import resources

APPLE_PRIVACY = "Mozilla/5.0"
"""All that Apple's mail privacy says of itself; no browser is so brief."""
_PROXIES = ("googleimageproxy", "yahoomailproxy", "via ggpht.com")
_USUAL = re.compile(
    r"(Mozilla|Opera|Dalvik|Microsoft Office|Outlook|Thunderbird)\S* \(", re.IGNORECASE
)
_OLD = re.compile(
    r"MSIE |Windows NT 5|Windows 9|Chrome/[1-6]?\d\.|Firefox/[1-5]?\d\.|Trident/[1-6]\."
)


def _lines(name: str) -> list[str]:
    source = resources.files(__package__) / "data" / name
    lines = source.read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@cache
def _programs() -> re.Pattern[str]:
    return re.compile("|".join(_lines("agents.txt")), re.IGNORECASE)


@cache
def _networks() -> dict[int, frozenset[int]]:
    """Networks by the length of their prefix, as whole numbers."""
    found: dict[int, set[int]] = {}
    for line in _lines("networks.txt"):
        network = ipaddress.IPv4Network(line, strict=False)
        found.setdefault(network.prefixlen, set()).add(int(network.network_address))
    return {length: frozenset(numbers) for length, numbers in found.items()}


def is_program(agent: str) -> bool:
    """Whether it names a bot, a library, a scanner or a maker of previews."""
    return _programs().search(agent) is not None


def is_image_proxy(agent: str) -> bool:
    """Gmail's and Yahoo's go-betweens load pictures when a person looks at the mail."""
    return any(name in agent.casefold() for name in _PROXIES)


def is_odd(agent: str) -> bool:
    """Not as browsers and mail programs begin, or one from ten years ago: what machines dress up as."""
    return _USUAL.match(agent) is None or _OLD.search(agent) is not None


def in_data_centre(address: str) -> bool:
    """Whether a computing centre of the packaged list has this address (IPv4 only)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        if mapped is None:
            return False
        parsed = mapped
    number = int(parsed)
    return any(
        (number >> (32 - length) << (32 - length)) in networks
        for length, networks in _networks().items()
    )
