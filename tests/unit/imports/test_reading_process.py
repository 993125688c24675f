"""Rows that come piece by piece out of a process of their own, or of two."""

import json
import os
import select
import signal
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from subprocess import Popen
from threading import Timer
from typing import Any
from unittest import mock

import pytest
from tests.unit.imports.expecting import read

from leadwright.features.imports import reader
from leadwright.features.imports.compact_json import compact
from leadwright.features.imports.reader import House, Limits, read_as_json
from leadwright.features.imports.reading_process import Reading, Stopped, reading
from leadwright.features.imports.staging import Piece, Row, packed, piece
from leadwright.features.imports.two_processes import in_turns
from leadwright.features.imports.wire import as_json
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
        house=House(["A1", "A2"]),
        remembered_mapping={},
        name=path.name,
        words=import_words.PLACE,
        said_of=("", path.name),
    )


def _rows(piece: Piece) -> list[Row]:
    nothing = [None] * sum(piece.verdicts.values())
    return [
        Row(*row) for row in zip(*(one or nothing for one in piece.columns.values()), strict=True)
    ]


def test_a_process_that_others_keep_waiting_is_not_too_slow_and_one_that_works_too_long_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "limits_of", lambda _: Limits(900 << 20, 2))
    monkeypatch.setattr(reader, "BUSY", _FOREVER)
    begin, begun = Popen, list[Popen[bytes]]()

    def begin_and_stop(*args: Any, **kwargs: Any) -> Popen[bytes]:
        begun.append(begin(*args, **kwargs))
        begun[0].send_signal(signal.SIGSTOP)
        Timer(2.2, begun[0].send_signal, [signal.SIGCONT]).start()
        return begun[0]

    with mock.patch.object(subprocess, "Popen", begin_and_stop):
        waited = json.loads(read_as_json(_list(tmp_path / "a.csv", LINES)))
    assert waited["readable"]
    worked = json.loads(read_as_json(_list(tmp_path / "b.csv", LINES * 40_000)))
    assert worked["error_kind"] == "too_large"


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
