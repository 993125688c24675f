"""The days in which an outcome counts for a trial are the trial's own."""

from leadwright.migrations import scripts

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0025_prediction_trial_window.sql")
