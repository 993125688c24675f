"""Leads and scores as lines of JSON, for engines beyond one machine: the same rules on every line."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from leadwright.domain.condition import Occurrence, Subject
from leadwright.domain.ids import EventId, LeadId
from leadwright.domain.lead import KnownFields
from leadwright.features.scoring import rules
from leadwright.features.scoring.cards.scorecards import Part, Scorecard


def lead_line(known: KnownFields, events: Sequence[Occurrence]) -> str:
    """What scoring asks of a lead, in one line. Moments are {"moment": ISO}, apart from texts."""
    told = {
        "lead_id": str(known.lead_id),
        "values": {name: _plain(value) for name, value in known.values().items()},
        "events": [
            [event.name, event.occurred_at.isoformat(), None if event.id is None else str(event.id)]
            for event in events
        ],
    }
    return json.dumps(told, ensure_ascii=False)


def score_line(card: Scorecard, line: str, now: datetime) -> str | None:
    """The score of a line's lead at `now`; None where the card is not for it.

    Raises ValueError for a line that is no lead.
    """
    lead_id, subject = _read(line, now)
    if not rules.applies(card, subject):
        return None
    ledger = rules.score(card, subject)
    return json.dumps(
        {
            "lead_id": lead_id,
            "scorecard": ledger.scorecard,
            "version": ledger.version,
            "as_of": ledger.as_of.isoformat(),
            "total": ledger.total,
            **{part.value: float(ledger.parts[part]) for part in Part},
            "grade": ledger.grade.value,
        }
    )


def _read(line: str, now: datetime) -> tuple[LeadId, Subject]:
    try:
        told = json.loads(line)
        values = {name: _value(value) for name, value in told["values"].items()}
        events = [
            Occurrence(name, datetime.fromisoformat(at), None if id_ is None else EventId(id_))
            for name, at, id_ in told["events"]
        ]
        return LeadId(told["lead_id"]), Subject(values=values, now=now, events=events)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"this line is no lead as `leadwright score leads` writes it: {line[:200]!r}"
        ) from error


def _plain(value: Any) -> Any:
    return {"moment": value.isoformat()} if isinstance(value, datetime | date) else value


def _value(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"moment"}:
        return datetime.fromisoformat(value["moment"])
    return value
