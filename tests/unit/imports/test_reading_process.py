"""Rows that come piece by piece out of a process of their own, or of two."""

import json
import os
import select
import sys
import zipfile
from contextlib import AbstractContextManager
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from tests.unit.imports.expecting import read

from leadwright.features.imports.compact_json import compact
from leadwright.features.imports.reader import (
    MOST_SECONDS,
    Limits,
    OwnCompany,
    ReaderMissing,
    how_it_ended,
    limits_of,
    limits_to_take_in,
    read_as_json,
)
from leadwright.features.imports.reading_process import Reading, Stopped, reading
from leadwright.features.imports.staging import NONE, Piece, Row, packed, piece
from leadwright.features.imports.two_processes import in_turns
from leadwright.features.imports.wire import as_json
from leadwright.kernel.process import end_after
from leadwright.pipeline.imports import words as import_words

LINES = (
    "Ada,ada@acme.example,A1", "Ada,ada@acme.example,A1", "Bob,ada@acme.example,A2",
    '"verdict"":""new",x@,"""new""',
)  # fmt: skip

_FOREVER = 60
"""Seconds: only who stands still needs them."""


def _list(path: Path, lines: tuple[str, ...]) -> Path:
    path.write_text("\n".join(["First name,E-mail,Product interest", *lines]), "utf-8")
    return path


def _begin(path: Path) -> AbstractContextManager[Reading]:
    return reading(
        path,
        own_company=OwnCompany(["A1", "A2"]),
        remembered_mapping={},
        name=path.name,
        words=import_words.PLACE,
        said_of=("", path.name),
    )


def _rows(piece: Piece) -> list[Row]:
    nothing = [None] * sum(piece.verdicts.values())
    lines = [nothing if one is None else one.split("\n") for one in piece.columns.values()]
    rows = [Row(*row) for row in zip(*lines, strict=True)]
    return [row._replace(needs_person=str(row.needs_person) == "True") for row in rows]


@pytest.mark.parametrize(
    ("does", "code"), [("time.sleep(1.5); print('here')", 0), ("[0 for _ in iter(int, 1)]", -9)]
)
def test_after_its_time_by_the_clock_who_waited_goes_on_and_who_worked_is_ended(
    does: str, code: int
) -> None:
    with Popen([sys.executable, "-c", f"import time; {does}"], stdin=PIPE, stdout=PIPE) as child:
        end_after(child.pid, 1)
        assert child.communicate(timeout=60)[0] == (b"here\n" if code == 0 else b"")
    assert child.returncode == code


def test_pieces_keep_their_order_whoever_works_on_them() -> None:
    assert list(in_turns(lambda n: n * n, range(50))) == [n * n for n in range(50)]


def test_the_copy_makes_pieces_while_nobody_takes_any() -> None:
    """Else each process waits for the other: no pipe holds a piece."""
    heard, made = os.pipe()
    ours = os.getpid()

    def work(n: int) -> bytes:
        if os.getpid() != ours:
            os.write(made, bytes([n]))
        elif n == 0:  # nothing is taken from the copy until this is over
            for _ in range(3):
                if not select.select([heard], [], [], _FOREVER)[0]:
                    raise TimeoutError("the copy waits to be asked")
                first.append(os.read(heard, 1)[0])
        return bytes(1 << 20)

    first: list[int] = []
    try:
        assert [len(one) for one in in_turns(work, range(20))] == [1 << 20] * 20
    finally:
        os.close(heard)
        os.close(made)
    assert first == [1, 2, 4]


def test_a_copy_that_dies_is_told_as_what_it_died_of() -> None:
    def work(n: int) -> int:
        if n == 30:
            raise MemoryError
        return n

    with pytest.raises(MemoryError):
        list(in_turns(work, range(50)))


def test_what_is_staged_and_what_a_dry_run_prints_are_the_file_as_it_is_read(
    tmp_path: Path,
) -> None:
    path = _list(tmp_path / "a.csv", LINES)
    whole = read(path)
    with _begin(path) as begun:
        staged = [row for piece in iter(begun.next_piece, None) for row in _rows(piece)]
        assert begun.ready.parsed.duplicates_within == whole.duplicates_within
    assert [row.verdict for row in staged] == ["new", "merged", "review", "rejected"]
    assert [row.verdict for row in staged] == [row.verdict for row in whole.rows]
    assert [(row.key, json.loads(row.fields), json.loads(row.cells)) for row in staged] == [
        (row.key, row.values, list(row.cells)) for row in whole.rows
    ]
    assert [row.needs_person for row in staged] == [bool(row.problems) for row in whole.rows]
    assert {row.person for row in staged} == {None}  # a short list: who takes it in does that
    assert json.loads(read_as_json(path)) == json.loads(json.dumps(as_json(whole)))


def test_a_nul_is_left_out_and_a_cell_that_spells_one_out_stays() -> None:
    texts = ["a\0b", "\\u0000", "\ud83d"]
    rows = [
        Row("new", False, n, None, compact([text]), "{}", None, "[]", "", "{}", "[]", "{}", "null")
        for n, text in enumerate(texts)
    ]
    kept = piece(7, packed(rows))
    assert [json.loads(row.cells) for row in _rows(kept)] == [["ab"], ["\\u0000"], ["?"]]
    assert (kept.first_row, kept.verdicts) == (7, {"new": 3})


def test_what_has_lines_and_what_is_nothing_keep_their_rows_apart() -> None:
    rows = [
        Row(
            "new",
            True,
            1,
            "a\nb",
            compact(["two\nlines"]),
            "{}",
            None,
            "[]",
            "k",
            None,
            None,
            None,
            None,
        ),
        Row("new", False, 2, None, compact([""]), "{}", "DE", "[]", "k", None, None, None, None),
    ]
    first, second = _rows(piece(0, packed(rows)))
    assert (first.sheet, first.country, first.needs_person) == ("a b", NONE, True)
    assert (second.sheet, second.country, second.needs_person) == (NONE, "DE", False)
    assert [json.loads(row.cells) for row in (first, second)] == [["two\nlines"], [""]]
    assert (first.form, first.person, second.facts) == (None, None, None)


def test_a_process_that_dies_among_its_rows_leaves_a_refusal_in_words(tmp_path: Path) -> None:
    with _begin(_list(tmp_path / "a.csv", LINES * 4_000)) as begun:
        first = begun.next_piece()
        assert first
        rows = _rows(first)
        assert all(row.person for row in rows)
        assert {row.person for row in rows if row.verdict == "rejected"} == {"null"}
        assert begun._process is not None
        begun._process.child.kill()
        with pytest.raises(Stopped) as stopped:
            list(iter(begun.next_piece, None))
    assert stopped.value.parsed.error_kind == "too_large"
    assert "CSV" in (stopped.value.parsed.message or "")


def test_a_small_list_has_time_on_a_busy_machine_and_a_bomb_has_none(tmp_path: Path) -> None:
    small, bomb = _list(tmp_path / "a.csv", LINES), tmp_path / "b.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    told = [limits_of(path) for path in (small, bomb)]
    assert [isinstance(one, Limits) and one.patient for one in told] == [True, False]


def test_a_reader_that_does_not_start_is_no_damage_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("import there_is_no_such_module\n")
    path = _list(tmp_path / "a.csv", LINES)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{':'.join(sys.path)}")
    with pytest.raises(ReaderMissing, match="there_is_no_such_module"):
        read_as_json(path)
    with pytest.raises(ReaderMissing), _begin(path):
        pass


def test_a_long_list_that_is_taken_in_has_longer_than_one_that_is_only_looked_at(
    tmp_path: Path,
) -> None:
    short, long = _list(tmp_path / "a.csv", LINES), _list(tmp_path / "b.csv", LINES * 150_000)
    looked_at, taken = limits_of(long), limits_to_take_in(long)
    assert isinstance(looked_at, Limits)
    assert isinstance(taken, Limits)
    assert looked_at.seconds * 2 < taken.seconds <= MOST_SECONDS
    assert taken.memory == looked_at.memory
    assert limits_to_take_in(short) == limits_of(short)


def test_a_library_for_which_no_memory_is_left_is_the_limit_of_memory() -> None:
    said = b"ImportError: libm.so.6: failed to map segment from shared object"
    assert how_it_ended(1, said)[0] == "too_large"
