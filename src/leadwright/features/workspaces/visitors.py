"""What is forgotten after a while: the landing page's visitors, and where events came from."""

from datetime import datetime, timedelta

from sqlalchemy import text

from leadwright.domain.ids import WorkspaceId
from leadwright.features.workspaces import queries
from leadwright.kernel.db.session import SystemSession

DAYS_KEPT = 30

# Every table that hangs on a lead or a submission, of today and of later versions.
_HANGING = text(
    "select c.relname as table, a.attname as column from pg_class c"
    " join pg_attribute a on a.attrelid = c.oid"
    " join pg_attribute w on w.attrelid = c.oid and w.attname = 'workspace_id'"
    " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
    " and not c.relispartition and not a.attisdropped and not w.attisdropped"
    " and a.attname in ('lead_id', 'submission_id') order by c.relname, a.attname"
)
_OLD = {
    "lead_id": "select id from lead"
    " where workspace_id = :workspace_id and last_submission_at < :before",
    "submission_id": "select id from submission"
    " where workspace_id = :workspace_id and received_at < :before",
}
_ROOTS = (
    "delete from submission where workspace_id = :workspace_id and received_at < :before",
    "delete from refused_request where workspace_id = :workspace_id and received_at < :before",
    "delete from lead where workspace_id = :workspace_id and last_submission_at < :before",
)


_ORIGINS = text(
    "update behaviour set address = null, agent = null where received_at < :before"
    " and (address is not null or agent is not null)"
)


async def forget_origins(session: SystemSession, now: datetime, days: int = DAYS_KEPT) -> None:
    """Forget from where, and with which browser, events of leads came; what they were told stays.

    By then every label that machines can get has been given.
    """
    await session.execute(_ORIGINS, {"before": now - timedelta(days=days)})


async def forget_visitors(
    session: SystemSession, now: datetime, days: int = DAYS_KEPT
) -> WorkspaceId | None:
    """Delete what the demo form took in before that many days. Filled demos are not touched."""
    workspace = await queries.demo_workspace(session)
    if workspace is None or workspace.settings.get("demo"):
        return None
    given = {"workspace_id": workspace.id, "before": now - timedelta(days=days)}
    for table, column in (await session.execute(_HANGING)).all():
        mine = f'delete from "{table}" where workspace_id = :workspace_id'
        statement = f'{mine} and "{column}" in ({_OLD[column]})'
        await session.execute(text(statement), given)
    for root in _ROOTS:
        await session.execute(text(root), given)
    return WorkspaceId(workspace.id)
