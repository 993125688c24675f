"""A rare word is looked for by its rarest stretch."""

from leadwright.migrations import scripts

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0039_rare_words.sql")
