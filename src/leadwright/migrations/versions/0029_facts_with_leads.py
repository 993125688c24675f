"""What is told of leads is checked once a statement, with one index where two were kept."""

from leadwright.migrations import scripts

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0029_facts_with_leads.sql")
