"""What holds of a file's rows and leads is looked for once a statement, not once a row."""

from leadwright.migrations import scripts

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0037_lighter_imports.sql")
