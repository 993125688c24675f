"""What a file's row says is kept as it is told."""

from leadwright.migrations import scripts

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0040_rows_as_told.sql")
