"""The worked example of the reference is what the code computes, to the last digit."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from leadwright.domain.condition import Occurrence, Subject
from leadwright.domain.ids import EventId, FactId
from leadwright.domain.predicted import Contribution, Predicted
from leadwright.features.scoring.blending import Mode, voice_of
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.ledger import EntryKind, ledger_json, reasons
from leadwright.features.scoring.rules import score

REFERENCE = Path(__file__).parents[3] / "docs/reference/scoring.md"


@pytest.fixture(scope="module")
def example() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    blocks = REFERENCE.read_text("utf-8").split("```json\n")[1:]
    card, lead, ledger = (json.loads(block.split("```")[0]) for block in blocks[:3])
    return card, lead, ledger


@pytest.fixture(scope="module")
def blended() -> tuple[dict[str, Any], dict[str, Any]]:
    """What a model says of the lead, and what the blend comes to."""
    blocks = REFERENCE.read_text("utf-8").split("```json\n")[4:]
    said, ledger = (json.loads(block.split("```")[0]) for block in blocks)
    return said, ledger


def subject_of(lead: dict[str, Any]) -> Subject:
    return Subject(
        values=lead["values"],
        now=datetime.fromisoformat(lead["now"]),
        events=[
            Occurrence(e["name"], datetime.fromisoformat(e["occurred_at"]), EventId(UUID(e["id"])))
            for e in lead["events"]
        ],
        fact_ids={key: FactId(UUID(value)) for key, value in lead["fact_ids"].items()},
    )


def test_the_worked_example_comes_out_as_written(
    example: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    card, lead, expected = example
    ledger = score(Scorecard.model_validate(card), subject_of(lead))
    assert ledger_json(ledger) == expected


def test_the_numbers_as_printed_add_up_for_a_reader_with_a_pencil(
    example: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    *_, ledger = example
    entries = ledger["entries"]
    for part, value in ledger["parts"].items():
        points = (Decimal(str(e["points"])) for e in entries if e["part"] == part)
        assert sum(points) == Decimal(str(value))
    assert sum(Decimal(str(e["in_total"])) for e in entries) == ledger["total"]
    assert {e["kind"] for e in entries} == {"rule", "cap", "clamp", "rounding"}


def test_the_same_lead_in_a_blend_comes_out_as_written_and_adds_up(
    example: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
    blended: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    card, lead, _ = example
    said, expected = blended
    subject, total = subject_of(lead), Decimal(str(said["points"]))
    lines = tuple(
        Contribution(**one | {"points": Decimal(str(one["points"]))}) for one in said["lines"]
    )
    assert sum(line.points for line in lines) == total
    word = Predicted(UUID(int=1), 1, "won", said["outcomes"], subject.now, 0.5, total, lines)
    voice = voice_of(Mode.BLEND, word)
    assert voice is not None
    assert voice.share == 40
    told = ledger_json(score(Scorecard.model_validate(card), subject, voice))
    entries = expected["entries"]
    assert [{key: one[key] for key in entries[0]} for one in told["entries"]] == entries  # type: ignore[union-attr,index]
    assert {key: told[key] for key in ("total", "parts", "grade")} == {
        key: expected[key] for key in ("total", "parts", "grade")
    }
    assert sum(Decimal(str(one["in_total"])) for one in entries) == expected["total"]


def test_events_in_another_order_or_told_twice_change_nothing(
    example: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    card, lead, expected = example
    late = lead | {"events": [*reversed(lead["events"]), *lead["events"]]}
    assert ledger_json(score(Scorecard.model_validate(card), subject_of(late))) == expected


def test_reasons_name_each_label_once_and_sum_to_the_total(
    example: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    card, lead, expected = example
    ledger = score(Scorecard.model_validate(card), subject_of(lead))
    told = reasons(ledger)
    assert told[0] == ("Writes from a company address", Decimal("16.00"))
    assert dict(told)["Visited a page"] == Decimal("10.14")
    assert dict(told)["Rounding"] == Decimal("-0.17")
    assert len(dict(told)) == len(told)
    assert sum(points for _, points in told) == expected["total"]
    assert [e.kind for e in ledger.entries][-1] is EntryKind.ROUNDING
