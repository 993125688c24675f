"""Connections to language models, and their calls."""

from leadwright.migrations import scripts

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0007_language_models.sql", "model_call")
