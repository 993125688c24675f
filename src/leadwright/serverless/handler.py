"""The Lambda's entry: every file of an S3 event, each by itself, then one result for all.

A file that fails never keeps the others from being taken. When any failed, the result is raised in
the end, so that Lambda tries the event again and then hands it to the dead-letter queue; files that
are done are known by their manifest and skipped.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping
from functools import cache
from traceback import extract_tb
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from leadwright.serverless import events, intake
from leadwright.serverless.events import Dropped
from leadwright.serverless.faults import IntakeFailed, NotTaken, OutOfTime, Unreadable
from leadwright.serverless.intake import Clients, Counts
from leadwright.serverless.logs import Log
from leadwright.serverless.pace import Budget
from leadwright.serverless.settings import Settings, from_environment

Result = dict[str, Any]
_MARGIN = 3.0  # seconds kept to write down what became of a file
_LONGEST = 900.0


def handle(event: Mapping[str, Any], context: Any = None) -> Result:
    """Raises IntakeFailed with the same result as JSON if any file was refused or failed."""
    settings = from_environment()
    log = Log(
        settings.log_level,
        getattr(context, "aws_request_id", ""),
        getattr(context, "function_name", "leadwright-intake"),
    )
    budget = Budget(time.monotonic() + _seconds_left(context) - _MARGIN)
    files = [_file(settings, log, record, budget) for record in events.records(event)]
    statuses = Counter(str(file["status"]) for file in files)
    result: Result = {"files": files, "totals": dict(statuses)}
    if statuses["failed"] or statuses["refused"]:
        raise IntakeFailed(json.dumps(result, ensure_ascii=False))
    return result


@cache
def clients() -> Clients:
    """Made at the first event and kept while the function is warm; the region is the function's.

    Requests are not checked against the service's model: it takes a quarter of the processor time,
    and items.py makes nothing else than what DynamoDB knows.
    """
    config = Config(
        retries={"mode": "standard", "max_attempts": 5},
        connect_timeout=5,
        read_timeout=20,
        parameter_validation=False,
    )
    session = boto3.session.Session()
    return Clients(session.client("s3", config=config), session.client("dynamodb", config=config))


def _file(settings: Settings, log: Log, record: Any, budget: Budget) -> Result:
    began = time.perf_counter()
    try:
        dropped = events.read(record)
    except ValueError as fault:
        log.write("ERROR", "record.unreadable", reason=str(fault))
        return {"status": "failed", "kind": "event", "reason": str(fault)}
    where: Result = {"bucket": dropped.bucket, "key": dropped.key, "version": dropped.version}
    ignored = events.why_ignored(dropped, settings.patterns)
    if ignored:
        log.write("INFO", "file.ignored", **where, reason=ignored)
        log.measure({"FilesIgnored": 1})
        return {**where, "status": "ignored", "reason": ignored}
    outcome = _taken(settings, dropped, budget)
    outcome["milliseconds"] = round((time.perf_counter() - began) * 1000)
    level = "ERROR" if outcome["status"] in ("failed", "refused") else "INFO"
    log.write(level, f"file.{outcome['status']}", **where, **outcome)
    log.measure(_metrics(outcome, settings))
    return {**where, **outcome}


def _taken(settings: Settings, dropped: Dropped, budget: Budget) -> Result:
    """One file's outcome as data. Whatever goes wrong with it stays with it."""
    try:
        counts = intake.take(clients(), settings, dropped, budget)
    except Unreadable as fault:
        return {"status": "refused", "kind": fault.kind, "reason": str(fault)}
    except Exception as fault:  # noqa: BLE001 -- the other files of the event must still be tried
        return {"status": "failed", "kind": type(fault).__name__, "reason": _in_words(fault)}
    if counts is None:
        return {"status": "known", "reason": "this content was taken in before"}
    return {"status": "done", **_numbers(counts)}


def _in_words(fault: Exception) -> str:
    """What failed, without what a row says: an exception's own text may quote it."""
    if isinstance(fault, ClientError):
        return f"{fault.operation_name}: {fault.response.get('Error', {}).get('Code', 'unknown')}"
    if isinstance(fault, (NotTaken, OutOfTime)):
        return str(fault)
    frame = extract_tb(fault.__traceback__)[-1]
    return f"unexpected, in {frame.filename.rpartition('/')[2]} line {frame.lineno}"


def _numbers(counts: Counts) -> Result:
    return {
        "rows": counts.rows,
        "duplicates": counts.duplicates,
        "forwarded": counts.forwarded,
        "retried": counts.retried,
        "written": dict(counts.written),
        "problems": dict(counts.problems),
    }


def _metrics(outcome: Result, settings: Settings) -> dict[str, int]:
    written: dict[str, int] = outcome.get("written", {})
    review = written.get(settings.review_table, 0)
    return {
        "FilesDone": int(outcome["status"] == "done"),
        "FilesKnown": int(outcome["status"] == "known"),
        "FilesRefused": int(outcome["status"] == "refused"),
        "FilesFailed": int(outcome["status"] == "failed"),
        "Rows": outcome.get("rows", 0),
        "RowsWritten": sum(written.values()) - review,
        "RowsToReview": review,
        "RowsForwarded": outcome.get("forwarded", 0),
        "RowsDuplicate": outcome.get("duplicates", 0),
        "ItemsRetried": outcome.get("retried", 0),
        "Milliseconds": outcome["milliseconds"],
    }


def _seconds_left(context: Any) -> float:
    left = getattr(context, "get_remaining_time_in_millis", None)
    return left() / 1000 if left else _LONGEST
