"""Connections to vendors, and what mail providers report about the messages they took."""

from leadwright.migrations import scripts

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0003_connections.sql", "connection", "mail_report")
