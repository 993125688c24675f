"""What S3 tells: which objects were dropped, and which of them are ours to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote_plus

from leadwright.serverless.faults import Misconfigured


@dataclass(frozen=True)
class Dropped:
    """One object of an event. `version` is empty in a bucket that keeps none."""

    bucket: str
    key: str
    version: str
    event: str
    time: str
    sequencer: str
    size: int

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]


def records(event: Mapping[str, Any]) -> list[Any]:
    """The records of a notification, unread. The notice sent when it is switched on holds none."""
    if event.get("Event") == "s3:TestEvent":
        return []
    found = event.get("Records")
    if not isinstance(found, list):
        raise Misconfigured("The event has no list of Records: it is no notification of S3.")
    return found


def read(record: Any) -> Dropped:
    """Raises ValueError. Keys come URL-encoded, with a plus for a space."""
    try:
        thing = record["s3"]["object"]
        return Dropped(
            bucket=record["s3"]["bucket"]["name"],
            key=unquote_plus(thing["key"]),
            version=thing.get("versionId") or "",
            event=str(record.get("eventName", "ObjectCreated:")).removeprefix("s3:"),
            time=str(record.get("eventTime", "")),
            sequencer=str(thing.get("sequencer", "")),
            size=int(thing.get("size") or 0),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"A record is no notification of S3: {error!r}.") from error


def why_ignored(item: Dropped, patterns: Sequence[str]) -> str | None:
    """A reason in words, or None for a file to be read. Upper and lower case are the same."""
    if not item.event.startswith("ObjectCreated:"):
        return f"{item.event} creates no file"
    key, name = item.key.casefold(), item.name.casefold()
    if not name:
        return "it is a folder"
    for pattern in patterns:
        wanted = pattern.casefold()
        if fnmatchcase(key if "/" in wanted else name, wanted):
            return None
    return f"its name does not match {', '.join(patterns)}"
