"""`leadwright score train`: a model on any table, without server or database."""

from pathlib import Path
from typing import Any

import typer

from leadwright.domain.errors import Refused
from leadwright.features.prediction.training.preparing import PreparationOptions
from leadwright.features.prediction.training.report import train_file


def train(file: str, options: PreparationOptions) -> dict[str, Any]:
    """The figures, with progress on stderr."""
    return train_file(Path(file), options, _say)


def problem(refusal: Refused) -> dict[str, Any]:
    """The refusal as the JSON that programs read."""
    return {
        "type": f"urn:leadwright:problem:{refusal.code}",
        "title": "This model cannot be trained",
        "status": 422,
        "detail": refusal.message,
        "errors": [
            {"field": p.field, "reason": p.reason, "remedy": p.remedy} for p in refusal.problems
        ],
    }


def in_words(report: dict[str, Any]) -> str:
    """The report for people."""
    label = report["label"]
    won = f"{report['positives']} of them {label['positive']!r} ({label['chosen']})"
    lines = [f"Model: {report['model']}, {report['split']}, {report['rows']} rows, {won}."]
    for name, (low, high) in report["intervals"].items():
        lines.append(f"  {name:16} {report[name]:.4f}  ({low:.4f} to {high:.4f})")
    lines.append(f"Learned from: {', '.join(report['features'])}.")
    if report["excluded"]:
        out = ", ".join(f"{each['column']} ({each['reason']})" for each in report["excluded"])
        lines.append(f"Left out: {out}.")
    lines += [f"Look at {each['column']}: {each['why']}." for each in report["suspects"]]
    return "\n".join([*lines, *report["notes"]])


def _say(line: str) -> None:
    typer.echo(line, err=True)
