"""One item a file, written before its first row: the seed of its ids, then what became of it."""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadwright.serverless import identity
from leadwright.serverless.events import Dropped

DONE = "done"


@dataclass(frozen=True)
class Entry:
    """`started_at` is the first attempt's, so that a retry writes the very same items."""

    file_id: str
    seed: bytes
    started_at: str
    status: str


def file_id(data: bytes) -> str:
    """A file is known by its content: dropped again under any name or version it is the same."""
    return hashlib.sha256(data).hexdigest()


def claim(client: Any, table: str, key: str, dropped: Dropped) -> Entry:
    """The file's entry, made if it is new. Of two at once one makes it and both get the same."""
    fresh = {
        "FileID": {"S": key},
        "Seed": {"S": base64.b64encode(identity.new_seed()).decode()},
        "StartedAt": {"S": now()},
        "Status": {"S": "started"},
        "Bucket": {"S": dropped.bucket},
        "Key": {"S": dropped.key},
        "Version": {"S": dropped.version},
    }
    try:
        client.put_item(
            TableName=table, Item=fresh, ConditionExpression="attribute_not_exists(FileID)"
        )
    except client.exceptions.ConditionalCheckFailedException:
        found = client.get_item(TableName=table, Key={"FileID": {"S": key}}, ConsistentRead=True)
        return _entry(found["Item"])
    return _entry(fresh)


def settle(client: Any, table: str, key: str, status: str, said: Mapping[str, object]) -> None:
    """What became of the file: done or refused, with counts and reason."""
    values = {"Status": status, "FinishedAt": now(), **said}
    names = {f"#{n}": name for n, name in enumerate(values)}
    client.update_item(
        TableName=table,
        Key={"FileID": {"S": key}},
        UpdateExpression="SET " + ", ".join(f"{name} = {name.replace('#', ':')}" for name in names),
        ExpressionAttributeNames=names,
        ExpressionAttributeValues={
            f":{n}": {"N": str(value)} if isinstance(value, int) else {"S": str(value)}
            for n, value in enumerate(values.values())
        },
    )


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _entry(item: Mapping[str, Mapping[str, str]]) -> Entry:
    return Entry(
        item["FileID"]["S"],
        base64.b64decode(item["Seed"]["S"]),
        item["StartedAt"]["S"],
        item["Status"]["S"],
    )
