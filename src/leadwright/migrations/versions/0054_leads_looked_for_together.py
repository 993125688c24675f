"""The leads of a statement's rows are looked for together, and what comes last stands last in indexes."""

from leadwright.migrations import scripts

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0054_leads_looked_for_together.sql")
