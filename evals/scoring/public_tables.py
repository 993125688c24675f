"""How `score train` does on public tables of leads.

    PYTHONPATH=src python evals/scoring/public_tables.py FOLDER [--only NAME]... [--json FILE]

FOLDER holds `xeducation_leads.csv`, `uci_bank_marketing_additional_full.csv` and
`leadforge_intro_v7.csv`. Prints one line a table and the bar it is held against: LightGBM as it
comes, on the same columns (for X Education with copies in one fold).
"""

import argparse
import csv
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from leadwright.features.prediction.training.preparing import PreparationOptions
from leadwright.features.prediction.training.report import train_file

AFTER_CONTACT = (
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
    "Last Notable Activity",
    "Last Activity",
)


@dataclass(frozen=True)
class Case:
    name: str
    file: str
    wish: PreparationOptions
    bar: str


CASES = (
    Case(
        "xeducation",
        "xeducation_leads.csv",
        PreparationOptions("Converted", exclude=AFTER_CONTACT),
        "AUC .869 / .875 with light settings, ECE .013-.018",
    ),
    Case(
        "xeducation, all columns",
        "xeducation_leads.csv",
        PreparationOptions("Converted"),
        "Tags out as a leak, the other late columns named",
    ),
    Case(
        "bank",
        "uci_bank_marketing_additional_full.csv",
        PreparationOptions("y", exclude=("duration",)),
        "AUC .805, log-loss .270, Brier .076",
    ),
    Case(
        "bank in time order",
        "uci_bank_marketing_additional_full.csv",
        PreparationOptions("y", exclude=("duration",), time="row"),
        "AUC .645 logistic, .666 LightGBM; nothing calibrates across the drift",
    ),
    Case(
        "leadforge",
        "leadforge_intro_v7.csv",
        PreparationOptions("converted"),
        "AUC .645 logistic, .713 LightGBM",
    ),
)
FIGURES = ("auc", "log_loss", "brier", "ece", "lift_top_decile", "capture_30")


def numbered(path: Path, folder: Path) -> Path:
    """The bank's rows stand in time order without a date: their number is the time."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    target = folder / path.name
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [["row" if n == 0 else str(n), *row] for n, row in enumerate(rows)]
        )
    return target


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--only", action="append")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        for case in CASES:
            if asked.only and case.name not in asked.only:
                continue
            path = asked.folder / case.file
            if case.wish.time:
                path = numbered(path, Path(scratch))
            report = train_file(path, case.wish, lambda _: None)
            found[case.name] = report
            shown = "  ".join(f"{name} {report[name]:.4f}" for name in FIGURES)
            low, high = report["intervals"]["auc"]
            print(f"{case.name:24} {report['model']:9} {shown}  (AUC {low:.3f} to {high:.3f})")
            print(f"{'':24} bar: {case.bar}", flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
