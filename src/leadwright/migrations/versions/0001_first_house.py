"""The first house: all tables of the thin thread, the job queue, and a wall around each tenant table."""

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, grant_global
from leadwright.migrations import scripts

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TENANT = (
    "membership",
    "api_key",
    "submission",
    "idempotency",
    "refused_request",
    "lead",
    "lead_value",
    "fact",
    "run",
    "rotation",
    "lead_score",
    "message",
    "suppression",
    "task",
    "notification",
    "event",
    "delivery",
)
GLOBAL = ("workspace", "person", "web_session", "setup_token", "scheduled_job")
QUEUE = ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics")


def upgrade() -> None:
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    scripts.run("0001_pgqueuer.sql")
    scripts.run("0001_first_house.sql", *TENANT)
    for table in GLOBAL + QUEUE:
        for statement in grant_global(table, roles):
            execute(statement)
    execute(f'grant usage on all sequences in schema public to "{roles.app}", "{roles.system}"')
    execute("revoke execute on function make_event_partitions(integer) from public")
    execute(f'grant execute on function make_event_partitions(integer) to "{roles.system}"')
    execute("select make_event_partitions(3)")
    if execute("select 1 from pg_extension where extname = 'pg_trgm'").first():
        execute("create index lead_search on lead using gin (search_text gin_trgm_ops)")
