"""Arrays are made once and mapped from then on."""

from pathlib import Path

import numpy as np
import pytest

from leadwright.kernel.mapped_arrays import Arrays, Rows, kept


def _make() -> Arrays:
    return {"one": np.arange(1_000), "two": np.zeros((3, 4), dtype=np.float32)}


def _never() -> Arrays:
    pytest.fail("they were there already")


def test_they_are_made_once_and_then_mapped(tmp_path: Path) -> None:
    kept(tmp_path, "table", "1", _make)
    again = kept(tmp_path, "table", "1", _never)
    assert isinstance(again["one"], np.memmap)
    assert np.array_equal(again["one"], np.arange(1_000))


def test_another_version_replaces_them_and_what_is_not_theirs_stays(tmp_path: Path) -> None:
    (tmp_path / "table.npy").write_bytes(b"kept by an older release")
    (tmp_path / "tables").mkdir()
    kept(tmp_path, "table", "1", _make)
    kept(tmp_path, "table", "2", _make)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["table@2", "tables"]


def test_a_file_that_is_cut_off_is_made_anew(tmp_path: Path) -> None:
    kept(tmp_path, "table", "1", _make)
    file = tmp_path / "table@1" / "one.npy"
    file.write_bytes(file.read_bytes()[:400])
    assert np.array_equal(kept(tmp_path, "table", "1", _make)["one"], np.arange(1_000))
    assert isinstance(kept(tmp_path, "table", "1", _never)["one"], np.memmap)


def test_without_a_place_to_write_they_are_held_in_memory(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    for folder in (None, tmp_path / "a file"):
        assert np.array_equal(kept(folder, "table", "1", _make)["one"], np.arange(1_000))


def test_rows_are_the_same_read_or_held(tmp_path: Path) -> None:
    array = np.arange(600, dtype=np.uint16).reshape(100, 6)
    mapped = kept(tmp_path, "table", "1", lambda: {"rows": array})["rows"]
    places = np.array([99, 3, 3])
    for rows in (Rows(array), Rows(mapped)):
        assert np.array_equal(rows[places], array[places])
        assert np.array_equal(np.frombuffer(rows.read(7), dtype=np.uint16), array[7])
