"""What stands behind a file's leads is written once they all are in."""

from leadwright.migrations import scripts

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0036_imports_followed.sql")
