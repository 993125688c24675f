"""Plans made while tables are empty find rows by their keys; reactions of every lead are planned once."""

from leadwright.migrations import scripts

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0045_plans_of_the_first_minute.sql")
