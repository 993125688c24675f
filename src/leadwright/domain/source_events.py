"""Events of sources: the places that spreadsheets come from by themselves."""

from typing import ClassVar
from uuid import UUID

from leadwright.domain.event import Event
from leadwright.domain.ids import PersonId


class SourceAdded(Event):
    """A place that files come from by themselves was named, by a person."""

    name: ClassVar[str] = "source.added"
    source_id: UUID
    kind: str
    by: PersonId | None


class SourceChanged(Event):
    """Its form was changed, or it was paused or resumed."""

    name: ClassVar[str] = "source.changed"
    source_id: UUID
    kind: str
    by: PersonId | None


class SourceRemoved(Event):
    """Nothing is taken from it any more; what was taken stays."""

    name: ClassVar[str] = "source.removed"
    source_id: UUID
    kind: str
    by: PersonId | None


class SourceBroken(Event):
    """It cannot be read, for a reason that somebody has to mend. Told once until it works again."""

    name: ClassVar[str] = "source.broken"
    source_id: UUID
    label: str
    error: str


class SourceWorked(Event):
    """It can be read, for the first time or again."""

    name: ClassVar[str] = "source.worked"
    source_id: UUID
