"""Tests of reply wordings, and what leads did about our replies."""

from leadwright.migrations import scripts

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run(
        "0008_experiments.sql",
        "experiment",
        "experiment_variant",
        "experiment_assignment",
        "lead_outcome",
    )
