"""Scorecards with versions, the history of scores, and rescoring runs."""

from leadwright.migrations import scripts

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run(
        "0013_scorecards.sql", "scorecard", "scorecard_version", "rescoring", "score_history"
    )
