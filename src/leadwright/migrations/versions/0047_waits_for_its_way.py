"""What waits for a mail server that is away is told from what waits for itself."""

from leadwright.migrations import scripts

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0047_waits_for_its_way.sql")
