"""Sources of files, and what each source showed."""

from leadwright.migrations import scripts

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0018_sources.sql", "source", "source_file")
