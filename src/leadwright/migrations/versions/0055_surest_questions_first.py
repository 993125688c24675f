"""The surest questions about duplicates are asked first."""

from leadwright.migrations import scripts

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0055_surest_questions_first.sql")
