"""Events of files that were taken in."""

from typing import ClassVar
from uuid import UUID

from leadwright.domain.event import Event


class LeadImported(Event):
    """A row of a file told of the lead; `created` where nobody knew it before."""

    name: ClassVar[str] = "lead.imported"
    import_id: UUID
    source_row: int
    created: bool


class ImportFinished(Event):
    """A file was taken in; `counts` are its rows by verdict."""

    name: ClassVar[str] = "import.finished"
    import_id: UUID
    counts: dict[str, int]


class ImportUndone(Event):
    """An import was taken back: leads removed, restored, and kept because somebody worked on them."""

    name: ClassVar[str] = "import.undone"
    import_id: UUID
    removed: int
    restored: int
    kept: int
