"""Who is who: records with their keys, questions about pairs, and merges that can be undone."""

from leadwright.migrations import scripts

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0014_identity.sql", "known_record", "known_key", "duplicate", "lead_merge")
