"""The reader of .xlsx: what people write, and what attackers do."""

import io
import struct
import zipfile

import pytest
from tests.unit.serverless.xlsx import MAIN, inline, packed, parts, sheet

from leadwright.serverless import cells, leads, workbook
from leadwright.serverless.faults import Unreadable


def texts(data: bytes) -> list[dict[int, str]]:
    book = workbook.open_book(data)
    return [row.values for row in workbook.rows(book, book.sheets[0])]


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        list(leads.read(workbook.open_book(data)))
    assert len(str(raised.value)) > 20
    return raised.value.kind


def test_shared_inline_rich_and_escaped_texts_are_read() -> None:
    strings = (
        "<si><t>plain</t></si>"
        "<si><r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r><rPh sb='0' eb='1'><t>aside</t></rPh></si>"
    )
    row = '<c r="B1" t="s"><v>1</v></c><c r="D1" t="s"><v>0</v></c>' + inline("a_x000D_b&amp;c")
    assert texts(packed(parts(sheet(row), strings=strings))) == [
        {1: "rich", 3: "plain", 4: "a\rb&c"}
    ]


def test_prefixed_names_missing_references_and_utf_16_are_read() -> None:
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="7"><x:c><x:v>1</x:v></x:c>'
        '<x:c t="str"><x:f>"a"</x:f><x:v>a</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    content = {name: part.encode() for name, part in parts(prefixed).items()}
    content["xl/worksheets/one.xml"] = (
        '<?xml version="1.0" encoding="UTF-16"?>' + prefixed
    ).encode("utf-16")
    assert texts(packed(content)) == [{0: "1", 1: "a"}]


@pytest.mark.parametrize(
    ("serial", "is_1904", "said"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("61", False, "1900-03-01"),
        ("46145.60416666667", False, "2026-05-03T14:30:00"),
        ("0.75", False, "18:00:00"),
        ("44683", True, "2026-05-03"),
        ("2958465", False, "9999-12-31"),
        ("2958466", False, None),
        ("-1", False, None),
        ("nan", False, None),
    ],
)
def test_dates_of_both_calendars(serial: str, said: str | None, *, is_1904: bool) -> None:
    assert cells.date(serial, is_1904=is_1904) == said


def test_a_date_is_known_by_its_format_and_the_calendar_by_the_workbook() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="[$-407]dd\\.mm\\.yyyy"/>'
        '<numFmt numFmtId="171" formatCode="0.0 &quot;days&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="14"/></cellXfs>'
    )
    row = "".join(f'<c s="{style}"><v>44683</v></c>' for style in range(4))
    data = packed(parts(sheet(row), workbook='<workbookPr date1904="1"/>', styles=styles))
    assert texts(data) == [{0: "44683", 1: "2026-05-03", 2: "44683", 3: "2026-05-03"}]


def test_telephones_stay_whole_numbers() -> None:
    assert [cells.number(n) for n in ("4.9301234567E+10", "12.50", "1E+3")] == [
        "49301234567", "12.5", "1000",
    ]  # fmt: skip


def test_a_bomb_is_refused_by_its_ratio_before_it_is_opened() -> None:
    assert refusal(packed(parts(" " * 30_000_000))) == "zip_bomb"


def test_a_part_that_declares_less_than_it_holds_is_refused() -> None:
    data = bytearray(packed(parts(sheet(inline("x" * 1000)))))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("xl/worksheets/one.xml")
    central = data.index(b"xl/worksheets/one.xml", data.index(b"PK\x01\x02")) - 46
    data[central + 24 : central + 28] = struct.pack("<I", entry.file_size // 2)
    assert refusal(bytes(data)) == "corrupt"


def test_parts_that_lie_over_one_another_are_refused() -> None:
    data = bytearray(packed({f"{n}.xml": b"same" * 400 for n in range(50)}))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 20 : at + 24] = struct.pack("<I", len(data))
    assert refusal(bytes(data)) == "zip_bomb"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://169.254.169.254/latest">',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_document_types_are_refused_wherever_they_stand(head: str) -> None:
    assert refusal(packed(parts(head + sheet(inline("Email"))))) == "unsafe_xml"
    content = parts(sheet(inline("Email")))
    content["xl/workbook.xml"] = head + content["xl/workbook.xml"]
    assert refusal(packed(content)) == "unsafe_xml"


def test_depth_endless_tags_and_impossible_columns_are_refused() -> None:
    deep = f'<worksheet xmlns="{MAIN}">' + "<a>" * 100
    assert refusal(packed(parts(deep))) == "unsafe_xml"
    noise = "".join(map(chr, range(97, 123))) * 60_000
    assert refusal(packed({**parts(""), "xl/worksheets/one.xml": f'<a b="{noise}'})) == "unsafe_xml"
    assert refusal(packed(parts(sheet('<c r="ZZZZ1"><v>1</v></c>')))) == "corrupt"
    assert refusal(packed(parts(sheet('<c r="A1" t="s"><v>5</v></c>')))) == "corrupt"


def test_what_is_no_workbook_is_named() -> None:
    whole = packed(parts(sheet(inline("Email"), inline("a@b.example"))))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert refusal(b"") == "empty"
    assert refusal(whole[: len(whole) // 2]) == "truncated"
    assert refusal(whole.replace(b"one.xml", b"two.xml", 1)) == "corrupt"
    assert refusal(b"<html><table><tr><td>Email</td></tr></table>") == "wrong_format"
    assert refusal(ole) == "wrong_format"
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert refusal(packed({"content.xml": "<a/>"})) == "unsupported_format"
    assert refusal(packed(parts(sheet(inline("some", "thing"))))) == "no_header"
