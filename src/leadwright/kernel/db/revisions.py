"""Alembic: runs the revisions that are missing. Loaded late, by `upgrade`, if there are any."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from leadwright.kernel.db.tenancy import Roles

_MIGRATIONS = Path(__file__).parents[2] / "migrations"


def run(connection: Connection, roles: Roles) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["roles"] = roles
    command.upgrade(config, "head")
