"""Form guards and signed webhooks: public keys may ask for a proof or a signature."""

from leadwright.migrations import scripts

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0014_form_guards.sql", "proof_used")
