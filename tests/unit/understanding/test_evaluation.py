"""The output of `leadwright eval understanding`, and arithmetic of its metrics."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadwright.bootstrap.commands.evaluation import understanding
from leadwright.cli import app
from leadwright.domain.errors import Invalid
from leadwright.features.understanding.evaluation import (
    evaluate,
    expected_calibration_error,
    intent_metrics,
)
from leadwright.features.understanding.heads import Heads
from leadwright.ports.embedder import Embedder

TODAY = date(2026, 11, 21)


def test_predictions_have_the_contracts_keys_and_metrics_only_with_labels(
    embedder: Embedder, heads: Heads
) -> None:
    answer = evaluate([{"id": 7, "message": "price?"}], embedder, heads, TODAY)
    prediction = answer["predictions"][0]
    promised = {
        "id", "intent", "confidence", "unsure", "language", "quality_band",
        "expect_auto_reply", "entities", "ms",
    }  # fmt: skip
    assert promised <= set(prediction)
    assert prediction["id"] == 7
    assert "metrics" not in answer


def test_labels_bring_metrics_and_may_be_partial(embedder: Embedder, heads: Heads) -> None:
    lines: list[dict[str, str | None]] = [
        {"id": "a", "message": "What is the price?", "intent": "pricing_inquiry", "language": "en"},
        {"id": "b", "message": "Suche Arbeit als Fahrer", "intent": "job_seeker"},
        {"id": "c", "message": None},
    ]
    metrics = evaluate(lines, embedder, heads, TODAY)["metrics"]
    assert metrics["n"] == 2
    assert metrics["accuracy"] == 1
    assert set(metrics["per_language"]) == {"en", "de"}
    assert {"macro_f1", "per_class", "confusion", "ece"} <= set(metrics)


def test_metrics_count_right() -> None:
    rows = [
        ("spam", "spam", 0.9, "en"),
        ("spam", "job_seeker", 0.6, "en"),
        ("job_seeker", "job_seeker", 0.8, "de"),
    ]
    metrics = intent_metrics(rows)
    assert metrics["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert metrics["confusion"]["spam"] == {"job_seeker": 1, "spam": 1}
    assert metrics["per_class"]["spam"]["recall"] == 0.5
    assert metrics["per_class"]["job_seeker"]["precision"] == 0.5
    assert metrics["macro_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert metrics["per_language"]["en"]["accuracy"] == 0.5


def test_calibration_error_is_the_gap_of_confidence_and_accuracy() -> None:
    assert expected_calibration_error([("a", "a", 1.0, "en"), ("b", "b", 1.0, "en")]) == 0
    assert expected_calibration_error([("a", "b", 0.95, "en")]) == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": 2,', "line 2 is no JSON"),
        ("[1]", "line 2 is no JSON object"),
        ('{"message": ["a"]}', "line 2: message must be text"),
    ],
)
def test_a_broken_line_is_named_by_its_number(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text('{"message": "one\u2028line"}\n' + line, "utf-8")
    with pytest.raises(Invalid, match=told):
        understanding(str(file), print)


def test_doubtful_lines_are_told_and_still_read(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "message": ""},
        {"id": "a", "message": "Wait, " * 834, "intent": "privacy_request"},
        {"message": "كم سعر النظام لثلاثين موظفا؟"},
        {"id": "d", "message": None},
    ]
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    told: list[str] = []
    report = understanding(str(file), told.append)
    assert [each["id"] for each in report["predictions"]] == ["a", "a", None, "d"]
    assert [each["unsure"] for each in report["predictions"]][::3] == [True, True]
    assert ["no id" in told[0], "more than once: a" in told[1], "privacy_request" in told[2]] == [
        True,
        True,
        True,
    ]
    assert report["metrics"]["accuracy"] == 0


def test_a_file_without_labels_is_summed_up_for_people(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text('{"id": 1, "message": "price?"}', "utf-8")
    done = CliRunner().invoke(app, ["eval", "understanding", str(file)])
    assert (done.exit_code, done.stdout.strip()) == (0, "1 messages read")
