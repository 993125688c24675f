"""Tables of workspaces and of the people in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Workspace(Base):
    """A tenant. `claimed_at` is null until somebody set it up; leads are taken all the same."""

    __tablename__ = "workspace"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    is_demo: Mapped[bool]
    claimed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settings: Mapped[dict[str, Any]]


class Person(Base):
    """Somebody who can log in. One person, any number of workspaces."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_folded: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class WebSession(Base):
    """A login. Only the token's hash is kept."""

    __tablename__ = "web_session"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user_agent: Mapped[str]


class SetupToken(Base):
    """The one-time token that claims the installation, as a hash."""

    __tablename__ = "setup_token"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class Membership(Base):
    """A person in a workspace, with a role."""

    __tablename__ = "membership"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str]
    takes_leads: Mapped[bool]
    mail_alerts: Mapped[bool]
    created_at: Mapped[datetime]


class ApiKey(Base):
    """A key. Public keys name the workspace to forms and are shown; secret ones are kept as a hash.

    `demand`: what posts with it must bring. `sealed`: the secret of the form tool that signs them.
    """

    __tablename__ = "api_key"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    label: Mapped[str]
    hint: Mapped[str]
    public_value: Mapped[str | None]
    hash: Mapped[bytes]
    is_demo: Mapped[bool]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    demand: Mapped[str] = mapped_column(default="")
    sealed: Mapped[str] = mapped_column(default="")
