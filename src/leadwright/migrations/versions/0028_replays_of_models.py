"""A model is replayed as a card is, by what it has not seen; an ended trial keeps what it said."""

from leadwright.migrations import scripts

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0028_replays_of_models.sql")
