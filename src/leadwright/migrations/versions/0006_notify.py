"""Notifications by every channel: wishes, addresses, deliveries, and alerts with a state."""

from leadwright.migrations import scripts

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run(
        "0006_notify.sql",
        "notification_wish",
        "member_address",
        "notification_delivery",
        "chat_update",
    )
