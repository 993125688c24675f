"""A source says since when it does not answer; files that wait for a look are found by an index."""

from leadwright.migrations import scripts

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0051_what_waits_and_what_is_away.sql")
