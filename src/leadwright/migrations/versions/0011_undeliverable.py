"""Addresses that cannot get mail may be stopped."""

from leadwright.migrations import scripts

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0011_undeliverable.sql")
