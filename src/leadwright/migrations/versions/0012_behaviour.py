"""Behaviour: what leads do, who they are by other names, and which of it machines did."""

from leadwright.migrations import scripts

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0012_behaviour.sql", "behaviour", "known_as", "score_due", "tracking_rules")
