"""Drift of a model's inputs, and a challenger beside the chosen version."""

from leadwright.migrations import scripts

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run(
        "0023_prediction_trials.sql",
        "prediction_drift",
        "prediction_trial",
        "prediction_trial_lead",
    )
