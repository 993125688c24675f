"""What a row of a file tells of its lead is written as one row; a view shows it fact by fact."""

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles
from leadwright.migrations import scripts

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0034_fact_sets.sql", "fact_set")
    roles: Roles = context.config.attributes["roles"]
    op.get_bind().exec_driver_sql(f'grant select on known_fact to "{roles.app}", "{roles.system}"')
