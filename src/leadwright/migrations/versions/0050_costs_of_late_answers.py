"""Answers that came too late are kept with what they probably cost, marked as an estimate."""

from leadwright.migrations import scripts

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0050_costs_of_late_answers.sql")
