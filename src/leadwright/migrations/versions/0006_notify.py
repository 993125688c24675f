"""Notifications by every channel: wishes, addresses, deliveries, and alerts with a state."""

from pathlib import Path

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, wall

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0006_notify.sql"
TABLES = ("notification_wish", "member_address", "notification_delivery", "chat_update")


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    for statement in SQL.read_text().split(";\n"):
        if statement.strip():
            execute(statement)
    for table in TABLES:
        for statement in wall(table, roles):
            execute(statement)
