"""`leadwright score train` as a program calls it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadwright.cli import app

LEADS = "size,source,won\n" + "".join(
    f"{n * 37 % 101},{'ads' if n % 3 else 'fair'},{int(n * 37 % 101 + 3 * (n * n % 67) > 150)}\n"
    for n in range(120)
)


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text(LEADS, "utf-8")
    return path


def test_stdout_is_pure_json_and_progress_goes_to_stderr(leads: Path) -> None:
    run = CliRunner().invoke(app, ["score", "train", str(leads), "--label", "won", "--json"])
    assert run.exit_code == 0
    report = json.loads(run.stdout)
    assert report["features"] == ["size", "source"]
    assert "120 rows" in run.stderr
    again = CliRunner().invoke(app, ["score", "train", str(leads), "--label", "won", "--json"])
    assert again.stdout == run.stdout


def test_a_refusal_is_json_too_and_leaves_with_2(leads: Path) -> None:
    run = CliRunner().invoke(
        app, ["score", "train", str(leads), "--label", "won", "--exclude", "sise", "--json"]
    )
    assert run.exit_code == 2
    problem = json.loads(run.stdout)
    assert problem["errors"][0]["field"] == "exclude"
    assert "sise" in run.stderr
    gone = CliRunner().invoke(app, ["score", "train", "nowhere.csv", "--label", "won"])
    assert gone.exit_code == 2
    assert "cannot be opened" in gone.stderr
