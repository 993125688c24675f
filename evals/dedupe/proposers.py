"""Who proposes the pairs of a mass pass: our keys, or Splink's blocking rules on DuckDB.

`python evals/dedupe/proposers.py ours 100000 10000`: a base, people coming, and how many of those who are
known stand among the candidates. `splink` blocks by rules (docs/adr/0021).
"""

import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd
import splink.comparison_library as levels
from sets import Coming, Drawn, draw
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from leadwright.features.identity.base import Base
from leadwright.features.identity.person import read_person
from people import Record

Proposed = tuple[int, set[tuple[str, str]]]
"""How many pairs, and which of the true ones are among them."""

_RULES = (
    block_on("email"),
    block_on("phone"),
    block_on("last_name", "substr(first_name, 1, 1)"),
    block_on("first_name", "company"),
    block_on("last_name", "company"),
    block_on("first_name", "substr(last_name, 1, 3)"),
)


def _told(record: Record) -> dict[str, str | None]:
    return {name: value for name, value in asdict(record).items() if isinstance(value, str)}


def ours(drawn: Drawn, truth: Mapping[str, str]) -> Proposed:
    """Looked up one by one, as the database does it."""
    base = Base(read_person(one.id, _told(one)) for one in drawn.base)
    pairs, found = 0, set[tuple[str, str]]()
    for one in drawn.coming:
        others = base.candidates(read_person(one.record.id, _told(one.record)))
        pairs += len(others)
        found |= {
            (one.record.id, other.id) for other in others if truth.get(one.record.id) == other.id
        }
    return pairs, found


def blocked(drawn: Drawn, truth: Mapping[str, str]) -> Proposed:
    """Splink's blocking rules; it judges each pair once, by comparisons as plain as can be."""
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=list(_RULES),
        comparisons=[levels.ExactMatch("email"), levels.ExactMatch("last_name")],
    )
    frames = [
        pd.DataFrame([{k: v or None for k, v in _told(one).items()} for one in some])
        for some in (drawn.base, [one.record for one in drawn.coming])
    ]
    database = DuckDBAPI()
    tables = [database.register(one) for one in frames]
    linker = Linker(tables, settings, log_level=None)
    made = linker.inference.predict().physical_name
    rows = database.duckdb_con.execute(f"select id_l, id_r from {made}").fetchall()
    found = set[tuple[str, str]]()
    for left, right in rows:
        found |= {(a, b) for a, b in ((left, right), (right, left)) if truth.get(a) == b}
    return len(rows), found


WAYS: Mapping[str, Callable[[Drawn, Mapping[str, str]], Proposed]] = {
    "ours": ours,
    "splink": blocked,
}


def main(way: str, base: int, coming: int) -> None:
    drawn = draw(7, base, coming)
    truth = {one.record.id: one.truth for one in drawn.coming if one.truth}
    began, cpu = time.monotonic(), _cpu()
    pairs, found = WAYS[way](drawn, truth)
    spent, seconds = _cpu() - cpu, time.monotonic() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    missed = _kinds(drawn.coming, {one for one, _ in found})
    sys.stdout.write(
        f"{way}: {pairs:,} pairs, {len(found):,} of {len(truth):,} known people among them"
        f" ({len(found) / len(truth):.4f}); CPU {spent:.1f} s, clock {seconds:.1f} s, {most} MB;"
        f" missed {missed}\n"
    )


def _kinds(coming: list[Coming], found: set[str]) -> dict[str, int]:
    missed: dict[str, int] = {}
    for one in coming:
        if one.truth and one.record.id not in found:
            missed[one.kind] = missed.get(one.kind, 0) + 1
    return missed


def _cpu() -> float:
    used: Any = resource.getrusage(resource.RUSAGE_SELF)
    return float(used.ru_utime + used.ru_stime)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
