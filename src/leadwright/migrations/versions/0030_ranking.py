"""The ranking and the search of large bases."""

from leadwright.migrations import scripts

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0030_ranking.sql")
