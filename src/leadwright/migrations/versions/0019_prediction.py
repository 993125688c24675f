"""Models that learn from outcomes, with their versions."""

from leadwright.migrations import scripts

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0019_prediction.sql", "prediction_model")
