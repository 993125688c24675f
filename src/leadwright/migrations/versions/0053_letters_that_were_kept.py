"""Letters that were kept while no mail server was connected are found by an index."""

from leadwright.migrations import scripts

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0053_letters_that_were_kept.sql")
