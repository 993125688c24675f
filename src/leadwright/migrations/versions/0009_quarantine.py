"""Quarantine: what was stopped as abuse waits for a person, whose verdicts the workspace learns."""

from pathlib import Path

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, wall

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0009_quarantine.sql"
TABLES = ("quarantine", "screen_entry", "message_seen", "screen_rules")


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    for statement in SQL.read_text().split(";\n"):
        if statement.strip():
            execute(statement)
    for table in TABLES:
        for statement in wall(table, roles):
            execute(statement)
