"""Teams, the table of products, leads that wait for it, and decisions about rows of files."""

from leadwright.migrations import scripts

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run(
        "0020_product_routing.sql",
        "team",
        "team_member",
        "product_route",
        "routing_rule",
        "product_wait",
    )
