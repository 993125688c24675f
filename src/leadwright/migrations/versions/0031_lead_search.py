"""What search looks through stands apart from the lead, whose row every score rewrites."""

from alembic import op

from leadwright.migrations import scripts

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scripts.run("0031_lead_search.sql", "lead_search")
    execute = op.get_bind().exec_driver_sql
    if execute("select 1 from pg_extension where extname = 'pg_trgm'").first():
        execute("set local maintenance_work_mem = '256MB'")
        execute(
            "create index lead_search_words on lead_search using gin (words gin_trgm_ops)"
            " with (gin_pending_list_limit = 1024)"
        )
    execute("analyze lead_search")
