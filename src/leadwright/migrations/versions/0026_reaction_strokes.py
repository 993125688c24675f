"""Reactions to what every lead brings are one round trip each."""

from leadwright.migrations import scripts

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0026_reaction_strokes.sql")
