"""Items to DynamoDB in batches; what comes back unprocessed is tried again."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from leadwright.serverless import pace
from leadwright.serverless.faults import NotTaken
from leadwright.serverless.items import Item
from leadwright.serverless.pace import Budget

Write = tuple[str, Item]


def put_all(client: Any, writes: Iterable[Write], batch_size: int, budget: Budget) -> int:
    """Puts every item and returns how many were tried again. The same item again changes nothing.

    Raises NotTaken when a table keeps refusing, OutOfTime when the invocation ends before.
    """
    batches = _batches(writes, batch_size)
    return sum(pace.each(lambda batch: _put(client, batch, budget), batches))


def _batches(writes: Iterable[Write], size: int) -> Iterator[list[Write]]:
    rest = iter(writes)
    while batch := list(islice(rest, size)):
        yield batch


def _put(client: Any, batch: list[Write], budget: Budget) -> int:
    budget.check()
    left: dict[str, list[Any]] = {}
    for table, item in batch:
        left.setdefault(table, []).append({"PutRequest": {"Item": item}})
    again = 0
    for attempt in range(pace.ATTEMPTS):
        left = client.batch_write_item(RequestItems=left).get("UnprocessedItems") or {}
        if not left:
            return again
        again += _count(left)
        budget.pause(attempt)
    raise NotTaken(
        f"{_count(left)} items of {', '.join(sorted(left))} were still not taken after "
        f"{pace.ATTEMPTS} tries. Look at the table's write capacity."
    )


def _count(requests: dict[str, list[Any]]) -> int:
    return sum(len(items) for items in requests.values())
