"""The declarative base, the column types all tables share, and the list of tables without a tenant."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

# Tables that belong to the installation, not to a workspace. Every other table is walled.
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

Key = Annotated[UUID, mapped_column(Uuid, primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]


class Base(DeclarativeBase):
    """All tables. No behaviour and no relationships: reads are named queries."""

    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads this class attribute
        str: Text,
        bytes: LargeBinary,
        datetime: DateTime(timezone=True),
        UUID: Uuid,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }
