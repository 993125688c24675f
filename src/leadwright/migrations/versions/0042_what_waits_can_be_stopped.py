"""A queued webhook can be stopped, and a step of a draft taken back."""

from leadwright.migrations import scripts

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0042_what_waits_can_be_stopped.sql")
