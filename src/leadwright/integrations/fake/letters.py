"""A letter to change one thing about, for tests of whatever carries letters."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from leadwright.domain.ids import MessageId, new_id
from leadwright.ports.channel import Letter


def example_letter(**changes: Any) -> Letter:
    """An ordinary reply with an id of its own; `changes` are fields of Letter."""
    key = new_id()
    plain = Letter(
        id=MessageId(key),
        message_id=f"<{key}@leads.example.com>",
        from_name="Ann Acme",
        from_address="ann@acme.example",
        to_name="Bob Buyer",
        to_address="bob@buyer.example",
        subject="Your question",
        text="Hello Bob",
        html="<p>Hello Bob</p>",
        date=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    )
    return replace(plain, **changes)


async def ready() -> None:
    """A `before_data` with nothing to write down."""
