"""Bombs, liars and wrecks: an orderly answer each, in words, within the limits, and the next file works."""

# ruff: noqa: E501 -- tables of cases: one a line, files as they are

import gzip
import json
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.imports import workbooks as wb
from tests.unit.imports.expecting import Want, check, read
from tests.unit.imports.workbooks import LIST, by_hand, by_openpyxl, sheet_xml, zipped

from leadwright.features.imports.reader import read_file
from leadwright.features.imports.reading import markup
from leadwright.features.imports.reading.sheet import FileRefused

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    + sheet_xml([["Name", "&c;"]]).replace("&amp;", "&")
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + sheet_xml(
    [["Name", "&e;"]]
).replace("&amp;", "&")
FOREIGN = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + sheet_xml(LIST)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


WRECKS: dict[str, tuple[str, wb.Build | bytes, str | tuple[str, ...]]] = {
    "a bomb of zeros": ("a.xlsx", by_hand("<worksheet>" + " " * 200_000_000), "zip_bomb"),
    "laughing entities": ("a.xlsx", by_hand(LAUGHS), "unsafe_xml"),
    "laughing entities in UTF-16": ("a.xlsx", by_hand("", {"xl/worksheets/sheet1.xml": LAUGHS.replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")}), "unsafe_xml"),
    "an entity that reads a file": ("a.xlsx", by_hand(OUTSIDE), "unsafe_xml"),
    "entities in an ODS": ("a.ods", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": LAUGHS.encode()}), "unsafe_xml"),
    "endless nesting": ("a.xlsx", by_hand("<worksheet>" + "<a>" * 50_000), ("unsafe_xml", "corrupt")),
    "a part outside": ("a.xlsx", by_hand(sheet_xml(LIST), {"../../evil.sh": "echo"}), "unsafe"),
    "a sheet that is missing": ("a.xlsx", by_hand("", {"xl/worksheets/sheet1.xml": None}), "corrupt"),
    "broken XML": ("a.xlsx", by_hand(sheet_xml(LIST)[:-80]), "corrupt"),
    "no list of sheets": ("a.xlsx", by_hand("", {"xl/workbook.xml": None}), "corrupt"),
    "a Word document": ("a.xlsx", zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "wrong_format"),
    "an archive": ("a.xlsx", zipped({"leads.csv": b"a,b"}), "unsupported_format"),
    "Apple Numbers": ("a.numbers", zipped({"Index/Document.iwa": b"x"}), "unsupported_format"),
    "a PDF": ("a.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(200), "wrong_format"),
    "a program": ("a.csv", b"MZ\x90\x00\x03" + bytes(400), "wrong_format"),
    "gzip": ("a.csv", gzip.compress(b"a,b\n" * 99), "unsupported_format"),
    "JSON": ("a.csv", b'[{"email": "anna@acme.example"}]', "unsupported_format"),
    "an encrypted workbook": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(800), "encrypted"),
    "an old Word document": ("a.xls", OLE + "WordDocument".encode("utf-16-le") + bytes(800), "wrong_format"),
    "an old workbook cut short": ("a.xls", OLE + "Workbook\0".encode("utf-16-le"), ("corrupt", "truncated")),
    "noise named xlsx": ("a.xlsx", bytes(range(256)) * 30, ("corrupt", "wrong_format")),
    "an ODS row repeated a million times": ("a.ods", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b'<c xmlns:t="t"><t:table><t:table-row t:number-rows-repeated="1000000"><t:table-cell><p>x</p></t:table-cell></t:table-row></t:table></c>'}), "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRECKS)
def test_a_wreck_is_refused_in_words(name: str, tmp_path: Path) -> None:
    file, made, kinds = WRECKS[name]
    path = tmp_path / file
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        made(path)
    check(read(path), Want(error_kind=kinds))


def test_a_foreign_document_type_is_not_fetched(tmp_path: Path) -> None:
    by_hand(FOREIGN)(tmp_path / "a.xlsx")
    parsed = read(tmp_path / "a.xlsx")
    assert parsed.error_kind == "unsafe_xml" or len(parsed.rows) == 2


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_workbook_is_called_cut(share: float, tmp_path: Path) -> None:
    data = wb.packed(by_openpyxl(), tmp_path)
    (tmp_path / "a.xlsx").write_bytes(data[: int(len(data) * share)])
    check(read(tmp_path / "a.xlsx"), Want(error_kind=("truncated", "corrupt")))


def test_a_part_with_flipped_bytes_is_corrupt(tmp_path: Path) -> None:
    data = bytearray(wb.packed(by_hand(sheet_xml(LIST * 50)), tmp_path))
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at : at + 8] = b"\xff" * 8
    (tmp_path / "a.xlsx").write_bytes(data)
    check(read(tmp_path / "a.xlsx"), Want(error_kind="corrupt"))


def test_a_zip_with_a_password_is_called_so(tmp_path: Path) -> None:
    data = bytearray(wb.packed(by_hand(sheet_xml(LIST)), tmp_path))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into("<H", data, at + 8, 1)
        at += 4
    (tmp_path / "a.xlsx").write_bytes(data)
    check(read(tmp_path / "a.xlsx"), Want(error_kind="encrypted"))


def test_a_part_that_lies_about_its_size_does_no_harm(tmp_path: Path) -> None:
    data = bytearray(wb.packed(by_hand(sheet_xml(LIST) + " " * 5_000_000), tmp_path))
    with zipfile.ZipFile(tmp_path / "x", "w") as package:
        package.writestr("x", "x")
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<I", data, at + 24, 900)
    (tmp_path / "a.xlsx").write_bytes(data)
    check(read(tmp_path / "a.xlsx"), Want(error_kind=("corrupt", "zip_bomb")))


_READ_BOTH = """
import json, resource, sys, time
from pathlib import Path
from leadwright.features.imports.reader import read_file
from leadwright.features.imports.reading import markup
from leadwright.features.imports.reading.sheet import FileRefused
started = time.monotonic()
kind = read_file(Path(sys.argv[1])).error_kind
seconds = time.monotonic() - started
rows = len(read_file(Path(sys.argv[2])).rows)
print(json.dumps([kind, seconds, rows, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


def test_the_reading_process_answers_within_its_limits_and_the_next_file_works(
    tmp_path: Path,
) -> None:
    bomb, good = tmp_path / "bomb.xlsx", tmp_path / "good.xlsx"
    wide = "".join(
        f'<c r="A{n}" t="inlineStr"><is><t>{"x" * 900}{n}</t></is></c>' for n in range(1, 3)
    )
    rows = "".join(f'<row r="{n}">{wide}</row>' for n in range(1, 30_000))
    by_hand(f"<worksheet><sheetData>{rows}</sheetData></worksheet>")(bomb)
    by_openpyxl()(good)
    # In a process of its own: the largest child of this one may be another test's.
    told = subprocess.run(
        [sys.executable, "-c", _READ_BOTH, str(bomb), str(good)], capture_output=True, check=True
    )
    kind, seconds, rows_of_good, kilobytes = json.loads(told.stdout)
    assert kind in {"zip_bomb", "too_large", "no_rows"}
    assert seconds < 10
    assert rows_of_good == 2
    assert kilobytes < 512 * 1024


@pytest.mark.parametrize(
    "cell", ["x" * 39_000, "a." * 19_000, "1 " * 19_000, "a" + " " * 39_000 + "b"]
)
def test_endless_cells_are_read_in_a_moment(cell: str, tmp_path: Path) -> None:
    line = ",".join([cell] * 6)
    (tmp_path / "a.csv").write_text(
        "\n".join(["Name,Email,Phone,Date,Product,Notes", *([line] * 5)])
    )
    started = time.process_time()
    assert len(read(tmp_path / "a.csv").rows) == 5
    assert time.process_time() - started < 3


def test_a_file_that_is_not_there_is_an_answer_too(tmp_path: Path) -> None:
    assert read_file(tmp_path / "nothing.xlsx").readable is False


@pytest.mark.parametrize("read_rows", [markup.read_html, markup.read_excel_2003])
def test_a_web_page_with_too_many_rows_is_refused_and_not_cut(
    read_rows: Callable[[bytes], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup, "MOST_ROWS", 3)
    row = "<Row><Cell><Data>a</Data></Cell></Row>"
    page = "<table>" + "<tr><td>a</td></tr>" * 4 + "</table>"
    book = f"<Workbook><Worksheet><Table>{row * 4}</Table></Worksheet></Workbook>"
    with pytest.raises(FileRefused, match="more than 300,000 rows"):
        read_rows((page if read_rows is markup.read_html else book).encode())
