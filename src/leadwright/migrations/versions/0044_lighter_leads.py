"""What a file's rows tell is kept as it is told, and leads without an intent need no place by it."""

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles
from leadwright.migrations import scripts

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0044_lighter_leads.sql")
    roles: Roles = context.config.attributes["roles"]
    op.get_bind().exec_driver_sql(f'grant select on known_fact to "{roles.app}", "{roles.system}"')
