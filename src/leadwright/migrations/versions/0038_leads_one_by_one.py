"""Leads that rows tell of are looked for one by one."""

from leadwright.migrations import scripts

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0038_leads_one_by_one.sql")
