"""Processes may read which revision stands, so that an older one leaves a newer schema's jobs alone."""

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    op.get_bind().exec_driver_sql(
        f'grant select on alembic_version to "{roles.app}", "{roles.system}"'
    )
