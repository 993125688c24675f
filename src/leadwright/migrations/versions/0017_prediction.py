"""Models that learn from outcomes, with their versions."""

from leadwright.migrations import scripts

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0017_prediction.sql", "prediction_model")
