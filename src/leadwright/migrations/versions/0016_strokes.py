"""Functions that are a whole transaction each, for what is done most often."""

from leadwright.migrations import scripts

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0016_strokes.sql")
