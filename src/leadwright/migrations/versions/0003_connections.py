"""Connections to vendors, and what mail providers report about the messages they took."""

from pathlib import Path

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, wall

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0003_connections.sql"


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    for statement in SQL.read_text().split(";\n"):
        if statement.strip():
            execute(statement)
    for table in ("connection", "mail_report"):
        for statement in wall(table, roles):
            execute(statement)
