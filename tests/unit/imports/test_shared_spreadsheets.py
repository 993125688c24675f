"""The public files with their expectations, where they are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from leadwright.features.imports.reader import read_file
from leadwright.features.imports.wire import as_json

SHARED = Path(__file__).parents[4] / "shared/data/spreadsheets"
FILES = sorted(path for path in SHARED.glob("*.*") if path.suffix != ".json")


@pytest.mark.skipif(not FILES, reason="the shared files are not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_public_file_becomes_what_is_expected(path: Path) -> None:
    want = json.loads(path.with_name(path.name + ".expect.json").read_text("utf-8"))
    got = as_json(read_file(path))
    accept = want.get("accept", {})
    if not want["readable"]:
        free = any(one.get("rows") == "any" for one in accept.get("outcome", []))
        assert free or (not got["readable"])
        if not got["readable"]:
            assert got["error_kind"] in accept.get("error_kind", [want["error_kind"]])
        return
    assert got["readable"]
    assert got["rows"] in accept.get("rows", [want["rows"]])
    assert (got["sheet"], got["header_row"]) == (want["sheet"], want["header_row"])
    _check_columns(got, want)
    for sample in want["samples"]:
        _check_sample(got, sample, accept)


def _check_columns(got: dict[str, Any], want: dict[str, Any]) -> None:
    for name, index in want["column_index"].items():
        indices = got["columns"][name]["indices"]
        assert indices == (index if isinstance(index, list) else [index])
    mapped = {header for one in got["columns"].values() for header in one["headers"]}
    assert not mapped & set(want["must_not_map"])


def _check_sample(got: dict[str, Any], sample: dict[str, Any], accept: dict[str, Any]) -> None:
    row = got["rows_detail"][sample["row_index"]]
    assert row["source_row"] == sample["source_row"]
    for name, value in sample["values"].items():
        also = accept.get(f"samples.{sample['row_index']}.{name}", [])
        assert row["values"][name] in [value, *also], name
