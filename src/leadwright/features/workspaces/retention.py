"""What is written down only so that the same is not done twice, and how long that matters."""

from datetime import datetime, timedelta

from sqlalchemy import text

from leadwright.kernel.db.session import SystemSession

# Table, the column that tells a row's age, and how long it is kept. Vendors repeat a report for days at
# most, a proof of work is good for two hours, an Idempotency-Key for a day.
KEPT: tuple[tuple[str, str, timedelta], ...] = (
    ("mail_report", "received_at", timedelta(days=90)),
    ("proof_used", "at", timedelta(days=1)),
    ("idempotency", "created_at", timedelta(days=2)),
    ("message_seen", "at", timedelta(days=1)),
)
AT_ONCE = 10_000


async def forget_helpers(session: SystemSession, now: datetime, at_once: int = AT_ONCE) -> int:
    """Delete what no longer matters, of all workspaces, a bounded number a table. How many rows went.

    Rows that another worker is deleting are left to it.
    """
    gone = 0
    for table, age, kept in KEPT:
        statement = (
            f'delete from "{table}" t using (select workspace_id, ctid as place from "{table}"'
            f' where "{age}" < :before limit :at_once for update skip locked) old'
            " where t.ctid = old.place and t.workspace_id = old.workspace_id returning 1"
        )
        rows = await session.execute(text(statement), {"before": now - kept, "at_once": at_once})
        gone += len(rows.all())
    return gone
