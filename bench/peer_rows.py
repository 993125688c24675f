"""Fills the peers' databases, so that they too are measured with a hundred thousand leads."""

import json
import sqlite3
import time
from collections.abc import Iterator

from bench import people
from bench.loader import TAG
from bench.peers.ceiling import TABLES as CEILING_TABLES
from bench.peers.three_hours import TABLES as THREE_HOURS_TABLES


def ceiling(count: int) -> tuple[str, ...]:
    """Statements that fill the ceiling's three tables, its jobs done."""
    return (
        CEILING_TABLES,
        f"""
        with taken as (
          insert into lead (id, email, name, company, message, received_at)
          select gen_random_uuid(), 'lead.' || n || '@firm-' || n % 997 || '.example.com',
            'Person ' || n, 'Firm ' || n % 997, repeat('We would like to see a demo. ', 4),
            now() - n * interval '1 minute'
          from generate_series(1, {count}) as n returning id, received_at),
        told as (
          insert into event (id, lead_id, name, body, recorded_at)
          select gen_random_uuid(), id, 'lead.received', jsonb_build_object('lead_id', id),
            received_at from taken)
        insert into job (kind, payload, status)
        select 'process_lead', jsonb_build_object('lead_id', id), 'done' from taken
        """,
        "vacuum analyze",
    )


def three_hours(connection: sqlite3.Connection, count: int) -> None:
    connection.execute("pragma journal_mode=wal")
    connection.executescript(THREE_HOURS_TABLES)
    connection.executemany(
        "insert into leads (token, name, email, company, message, intent, score, status,"
        " created_at, answered_at) values (?, ?, ?, ?, ?, 'demo_request', 70, 'answered', ?, ?)",
        _rows(count),
    )
    connection.commit()
    connection.execute("pragma wal_checkpoint(truncate)")


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    now = time.time()
    for n in range(count):
        person = json.loads(people.body(n, TAG))
        at = now - 24.0 * (count - n)
        texts = (person["name"], person["email"], person["company"], person["message"])
        yield (f"token-{n}", *texts, at, at + 1)
