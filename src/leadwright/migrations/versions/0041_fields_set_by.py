"""A custom field says who set it."""

from leadwright.migrations import scripts

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0041_fields_set_by.sql")
