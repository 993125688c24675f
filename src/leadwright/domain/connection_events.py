"""Events of a workspace's connections to vendors."""

from typing import ClassVar
from uuid import UUID

from leadwright.domain.event import Event
from leadwright.domain.ids import PersonId


class ConnectionAdded(Event):
    """A connection to a vendor was made, by a person."""

    name: ClassVar[str] = "connection.added"
    connection_id: UUID
    integration: str
    by: PersonId | None


class ConnectionChanged(Event):
    """Its fields were changed; it has to be tested again."""

    name: ClassVar[str] = "connection.changed"
    connection_id: UUID
    integration: str
    by: PersonId | None


class ConnectionChosen(Event):
    """It is the one in use from now on."""

    name: ClassVar[str] = "connection.chosen"
    connection_id: UUID
    integration: str
    by: PersonId | None
    instead_of: UUID | None = None


class ConnectionWorked(Event):
    """It works: it was tested (`by`), or a message went out by it."""

    name: ClassVar[str] = "connection.worked"
    connection_id: UUID
    integration: str
    by: PersonId | None


class ConnectionBroken(Event):
    """The vendor refuses us. Mail that should go out this way waits; of models the next one is asked."""

    name: ClassVar[str] = "connection.broken"
    connection_id: UUID
    integration: str
    label: str
    error: str
    purpose: str = "mail"


class ConnectionRemoved(Event):
    """It was removed with its secrets."""

    name: ClassVar[str] = "connection.removed"
    connection_id: UUID
    integration: str
    by: PersonId | None
