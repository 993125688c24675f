"""Replays of scorecards over the stored history."""

from leadwright.migrations import scripts

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0022_replay.sql", "replay")
