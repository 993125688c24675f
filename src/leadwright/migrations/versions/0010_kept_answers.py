"""Answers to repeated questions."""

from pathlib import Path

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, wall

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0010_kept_answers.sql"


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    for statement in SQL.read_text().split(";\n"):
        if statement.strip():
            execute(statement)
    for statement in wall("kept_answer", roles):
        execute(statement)
