"""Tests of reply wordings, and what leads did about our replies."""

from pathlib import Path

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, wall

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0008_experiments.sql"
TABLES = ("experiment", "experiment_variant", "experiment_assignment", "lead_outcome")


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    for statement in SQL.read_text().split(";\n"):
        if statement.strip():
            execute(statement)
    for table in TABLES:
        for statement in wall(table, roles):
            execute(statement)
