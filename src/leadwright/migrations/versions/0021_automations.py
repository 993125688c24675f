"""Automations: what is done by itself when something happens, and each run with its reason."""

from leadwright.migrations import scripts

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run(
        "0021_automations.sql",
        "automation",
        "automation_run",
        "automation_effect",
        "automation_post",
    )
