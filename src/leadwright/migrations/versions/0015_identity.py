"""Who is who: records with their keys, questions about pairs, and merges that can be undone."""

from leadwright.migrations import scripts

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0015_identity.sql", "known_record", "known_key", "duplicate", "lead_merge")
