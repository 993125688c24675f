"""A row of a file is written once, as it is taken in; until then the rows stand together in pieces."""

from leadwright.migrations import scripts

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0035_import_pieces.sql", "import_piece")
