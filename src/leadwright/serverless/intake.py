"""One dropped file from the bucket to its teams' tables, or on to a workspace."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from leadwright.serverless import forward, identity, leads, manifest, routing, tables, workbook
from leadwright.serverless.events import Dropped
from leadwright.serverless.faults import Unreadable
from leadwright.serverless.items import item
from leadwright.serverless.leads import Lead
from leadwright.serverless.manifest import Entry
from leadwright.serverless.pace import Budget
from leadwright.serverless.routing import Destination
from leadwright.serverless.settings import Settings

Client = Any  # botocore makes its classes at run time


@dataclass(frozen=True)
class Clients:
    s3: Client
    dynamodb: Client


@dataclass
class Counts:
    """What became of a file's rows. `written` counts by table, `problems` by reason."""

    rows: int = 0
    duplicates: int = 0
    retried: int = 0
    forwarded: int = 0
    written: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)


def take(clients: Clients, settings: Settings, dropped: Dropped, budget: Budget) -> Counts | None:
    """Takes one file in; None when its content was taken in before.

    Raises Unreadable for a file nobody can mend here, NotTaken and OutOfTime for another try.
    """
    budget.check()
    data = _content(clients.s3, settings, dropped)
    key = manifest.file_id(data)
    entry = manifest.claim(clients.dynamodb, settings.manifest_table, key, dropped)
    if entry.status == manifest.DONE:
        return None
    counts = Counts()
    try:
        found = _distinct(leads.read(workbook.open_book(data)), entry.seed, counts)
        if settings.forwards:
            writes = _forwarded(settings, found, entry, dropped, budget, counts)
        else:
            writes = _routed(settings, found, entry, dropped, counts)
        counts.retried = tables.put_all(clients.dynamodb, writes, settings.batch_size, budget)
    except Unreadable as fault:
        said = {"Kind": fault.kind, "Reason": str(fault)}
        manifest.settle(clients.dynamodb, settings.manifest_table, key, "refused", said)
        raise
    said_of = {"Rows": counts.rows, "Duplicates": counts.duplicates, "Forwarded": counts.forwarded}
    manifest.settle(clients.dynamodb, settings.manifest_table, key, manifest.DONE, said_of)
    return counts


def _content(s3: Client, settings: Settings, dropped: Dropped) -> bytes:
    version = {"VersionId": dropped.version} if dropped.version else {}
    answer = s3.get_object(Bucket=dropped.bucket, Key=dropped.key, **version)
    if answer["ContentLength"] > settings.largest_file:
        answer["Body"].close()
        most = settings.largest_file // 1024 // 1024
        raise Unreadable("too_large", f"The file is larger than {most} MB. Split it.")
    return bytes(answer["Body"].read())


def _distinct(rows: Iterator[Lead], seed: bytes, counts: Counts) -> Iterator[tuple[Lead, str]]:
    """Each lead once with its CustomerID: two rows that say the same are one lead."""
    seen: set[str] = set()
    for lead in rows:
        counts.rows += 1
        customer_id = identity.customer_id(seed, lead.content())
        if customer_id in seen:
            counts.duplicates += 1
            continue
        seen.add(customer_id)
        counts.problems.update(reason for _, reason in lead.problems)
        yield lead, customer_id


def _routed(
    settings: Settings,
    found: Iterator[tuple[Lead, str]],
    entry: Entry,
    dropped: Dropped,
    counts: Counts,
) -> Iterator[tables.Write]:
    known = routing.table_of(settings.routes)
    for lead, customer_id in found:
        for to in routing.destinations(lead, known, settings.review_table):
            counts.written[to.table] += 1
            counts.problems.update(reason for _, reason in to.reasons)
            yield to.table, item(lead, to, customer_id, entry.started_at, dropped)


def _forwarded(
    settings: Settings,
    found: Iterator[tuple[Lead, str]],
    entry: Entry,
    dropped: Dropped,
    budget: Budget,
    counts: Counts,
) -> Iterator[tables.Write]:
    """Sends rows on. What the workspace does not take as a lead is kept in the review table."""
    origin = f"s3://{dropped.bucket}/{dropped.key}"[:100]
    for sent in forward.send_all(settings, found, origin, budget):
        if not sent.refused:
            counts.forwarded += 1
            continue
        counts.written[settings.review_table] += 1
        counts.problems["refused_by_workspace"] += 1
        to = Destination(settings.review_table, "", (), (("row", sent.refused),))
        yield to.table, item(sent.lead, to, sent.customer_id, entry.started_at, dropped)
