"""What a lead did about our replies, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.features.experiments.models import LeadOutcome

KINDS: Mapping[str, str] = {
    "replied": "They replied",
    "meeting": "A meeting is booked",
    "status": "Their status says they answered",
}


@dataclass(frozen=True)
class OutcomeView:
    """One outcome that stands. One that follows the status is undone there."""

    id: UUID
    words: str
    at: datetime
    by: str
    can_undo: bool


def outcome_views(rows: Sequence[LeadOutcome], names: Mapping[str, str]) -> tuple[OutcomeView, ...]:
    """The newest first."""
    return tuple(
        OutcomeView(
            id=row.id,
            words=KINDS[row.kind],
            at=row.at,
            by=names.get(str(row.by), "a former member") if row.by else _told(row.source),
            can_undo=row.source != "status",
        )
        for row in rows
    )


def _told(source: str) -> str:
    return "a program" if source in {"api", "events"} else ""
