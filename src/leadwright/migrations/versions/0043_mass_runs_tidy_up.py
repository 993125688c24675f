"""A mass run clears away what it left of the tables it wrote; only an owner may before PostgreSQL 17."""

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    connection = op.get_bind()
    if (connection.dialect.server_version_info or (0,)) >= (17,):
        connection.exec_driver_sql(f'grant maintain on lead, lead_score to "{roles.app}"')
