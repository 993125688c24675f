"""The workspace's own reply templates, with their versions."""

from leadwright.migrations import scripts

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0005_reply_templates.sql", "reply_template")
