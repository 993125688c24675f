"""Scores beyond one machine: the same lines, the same card, the same scores on every engine."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from leadwright.bootstrap.commands.score_engines import score
from leadwright.domain.condition import Occurrence, Value
from leadwright.domain.errors import Invalid
from leadwright.domain.ids import EventId, LeadId, SubmissionId
from leadwright.domain.lead import KnownFields
from leadwright.features.scoring.cards.card_files import card_yaml
from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.features.scoring.lines import lead_line

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
AT = NOW.isoformat()


def lead(number: int, chance: Random) -> str:
    sizes: list[Value] = [3, 30.5, "200", None, [5, 60]]
    custom: dict[str, Value] = {
        "intent": chance.choice(["demo_request", "spam", "purchase_intent"]),
        "email_kind": chance.choice(["company", "free", "Société"]),
        "team_size": chance.choice(sizes),
        "timeline": chance.choice([NOW, None]),
    }
    events = [
        Occurrence(
            chance.choice(["lead.created", "lead.replied"]),
            NOW - timedelta(days=chance.choice([0, 14, 7.5, 28])),
            EventId(UUID(int=number * 10 + n)),
        )
        for n in range(chance.randint(0, 3))
    ]
    known = KnownFields(
        LeadId(UUID(int=number)), "api", False, SubmissionId(UUID(int=1)), NOW, custom=custom
    )
    return lead_line(known, events)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Ten thousand leads, and a card."""
    chance = Random(7)
    leads, card = tmp_path / "leads.jsonl", tmp_path / "card.yaml"
    leads.write_text("\n".join(lead(number, chance) for number in range(10_000)), encoding="utf-8")
    card.write_text(card_yaml(default_scorecard()), encoding="utf-8")
    return str(leads), str(card)


def test_this_machine_scores_each_line_and_says_what_is_wrong(
    files: tuple[str, str], tmp_path: Path
) -> None:
    leads, card = files
    score("local", leads, card, str(tmp_path / "out.jsonl"), AT)
    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert len({one["lead_id"] for one in told}) == 10_000
    assert len({one["total"] for one in told}) > 10
    assert {one["as_of"] for one in told} == {AT}
    with pytest.raises(Invalid, match="is there already"):
        score("local", leads, card, str(tmp_path / "out.jsonl"), AT)
    with pytest.raises(Invalid, match="no engine 'abacus'"):
        score("abacus", leads, card, str(tmp_path / "new"), AT)
    (tmp_path / "wrong.jsonl").write_text('{"lead_id": 1}\n')
    with pytest.raises(Invalid, match="no lead as"):
        score("local", str(tmp_path / "wrong.jsonl"), card, str(tmp_path / "new"), AT)
    assert not (tmp_path / "new").exists()


def test_spark_comes_to_the_same_ten_thousand_scores(
    files: tuple[str, str], tmp_path: Path
) -> None:
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    leads, card = files
    score("local", leads, card, str(tmp_path / "here"), AT)
    score("spark", leads, card, str(tmp_path / "there"), AT)
    here = (tmp_path / "here").read_text().splitlines()
    there = [
        line
        for part in sorted((tmp_path / "there").glob("part-*"))
        for line in part.read_text().splitlines()
    ]
    assert sorted(there) == sorted(here)


def test_without_spark_the_error_says_how_to_get_it(
    files: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(Invalid, match=r"pip install 'leadwright\[spark\]'"):
        score("spark", *files, str(tmp_path / "new"), AT)
