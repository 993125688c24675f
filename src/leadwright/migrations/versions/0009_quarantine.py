"""Quarantine: what was stopped as abuse waits for a person, whose verdicts the workspace learns."""

from leadwright.migrations import scripts

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0009_quarantine.sql", "quarantine", "screen_entry", "message_seen", "screen_rules")
