"""What a row of a file says of a person, in the words of the pipeline. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import JsonValue

from leadwright.domain.ids import SubmissionId, WorkspaceId, new_id
from leadwright.domain.lead import Fact, FormValues, LeadSnapshot
from leadwright.features.enrichment import rules as enrichment
from leadwright.features.imports.parsed import FIELDS
from leadwright.features.imports.taking import Staged, Taking
from leadwright.features.leads.bulk import Told
from leadwright.features.replies.modes import ASKED_FOR

_OWN = frozenset({"first_name", "last_name", "full_name", "email", "phone", "company", "notes"})
_FACTS = (
    "first_name",
    "last_name",
    "job_title",
    "product_interest",
    "event",
    "captured_at",
    "tags",
)
FRESH = timedelta(days=7)
"""How long after an event somebody met there is still answered by a source's file."""
_BY_HAND = ("upload", "command", "api")


def snapshot(place: WorkspaceId, about: Taking, row: Staged, now: datetime) -> LeadSnapshot:
    """The row as a submission, with the facts it tells and those that follow from them."""
    told = row.fields
    names = (told.get("first_name"), told.get("last_name"))
    name = told.get("full_name") or " ".join(part for part in names if part) or None
    form = FormValues(
        name=name,
        email=told.get("email"),
        phone=told.get("phone"),
        company=told.get("company"),
        message=told.get("notes"),
        extra={key: value for key, value in told.items() if key not in _OWN and value},
    )
    lead = LeadSnapshot(
        workspace_id=place,
        submission_id=SubmissionId(new_id()),
        received_at=now,
        source=told.get("source") or about.source_name or f"import: {about.file_name}"[:120],
        form=form,
    )
    lead = lead.with_facts(*enrichment.look_at(lead, now))
    return lead.with_facts(*_given(row, now))


def _given(row: Staged, now: datetime) -> Iterator[Fact]:
    given: dict[str, JsonValue] = {key: row.fields.get(key) for key in _FACTS}
    given["country"] = row.country
    for key, value in given.items():
        if value:
            yield Fact(
                key=key,
                value=value,
                source="import",
                method="given",
                confidence=0.9,
                observed_at=now,
            )


def told(lead: LeadSnapshot) -> Told:
    """What is kept of a lead besides its row."""
    if lead.lead_id is None:
        raise ValueError("a row is told of after its lead was found or made")
    custom = {key: _text(value) for key, value in lead.form.extra.items() if _is_kept(key)}
    return Told(lead.lead_id, lead.submission_id, tuple(lead.facts.values()), custom)


def _is_kept(key: str) -> bool:
    return key not in FIELDS or key in {"product_interest", "event", "job_title", "tags", "notes"}


def _text(value: JsonValue) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def is_answered(about: Taking, lead: LeadSnapshot) -> bool:
    """Whether this person is written to: the file says so, there is an address, and it is not too late.

    A person who uploads a file decides about all of its rows. A source answers only who was met in
    the last seven days.
    """
    if about.answer == "none" or not lead.form.email:
        return False
    if about.way in _BY_HAND:
        return True
    met = lead.form.extra.get("captured_at")
    if not isinstance(met, str):
        return False
    try:
        day = datetime.fromisoformat(met).date()
    except ValueError:
        return False
    today = lead.received_at.date()
    return today - FRESH <= day <= today + timedelta(days=1)


def marked(about: Taking, lead: LeadSnapshot) -> LeadSnapshot:
    """The lead as the reply rules see it: a file may ask for drafts, whatever they say."""
    if about.answer != "draft":
        return lead
    return lead.model_copy(update={"headers": {ASKED_FOR: "draft"}})


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a lead as they are kept beside a row, to be put back."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
