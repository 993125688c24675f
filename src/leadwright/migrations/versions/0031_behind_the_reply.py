"""What stands behind a reply costs less: fewer indexes, notices and waits for the disk."""

from leadwright.migrations import scripts

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0031_behind_the_reply.sql")
