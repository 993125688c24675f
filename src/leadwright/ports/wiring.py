"""What an adapter receives when a workspace's connection is opened, or when its vendor calls a webhook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from leadwright.domain.ids import MessageId

_CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True)
class Wiring:
    """The filled-in fields of the vendor's card, secrets opened, and the way to the outside.

    `client` is the kernel's HTTP client. `allow_private` are the host:port pairs that the operator
    allows; whoever connects otherwise than by `client` must refuse every other private address.
    `tester`: the address of the member who presses the test button.
    """

    values: Mapping[str, str] = field(repr=False)
    client: Any
    allow_private: tuple[str, ...] = ()
    tester: str = ""


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

    def moment(self, stamp: object) -> datetime:
        """A time as vendors write it, in seconds since 1970 or by ISO 8601; else the present."""
        try:
            if isinstance(stamp, int | float):
                at = datetime.fromtimestamp(stamp, UTC)
            else:
                at = datetime.fromisoformat(str(stamp))
        except (ValueError, OverflowError, OSError):
            return self.now
        is_told = at.tzinfo is not None and at <= self.now + _CLOCKS_DIFFER
        return at if is_told else self.now


def our_id(text: object) -> MessageId | None:
    """The message that a vendor's event names by the tag we gave it."""
    try:
        return MessageId(UUID(str(text)))
    except ValueError:
        return None
