"""Connections to language models, and their calls."""

from pathlib import Path

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, wall

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0007_language_models.sql"


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    for statement in SQL.read_text().split(";\n"):
        if statement.strip():
            execute(statement)
    for statement in wall("model_call", roles):
        execute(statement)
