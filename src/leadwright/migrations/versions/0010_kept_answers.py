"""Answers to repeated questions."""

from leadwright.migrations import scripts

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0010_kept_answers.sql", "kept_answer")
