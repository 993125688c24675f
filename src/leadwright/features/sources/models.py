"""Tables of sources and of the files found in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Source(Base):
    """`kind`: folder, bucket or mail. `folder`: a folder of the machine, or one within the bucket.

    `connection_id`: the bucket, or the mail vendor that hands us mail. `senders`: whose mail is taken,
    by address or domain; everybody's where empty. `consent`: why people of event leads may be
    written to. `state` and `said`: what the last look found. `away_since`: since when it does not answer.
    """

    __tablename__ = "source"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    label: Mapped[str]
    pattern: Mapped[str]
    folder: Mapped[str]
    connection_id: Mapped[UUID | None]
    senders: Mapped[str]
    is_event_leads: Mapped[bool]
    consent: Mapped[str]
    is_paused: Mapped[bool]
    state: Mapped[str]
    said: Mapped[str | None]
    away_since: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    next_look_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class SourceFile(Base):
    """One version of a file that a source showed. `import_id`: what became of one that was taken."""

    __tablename__ = "source_file"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[UUID]
    key: Mapped[str]
    version: Mapped[str]
    size: Mapped[int]
    outcome: Mapped[str]
    reason: Mapped[str]
    sender: Mapped[str]
    import_id: Mapped[UUID | None]
    seen_at: Mapped[datetime]
