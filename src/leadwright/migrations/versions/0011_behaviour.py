"""Behaviour: what leads do, who they are by other names, and which of it machines did."""

from leadwright.migrations import scripts

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0011_behaviour.sql", "behaviour", "known_as", "score_due", "tracking_rules")
