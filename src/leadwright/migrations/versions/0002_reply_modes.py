"""Reply modes: rules, replies that leave later, and what people changed in drafts."""

from pathlib import Path

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, wall

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0002_reply_modes.sql"


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    for statement in SQL.read_text().split(";\n"):
        if statement.strip():
            execute(statement)
    for table in ("message_edit", "reply_rule"):
        for statement in wall(table, roles):
            execute(statement)
