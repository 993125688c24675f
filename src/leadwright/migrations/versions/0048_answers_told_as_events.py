"""Answers and meetings that programs tell as events may be kept as outcomes."""

from leadwright.migrations import scripts

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0048_answers_told_as_events.sql")
