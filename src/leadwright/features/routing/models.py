"""Tables of the rotation, the teams, and the routes from products to teams."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


def _of_team() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", "team_id"], ["team.workspace_id", "team.id"], ondelete="CASCADE"
    )


class Rotation(Base):
    """When a member last got a lead by round robin."""

    __tablename__ = "rotation"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_assigned_at: Mapped[datetime]


class Team(Base):
    """Members who share some products' leads."""

    __tablename__ = "team"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]
    created_at: Mapped[datetime]


class TeamMember(Base):
    """Who is in a team."""

    __tablename__ = "team_member"
    __table_args__ = (_of_team(),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)


class ProductRoute(Base):
    """A product and the team that gets who asks for it. `value_key` is the folded value."""

    __tablename__ = "product_route"
    __table_args__ = (_of_team(),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    value_key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    team_id: Mapped[UUID]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]


class RoutingRule(Base):
    """A workspace's own choice: who gets what no team can take."""

    __tablename__ = "routing_rule"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    fallback_owner_id: Mapped[UUID | None]
    changed_at: Mapped[datetime]


class ProductWait(Base):
    """A lead that waits until somebody says whose product this is, and where it went then."""

    __tablename__ = "product_wait"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "lead_id"], ["lead.workspace_id", "lead.id"], ondelete="CASCADE"
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    value_key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    since: Mapped[datetime]
    owner_id: Mapped[UUID | None]
    gone_on_at: Mapped[datetime | None]
    went_by: Mapped[str | None]
    went_to_team: Mapped[UUID | None]
    went_to_owner: Mapped[UUID | None]
