"""Alembic's entry: one transaction a revision, a lock time-out, the connection handed in by db/upgrade."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=True)
with context.begin_transaction():
    connection.execute(text("set local lock_timeout = '10s'"))
    context.run_migrations()
