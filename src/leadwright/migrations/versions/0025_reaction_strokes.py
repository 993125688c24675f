"""Reactions to what every lead brings are one round trip each."""

from leadwright.migrations import scripts

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0025_reaction_strokes.sql")
