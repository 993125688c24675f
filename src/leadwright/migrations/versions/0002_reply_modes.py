"""Reply modes: rules, replies that leave later, and what people changed in drafts."""

from leadwright.migrations import scripts

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0002_reply_modes.sql", "message_edit", "reply_rule")
