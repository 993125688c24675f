"""What a file is, by its content; its name is only a hint."""

import re
from pathlib import Path
from typing import Final, Literal

from leadwright.features.imports.reading.package import Package, encrypted
from leadwright.features.imports.reading.sheet import FileRefused

Form = Literal["xlsx", "xlsb", "ods", "fods", "xls", "html", "mhtml", "excel2003", "text"]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: Final = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"RIFF", "a sound or a film"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3\x00", "a database (SQLite)"),
    (b"BEGIN:VCARD", "an address card (vCard)"),
    (b"BEGIN:VCALENDAR", "a calendar"),
    (b"ID;P", "a sheet in an exchange format of the eighties (SYLK)"),
    (b"TABLE\r\n0,1", "a sheet in an exchange format of the eighties (DIF)"),
    (b"TABLE\n0,1", "a sheet in an exchange format of the eighties (DIF)"),
    (b"socialcalc:", "a SocialCalc sheet"),
)
_PACKED: Final = (
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
)
_MAIL: Final = re.compile(
    rb"(?im)^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|reply-to): .*[^,;\t]$"
)
_OLD: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x00\x00\x02\x00")


def form_of(path: Path) -> tuple[Form, Package | None]:
    """The form of a file we read, with its opened zip; anything else raises FileRefused."""
    with path.open("rb") as file:
        head = file.read(8_192)
    if not head.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise FileRefused("empty", "The file is empty. Was it saved before it was sent?")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        package = Package(path)
        return _zipped(package), package
    if head.startswith(_OLE):
        return _ole(path), None
    _refuse_others(head, path)
    return _text_form(head), None


def _zipped(package: Package) -> Form:
    names = package.names()
    if "encryptedpackage" in names or any(one.endswith("/encryptioninfo") for one in names):
        raise encrypted()
    mimetype = package.read("mimetype")[:100] if "mimetype" in package else b""
    if b"opendocument.spreadsheet" in mimetype or (not mimetype and "content.xml" in package):
        return "ods"
    if any(name.endswith(("workbook.bin",)) for name in names):
        return "xlsb"
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    raise _other_zip(names, mimetype)


def _other_zip(names: list[str], mimetype: bytes) -> FileRefused:
    if any(name.endswith(".iwa") or name.startswith("index.zip") for name in names):
        return FileRefused(
            "unsupported_format",
            "This is an Apple Numbers document. In Numbers choose File, Export to, Excel, and drop that"
            " file here.",
        )
    if any(name.startswith("word/") for name in names):
        return _wrong("a Word document")
    if any(name.startswith("ppt/") for name in names):
        return _wrong("a PowerPoint presentation")
    if mimetype.startswith(b"application/vnd.oasis"):
        return _wrong("an OpenDocument text or drawing")
    if any(name.startswith("xl/") or name == "[content_types].xml" for name in names):
        return FileRefused(
            "corrupt",
            "The file is damaged: its list of sheets is missing. Open it in Excel, save it again, and"
            " drop it here.",
        )
    return FileRefused(
        "unsupported_format",
        "This is a packed archive (zip). Unpack it and drop the spreadsheet inside.",
    )


def _wrong(what: str) -> FileRefused:
    return FileRefused(
        "wrong_format",
        f"This is {what}, whatever its name says. Save the list as .xlsx or CSV and drop that here.",
    )


def _ole(path: Path) -> Form:
    """Old Office files: a table of streams whose names tell what they are."""
    data = path.read_bytes()
    if _wide("EncryptedPackage") in data or _wide("EncryptionInfo") in data:
        raise encrypted()
    if _wide("Workbook\0") in data or _wide("Book\0") in data:
        return "xls"
    if _wide("WordDocument") in data:
        raise _wrong("a Word document")
    if _wide("PowerPoint Document") in data:
        raise _wrong("a PowerPoint presentation")
    if _wide("__properties_version1") in data or _wide("__nameid_version") in data:
        raise _wrong("an Outlook message")
    return "xls"


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _refuse_others(head: bytes, path: Path) -> None:
    for mark, what in _OTHERS:
        if head.startswith(mark) and not (len(mark) == 2 and head[:200].isascii()):
            raise _wrong(what)
    for mark, what in _PACKED:
        if head.startswith(mark):
            raise FileRefused(
                "unsupported_format",
                f"This is a packed archive ({what}). Unpack it and drop the spreadsheet inside.",
            )
    if head.startswith(_OLD):
        raise FileRefused(
            "unsupported_format",
            "This workbook was written by a program older than Excel 97. Open it in Excel or"
            " LibreOffice, save it as .xlsx, and drop that here.",
        )
    workbook_name = path.suffix.lower() in {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
    if workbook_name and _binary(head):
        raise FileRefused(
            "corrupt",
            "The file is named like a workbook, but nothing in it is one: it is damaged, or another"
            " kind of file. Ask for it again, or save it as .xlsx once more.",
        )


def _binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return False
    control = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    zeros = head.count(0)
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if zeros > 0.3 * len(head) and min(even, odd) <= 0.1 * max(even, odd):
        return False  # UTF-16 without a mark
    return control > len(head) * 0.02


def _text_form(head: bytes) -> Form:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = head.decode("utf-16", "replace").lstrip("\ufeff \r\n\t").lower().encode()
    if start.startswith((b"<?xml", b"<workbook")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            return "excel2003"
        if b"opendocument" in start:
            return "fods"
        if b"<html" not in start and b"<table" not in start:
            raise FileRefused(
                "unsafe_xml" if b"<!entity" in start else "unsupported_format",
                "This is an XML file of a kind we do not read. Save the list as .xlsx or CSV.",
            )
    if start.startswith(b"mime-version:") and b"multipart/related" in start:
        return "mhtml"
    if len(_MAIL.findall(head[:4_000])) >= 3:
        raise _wrong("an e-mail message")
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<!--")) or (
        start.startswith(b"<") and b"<table" in start
    ):
        return "html"
    if start.startswith((b'{"', b"[{", b"{\n", b"[\n", b"{\r")):
        raise FileRefused(
            "unsupported_format",
            "This is a JSON file, no spreadsheet. Save the list as .xlsx or CSV and drop that here.",
        )
    return "text"
