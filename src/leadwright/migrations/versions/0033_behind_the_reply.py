"""What stands behind a reply costs less: fewer indexes, notices and waits for the disk."""

from leadwright.migrations import scripts

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0033_behind_the_reply.sql")
