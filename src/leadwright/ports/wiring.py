"""What an adapter is given when a connection is opened, or when its vendor calls a webhook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from leadwright.domain.ids import MessageId

_CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True)
class Wiring:
    """The values of the vendor card's fields, with secrets decrypted, and the network client.

    `client` is the kernel's HTTP client. `allow_private` lists the host:port pairs that the operator
    allows; an adapter that connects without `client` must refuse every other private address.
    `tester`: the address of the member who presses the test button.
    """

    values: Mapping[str, str] = field(repr=False)
    client: Any
    allow_private: tuple[str, ...] = ()
    tester: str = ""


@dataclass(frozen=True)
class Hook:
    """A vendor's webhook request as received, with the fields of its connection.

    Header names are lower case. `now` is the time against which its age is checked.
    """

    values: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str]
    body: bytes
    now: datetime
    client: Any

    def moment(self, stamp: object) -> datetime:
        """A vendor's timestamp (Unix seconds or ISO 8601); the current time if missing or in the future."""
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
    """The id of our message, from the tag that we attached to it."""
    try:
        return MessageId(UUID(str(text)))
    except ValueError:
        return None
