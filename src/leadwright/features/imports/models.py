"""Tables of imports: the file taken in, its rows, and how its columns were mapped."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, JSON, Boolean, Computed, ForeignKeyConstraint, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


def _of_import() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", "import_id"], ["import.workspace_id", "import.id"], ondelete="CASCADE"
    )


class Import(Base):
    """One file taken in: its manifest.

    `shape` is how it was read (sheet, head row, what was left out), `mapping` which columns make
    which field. `at_row` is where taking in stands; it goes on from there after a restart. `followed`:
    up to where what stands behind the leads (runs, events, words to search) is written too.
    """

    __tablename__ = "import"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    way: Mapped[str]
    source_name: Mapped[str]
    file_name: Mapped[str]
    file_size: Mapped[int]
    file_hash: Mapped[bytes]
    state: Mapped[str]
    error_kind: Mapped[str | None]
    message: Mapped[str | None]
    shape: Mapped[dict[str, Any]]
    mapping: Mapped[dict[str, Any]]
    answer: Mapped[str]
    consent: Mapped[str]
    take_when_certain: Mapped[bool]
    rows: Mapped[int]
    at_row: Mapped[int]
    followed: Mapped[int]
    counts: Mapped[dict[str, Any]]
    read_ms: Mapped[int | None]
    taking_since: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[UUID | None]
    changed_at: Mapped[datetime]


class ImportContent(Base):
    """The file byte for byte."""

    __tablename__ = "import_content"
    __table_args__ = (_of_import(),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class ImportPiece(Base):
    """Rows that were read and are not taken in yet: some thousand in lists, one for each of `staging.Row`."""

    __tablename__ = "import_piece"
    __table_args__ = (_of_import(),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    first_row: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[list[str]] = mapped_column(ARRAY(Text))
    needs_person: Mapped[list[bool]] = mapped_column(ARRAY(Boolean))
    source_row: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    sheet: Mapped[list[str | None]] = mapped_column(ARRAY(Text))
    cells: Mapped[list[str]] = mapped_column(ARRAY(Text))
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    country: Mapped[list[str | None]] = mapped_column(ARRAY(Text))
    problems: Mapped[list[str]] = mapped_column(ARRAY(Text))
    key: Mapped[list[str]] = mapped_column(ARRAY(Text))
    form: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    facts: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    custom: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    person: Mapped[list[str] | None] = mapped_column(ARRAY(Text))


class ImportRow(Base):
    """One person's row: what it says, what became of it, and what it changed.

    It is written as it is taken in; before that only where a person looks first.
    `needs_person`: it has other problems than a product without a team. `decided`: what a person
    said about it, with what an `undo` needs.
    """

    __tablename__ = "import_row"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_index: Mapped[int] = mapped_column(primary_key=True)
    source_row: Mapped[int]
    sheet: Mapped[str | None]
    cells: Mapped[list[Any]] = mapped_column(JSON)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    country: Mapped[str | None]
    problems: Mapped[list[Any]] = mapped_column(JSONB)
    key: Mapped[str]
    verdict: Mapped[str]
    state: Mapped[str]
    lead_id: Mapped[UUID | None]
    submission_id: Mapped[UUID | None]
    created: Mapped[bool]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    needs_person: Mapped[bool] = mapped_column(Computed("", persisted=True))
    decided: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    undo: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ImportMapping(Base):
    """The columns of files with these heads, as a person mapped them."""

    __tablename__ = "import_mapping"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    heads: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
