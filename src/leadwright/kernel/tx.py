"""Tracks whether this task has an open transaction, so that no network call waits inside one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_open: ContextVar[bool] = ContextVar("transaction_open", default=False)


@contextmanager
def open_transaction() -> Iterator[None]:
    """Marks the current task as holding a transaction until the block ends."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def refuse_inside_transaction(what: str) -> None:
    """Raise RuntimeError if the current task holds a transaction. `what` names the network client."""
    if _open.get():
        raise RuntimeError(
            f"{what}: a network call inside a database transaction; "
            "move it into the step's `call` half (docs/adr/0010)"
        )
