"""The declarative base, the column types all tables share, and the list of tables without a tenant."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

# Tables that belong to the installation, not to a workspace. Every other table has row-level security.
GLOBAL_TABLES = frozenset(
    {
        "workspace",
        "person",
        "web_session",
        "setup_token",
        "alembic_version",
        "pgqueuer",
        "pgqueuer_log",
        "pgqueuer_schedules",
        "pgqueuer_statistics",
        "scheduled_job",
    }
)


class Base(DeclarativeBase):
    """Base of all tables. No behaviour and no relationships: reads are named queries."""

    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads this class attribute
        str: Text,
        bytes: LargeBinary,
        datetime: DateTime(timezone=True),
        UUID: Uuid,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }
