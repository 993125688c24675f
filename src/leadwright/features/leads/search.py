"""The query of a list of leads: filters, order, page. Pure."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from leadwright.domain.errors import FieldProblem, Invalid

Order = Literal["recent", "score", "name", "company"]
ORDERS: tuple[Order, ...] = ("recent", "score", "name", "company")
_LONGEST_CURSOR = 8_000
REPLIES = ("pending", "delayed", "answered", "held", "stopped", "failed", "unconfirmed")


@dataclass(frozen=True)
class LeadFilter:
    """Which leads, in which order. Empty tuples and None mean: all.

    `after` and `before` are cursors: the page after, or before, that row. At most one is used.
    """

    q: str = ""
    intent: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    reply: tuple[str, ...] = ()
    owner_id: UUID | None = None
    unassigned: bool = False
    team_id: UUID | None = None
    without_team: bool = False
    min_score: int | None = None
    received_after: datetime | None = None
    order: Order = "recent"
    descending: bool = True
    after: str | None = None
    before: str | None = None
    limit: int = field(default=50)


def encode_cursor(values: list[Any]) -> str:
    """The place after a row, opaque to clients."""
    text = json.dumps(values, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> list[Any]:
    """The values in a cursor; Invalid if it is not one of ours."""
    if len(cursor) > _LONGEST_CURSOR:
        raise _broken()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, binascii.Error) as error:
        raise _broken() from error
    if not isinstance(values, list) or len(values) != 2:
        raise _broken()
    return values


def _broken() -> Invalid:
    return Invalid(
        "The page mark cannot be read.",
        problems=(FieldProblem("after", "malformed", "Use the `next` of an earlier answer."),),
    )
