"""Imports: files, their rows with verdicts, and remembered columns."""

from leadwright.migrations import scripts

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0017_imports.sql", "import", "import_content", "import_row", "import_mapping")
