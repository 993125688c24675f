"""`python -m bench [NAME...|all]`: measures, prints tables, writes JSON.

Never fails for a slow figure: an aim that is missed says so in the table.
"""

import argparse
import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from bench import machine
from bench.benches import (
    capture,
    dedupe,
    events,
    imports,
    lookalikes,
    mails,
    model,
    pages,
    ranking,
    reply,
    rescore,
    serverless,
    soak,
    start,
)
from bench.ground import Ground, ground
from bench.report import Report, facts_table, progress
from bench.servers import NotReadyError
from leadwright.kernel import logging

BENCHES: dict[str, Callable[[Ground], Report]] = {
    "capture": capture.measure,
    "reply": reply.measure,
    "mails": mails.measure,
    "model": model.measure,
    "pages": pages.measure,
    "events": events.measure,
    "start": start.measure,
    "serverless": serverless.measure,
    "dedupe": dedupe.measure,
    "lookalikes": lookalikes.measure,
    "rescore": rescore.measure,
    "ranking": ranking.measure,
    "imports": imports.measure,
    "soak": soak.measure,
}


def main() -> None:
    given = _arguments()
    logging.configure("warning")
    names = list(BENCHES) if "all" in given.benches else given.benches
    with tempfile.TemporaryDirectory(prefix="bench-", dir=given.folder) as temporary:
        folder = Path(temporary)
        with ground(
            folder, quick=given.quick, repeats=given.repeats or (1 if given.quick else 3),
            leads=given.leads, only=tuple(given.only), minutes=given.minutes,
        ) as stand:  # fmt: skip
            facts = machine.facts(folder, stand.cluster.version())
            print(facts_table(facts), flush=True)
            reports = [report for name in names if (report := _run(stand, name))]
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        document = {
            "machine": facts,
            "quick": given.quick,
            "benches": {report.name: report.as_json() for report in reports},
        }
        given.json.write_text(json.dumps(document, indent=2) + "\n")

    if len(reports) < len(names):
        sys.exit("a bench could not run; its reason stands above")


def _run(stand: Ground, name: str) -> Report | None:
    """One bench; if it cannot run, the others still do."""
    neighbours = machine.Neighbours()
    try:
        report = BENCHES[name](stand)
    except (LookupError, RuntimeError, OSError, NotReadyError):
        traceback.print_exc()
        return None
    report.note(f"other programs took {neighbours.percent():.0f} % of the machine meanwhile")
    progress(f"{name}: done")
    print(f"\n{report.as_markdown()}", flush=True)
    return report


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("benches", nargs="*", choices=[*BENCHES, "all"], default=["all"])
    parser.add_argument("--json", type=Path, help="write machine facts and every repeat here")
    parser.add_argument("--quick", action="store_true", help="one short repeat: does it run at all")
    parser.add_argument("--repeats", type=int, help="3, or 1 with --quick")
    parser.add_argument("--leads", type=int, default=100_000, help="size of a full base")
    parser.add_argument("--minutes", type=float, default=30.0, help="of the soak; --quick takes 1")
    parser.add_argument(
        "--only", nargs="+", default=[""], help="contenders whose names begin so: ours, ceiling"
    )
    parser.add_argument("--folder", type=Path, help="where the databases stand; its disk counts")
    return parser.parse_args()


if __name__ == "__main__":
    main()
