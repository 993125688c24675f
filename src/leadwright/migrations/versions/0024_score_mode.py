"""A chosen model may take part in scores."""

from leadwright.migrations import scripts

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0024_score_mode.sql", "score_mode")
