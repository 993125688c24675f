"""The door: a narrow index finds the same content, and commits of submissions no longer queue up.

A NOTIFY inside a transaction holds one lock of the whole cluster until its commit is on disk.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FUNCTION = Path(__file__).parent.parent / "sql" / "0004_capture_submission.sql"

OLD_ARGUMENTS = (
    "uuid, uuid, uuid, timestamptz, double precision, text, uuid, text, jsonb, jsonb, text, boolean,"
    " bytea, text, bytea, bytea, bytea, text, integer, bytea"
)
STATEMENTS = (
    # Submissions from before have none: none of them is ten minutes old for long.
    "alter table submission add column content_key bigint",
    "drop index submission_content",
    "create index submission_same on submission (workspace_id, content_key)",
    f"drop function capture_submission({OLD_ARGUMENTS})",
    "drop trigger tg_pgqueuer_changed on pgqueuer",
    (
        "create trigger tg_pgqueuer_changed after insert or update or delete or truncate on pgqueuer"
        " when (current_setting('app.quiet', true) is distinct from 'on')"
        " execute function fn_pgqueuer_changed()"
    ),
)


def upgrade() -> None:
    execute = op.get_bind().exec_driver_sql
    for statement in (*STATEMENTS, FUNCTION.read_text()):
        execute(statement)
