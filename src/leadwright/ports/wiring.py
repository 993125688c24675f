"""What an adapter is given when a workspace's own connection to a vendor is opened, or reports to us."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Wiring:
    """The filled-in fields of the vendor's card, secrets opened, and the way to the outside.

    `client` is the kernel's HTTP client. `allow_private` are the host:port pairs that the operator
    allows; whoever connects otherwise than by `client` must refuse every other private address.
    """

    values: Mapping[str, str] = field(repr=False)
    client: Any
    allow_private: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hook:
    """A post from a vendor as it came in, with the fields of the connection it is for.

    Header names are lower case. `now` is the time against which its age is told.
    """

    values: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str]
    body: bytes
    now: datetime
    client: Any
