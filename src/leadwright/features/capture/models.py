"""Tables of capture: submissions as received, idempotency keys, and requests that were refused."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Submission(Base):
    """One raw inbound message. Written by the SQL function `capture_submission` only."""

    __tablename__ = "submission"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    source: Mapped[str]
    key_id: Mapped[UUID | None]
    address: Mapped[str]
    form: Mapped[dict[str, Any]]
    headers: Mapped[dict[str, Any]]
    suspicion: Mapped[str | None]
    stored_ms: Mapped[float]
    is_demo: Mapped[bool]
    content_hash: Mapped[bytes]
    content_key: Mapped[int | None] = mapped_column(BigInteger)
    content_type: Mapped[str]
    raw: Mapped[bytes]


class RefusedRequest(Base):
    """A request to the door that was refused, kept so that a broken form can be mended."""

    __tablename__ = "refused_request"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    address: Mapped[str]
    status: Mapped[int]
    problem: Mapped[str]
    content_type: Mapped[str]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes]


class Quarantined(Base):
    """A stopped submission and what a person made of it: `waiting`, `released` or `spam`."""

    __tablename__ = "quarantine"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]


class ScreenEntry(Base):
    """An address, domain, word or content that this workspace trusts or blocks, and who taught it."""

    __tablename__ = "screen_entry"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    list: Mapped[str]
    kind: Mapped[str]
    value: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    submission_id: Mapped[UUID | None]


class ScreenRules(Base):
    """How strictly this workspace's door looks; without a row the defaults hold."""

    __tablename__ = "screen_rules"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    keep_days: Mapped[int]
    repeats: Mapped[int]
    disposable: Mapped[bool]
    undeliverable: Mapped[bool]
