"""What a row of a file says of a person, in the words of the pipeline. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from leadwright.domain.condition import Value
from leadwright.domain.ids import LeadId, SubmissionId, WorkspaceId, new_id
from leadwright.domain.lead import Fact, FormValues, LeadSnapshot
from leadwright.features.enrichment import rules as enrichment
from leadwright.features.imports.parsed import FIELDS
from leadwright.features.imports.taking import Staged, Taking
from leadwright.features.leads.bulk import Person
from leadwright.features.leads.bulk_facts import Finding
from leadwright.features.leads.matching import fold
from leadwright.features.replies.modes import ASKED_FOR
from leadwright.pipeline import routes

_OWN = frozenset({"first_name", "last_name", "full_name", "email", "phone", "company", "notes"})
_NOT_KEPT = frozenset(FIELDS) - {"product_interest", "event", "job_title", "tags", "notes"}
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
_SURE = 0.9
_BY_HAND = ("upload", "command", "api")


@dataclass
class Read:
    """A row as a submission, with the facts it tells and those that follow from them.

    Plain values: only of rows that are answered a snapshot is made. `lead_id` is known once its lead
    was found or made.
    """

    row: Staged
    at: datetime
    submission_id: SubmissionId
    source: str
    form: dict[str, Any]
    facts: dict[str, Finding]
    lead_id: LeadId | None = None
    created: bool = False

    @property
    def lead(self) -> LeadId:
        if self.lead_id is None:
            raise ValueError("a row is told of after its lead was found or made")
        return self.lead_id

    @cached_property
    def interests(self) -> tuple[str, ...]:
        """The products of the row: they were told apart when the file was read."""
        return routes.asked_for(self.form["extra"])

    @cached_property
    def custom(self) -> dict[str, str]:
        """What the lead keeps of it as fields of its own, folded."""
        extra = self.form["extra"].items()
        return {key: fold(_text(value)) for key, value in extra if key not in _NOT_KEPT}

    def person(self) -> Person:
        """Whom the row stands for."""
        form, country = self.form, self.facts.get("country")
        return Person(
            submission_id=self.submission_id,
            at=self.at,
            name=form["name"],
            email=form["email"],
            phone=form["phone"],
            company=form["company"],
            country=None if country is None else country[0],
            source=self.source,
        )

    def values(self) -> dict[str, Value]:
        """What conditions see of a lead of whom this row alone tells."""
        found: dict[str, Value] = {**self.custom}
        found |= {key: fact[0] for key, fact in self.facts.items()}
        found["source"], found["is_returning"] = self.source, False
        return found


def read(about: Taking, row: Staged, now: datetime) -> Read:
    """What the row says, in the words of a form."""
    told = row.fields
    names = (told.get("first_name"), told.get("last_name"))
    form = {
        "name": told.get("full_name") or " ".join(part for part in names if part) or None,
        "email": told.get("email"),
        "phone": told.get("phone"),
        "company": told.get("company"),
        "message": told.get("notes"),
        "extra": {key: value for key, value in told.items() if value and key not in _OWN},
    }
    source = told.get("source") or about.source_name or f"import: {about.file_name}"[:120]
    return Read(row, now, SubmissionId(new_id()), source, form, _facts(form, row))


def _facts(form: Mapping[str, Any], row: Staged) -> dict[str, Finding]:
    """The surest of each; of two as sure, the one that is told later."""
    best: dict[str, Finding] = {}
    at_hand = enrichment.find(form["name"], form["email"], form["phone"], form["company"])
    for key, value, source, method, confidence in at_hand:
        old = best.get(key)
        if old is None or confidence >= old[3]:
            best[key] = (value, source, method, confidence)
    for key, value in _given(row):
        old = best.get(key)
        if old is None or old[3] <= _SURE:
            best[key] = (value, "import", "given", _SURE)
    return best


def _given(row: Staged) -> Iterator[tuple[str, Any]]:
    for key in _FACTS:
        if value := row.fields.get(key):
            yield key, value
    if row.country:
        yield "country", row.country


def snapshot(
    place: WorkspaceId, about: Taking, read: Read, *, in_doubt: bool = False
) -> LeadSnapshot:
    """The row as the pipeline goes on with it; a file may ask for drafts, and so does a doubt who it is."""
    return LeadSnapshot(
        workspace_id=place,
        submission_id=read.submission_id,
        received_at=read.at,
        source=read.source,
        form=FormValues(**read.form),
        headers={ASKED_FOR: "draft"} if in_doubt or about.answer == "draft" else {},
        lead_id=read.lead,
        is_returning=not read.created,
        facts={key: _fact(key, found, read.at) for key, found in read.facts.items()},
    )


def _fact(key: str, found: Finding, at: datetime) -> Fact:
    value, source, method, confidence = found
    return Fact(
        key=key,
        value=value,
        source=source,
        method=method,
        confidence=confidence,
        observed_at=at,
    )


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def is_answered(about: Taking, read: Read) -> bool:
    """Whether this person is written to: the file says so, there is an address, and it is not too late.

    A person who uploads a file decides about all of its rows. A source answers only who was met in
    the last seven days.
    """
    if about.answer == "none" or not read.form["email"]:
        return False
    if about.way in _BY_HAND:
        return True
    met = read.form["extra"].get("captured_at")
    if not isinstance(met, str):
        return False
    try:
        day = datetime.fromisoformat(met).date()
    except ValueError:
        return False
    today = read.at.date()
    return today - FRESH <= day <= today + timedelta(days=1)


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a lead as they are kept beside a row, to be put back."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
