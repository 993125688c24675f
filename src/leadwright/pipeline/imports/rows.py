"""A row of a file while it is taken in: its words, its submission and its lead. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from leadwright.domain.condition import Value
from leadwright.domain.ids import LeadId, SubmissionId, WorkspaceId
from leadwright.domain.lead import Fact, FormValues, LeadSnapshot
from leadwright.features.imports.taking import Staged, Taking
from leadwright.features.leads.person import Person
from leadwright.features.replies.modes import ASKED_FOR

FRESH = timedelta(days=7)
"""How long after an event somebody met there is still answered by a source's file."""
_BY_HAND = ("upload", "command", "api")


@dataclass(slots=True)
class Read:
    """A row as a submission. `lead_id` is known once its lead was found or made."""

    row: Staged
    submission_id: SubmissionId
    person: Person
    interests: tuple[str, ...]
    lead_id: LeadId | None = None
    created: bool = False

    @property
    def lead(self) -> LeadId:
        if self.lead_id is None:
            raise ValueError("a row is told of after its lead was found or made")
        return self.lead_id

    def form(self) -> FormValues:
        """The row in the words of a form."""
        return FormValues(**from_json(self.row.form))

    def values(self) -> dict[str, Value]:
        """What conditions see of a lead of whom this row alone tells."""
        found: dict[str, Value] = {} if self.row.custom == "{}" else from_json(self.row.custom)
        # By places: to take each apart by name costs five times as much.
        found |= {one[0]: one[1] for one in from_json(self.row.facts)}
        found["source"], found["is_returning"] = self.person.source, False
        return found


def read(row: Staged, submission_id: SubmissionId) -> Read:
    """The row, by the words it was put into when its file was read."""
    *who, interests = row.person
    return Read(row, submission_id, Person(*who), tuple(interests))


def snapshot(
    place: WorkspaceId, about: Taking, read: Read, at: datetime, *, in_doubt: bool = False
) -> LeadSnapshot:
    """The row as the pipeline goes on with it; a file may ask for drafts, and so does a doubt who it is."""
    return LeadSnapshot(
        workspace_id=place,
        submission_id=read.submission_id,
        received_at=at,
        source=read.person.source,
        form=read.form(),
        headers={ASKED_FOR: "draft"} if in_doubt or about.answer == "draft" else {},
        lead_id=read.lead,
        is_returning=not read.created,
        facts={one[0]: _fact(one, at) for one in from_json(read.row.facts)},
    )


def _fact(told: Sequence[Any], at: datetime) -> Fact:
    key, value, source, method, confidence = told
    return Fact(
        key=key,
        value=value,
        source=source,
        method=method,
        confidence=confidence,
        observed_at=at,
    )


def is_answered(about: Taking, read: Read, at: datetime) -> bool:
    """Whether this person is written to: the file says so, there is an address, and it is not too late.

    A person who uploads a file decides about all of its rows. A source answers only who was met in
    the last seven days.
    """
    if about.answer == "none" or not read.person.email:
        return False
    if about.way in _BY_HAND:
        return True
    met = read.form().extra.get("captured_at")
    if not isinstance(met, str):
        return False
    try:
        day = datetime.fromisoformat(met).date()
    except ValueError:
        return False
    today = at.date()
    return today - FRESH <= day <= today + timedelta(days=1)


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a lead as they are kept beside a row, to be put back."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
