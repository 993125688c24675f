"""What a worker sends of a file's row goes as one value, not as an element of many lists."""

from leadwright.migrations import scripts

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0052_rows_sent_whole.sql")
