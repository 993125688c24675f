"""What a mass run writes: the series without a look at its lead for each row, crossings as a set."""

from leadwright.migrations import scripts

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0032_mass_runs.sql")
