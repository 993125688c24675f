"""Indexes that scores of many leads are read from."""

from leadwright.migrations import scripts

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0027_score_reads.sql")
