"""What the frame counts: messages that need a person, alerts, the reader's overdue tasks and unread news."""

from sqlalchemy import text

from leadwright.domain.ids import PersonId
from leadwright.features.notifications.queries import COUNTED
from leadwright.kernel.db.session import ReadSession

MOST = 1000
"""Beyond it nobody counts; it bounds what every page asks."""
# One statement, because it is asked on every page. Notifications are counted among the newest only,
# which is a bounded piece of the index, however old the workspace is.
_COUNTS = text(
    "select (select count(*) from message where workspace_id = :workspace_id"
    " and unfinished and status in ('failed', 'unconfirmed')) as outbox,"
    " (select count(*) from message where workspace_id = :workspace_id and unfinished"
    " and (status = 'held' or (status = 'queued' and send_after > now()))) as approvals,"
    " (select count(*) from import where workspace_id = :workspace_id and state = 'ready') as imports,"
    " (select count(*) from quarantine where workspace_id = :workspace_id"
    " and state = 'waiting') as quarantine,"
    " (select count(*) from notification where workspace_id = :workspace_id and kind = 'alert'"
    " and acknowledged_at is null and resolved_at is null) as alerts,"
    " (select count(*) from (select from product_wait where workspace_id = :workspace_id"
    " and gone_on_at is null limit :most) as waits)"
    " + (select count(*) from (select from import_row where workspace_id = :workspace_id"
    " and verdict = 'review' and state = 'taken' and needs_person limit :most) as kept) as review,"
    " (select count(*) from task where workspace_id = :workspace_id and done_at is null"
    " and due_at < now() and (owner_id = :person_id or owner_id is null)) as tasks,"
    " (select count(*) from (select from duplicate d where workspace_id = :workspace_id"
    " and state = 'open' and look_after <= now() and 2 = (select count(*) from lead l"
    " where l.workspace_id = d.workspace_id and l.id in (d.lead_id, d.other_id))"
    " limit :most) as pairs) as duplicates,"
    " (select count(*) from (select read_at, person_id from notification"
    " where workspace_id = :workspace_id order by created_at desc limit :counted) as lately"
    " where read_at is null and (person_id = :person_id or person_id is null)) as notifications"
)


async def counts(session: ReadSession, person_id: PersonId | None) -> tuple[tuple[str, int], ...]:
    """The number beside each place of the frame, where there is one."""
    row = (
        await session.execute(
            _COUNTS,
            {
                "workspace_id": session.info["workspace_id"],
                "person_id": person_id,
                "counted": COUNTED,
                "most": MOST,
            },
        )
    ).one()
    found = {
        "notifications": row.notifications,
        "outbox": row.outbox,
        "approvals": row.approvals,
        "quarantine": row.quarantine,
        "alerts": row.alerts,
        "tasks": row.tasks,
        "duplicates": row.duplicates,
        "review": row.review,
        "imports": row.imports,
    }
    return tuple((section, number) for section, number in found.items() if number)
