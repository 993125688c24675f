"""A verdict on a sender covers the one before and does not replace it, so that it can be taken back."""

from leadwright.migrations import scripts

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0046_verdicts_beside_each_other.sql")
