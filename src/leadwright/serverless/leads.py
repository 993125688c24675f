"""A sheet's rows as leads: cleaned values, interests, and what is wrong with each."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from leadwright.serverless import headers, workbook
from leadwright.serverless.faults import Unreadable
from leadwright.serverless.sheet import Row
from leadwright.serverless.workbook import Book, Sheet

LONGEST = 5_000
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_EMAIL = re.compile(
    r"[^\s@<>\"(),:;\[\]\\]{1,64}@"
    r"(?:[^\s@<>.,:;()\[\]\\]{1,63}\.)+[^\s@<>.,:;()\[\]\\\d]{2,63}"
)
_APART = re.compile(r"\s*[,;|/+&\n]\s*|\s+(?:and|und|et|y|e|en|i|oder|or)\s+", re.IGNORECASE)
_NO_INTEREST = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nil", "keine", "kein", "?"})
_TOTAL = re.compile(
    r"(?:grand |sub)?(?:total|totals|sum|summe|gesamt|totale|suma|count)\b.{0,40}", re.IGNORECASE
)
_WHO = ("email", "phone", "first_name", "last_name", "full_name", "company")


@dataclass
class Lead:
    """`problems` are (field, reason) pairs; the words of the reasons are those of an import."""

    sheet: str
    row: int
    values: dict[str, str] = field(default_factory=dict)
    interests: tuple[str, ...] = ()
    others: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_somebody(self) -> bool:
        return any(self.values.get(name) for name in _WHO)

    def content(self) -> bytes:
        """What the row says, without where it stands: the same words are the same lead."""
        said = [self.values, self.interests, self.others]
        return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()


def read(book: Book) -> Iterator[Lead]:
    """Leads of all visible sheets that have a header row. Unreadable when no sheet has one."""
    has_header = False
    for sheet in book.sheets:
        if sheet.is_hidden:
            continue
        rows = workbook.rows(book, sheet)
        first = list(islice(rows, headers.LOOKED_AT))
        at = headers.find(first)
        if at is None:
            continue
        has_header = True
        yield from _leads(sheet, first[at], chain(first[at + 1 :], rows))
    if not has_header:
        raise Unreadable(
            "no_header",
            "No row names the columns. Put a row like 'Name, Email, Company, Product Interest' "
            "above the leads and upload the file again.",
        )


def _leads(sheet: Sheet, header: Row, rows: Iterator[Row]) -> Iterator[Lead]:
    known, others = headers.columns(header)
    for row in rows:
        if _repeats(row, header) or _is_total(row):
            continue
        lead = Lead(sheet.name, row.number)
        lead.others = {
            others.get(column, f"column {column + 1}"): clean(text)
            for column, text in row.values.items()
            if column not in known
        }
        for column, name in known.items():
            _put(lead, name, clean(row.values.get(column, "")))
        for column, reason in row.broken.items():
            lead.problems.append((known.get(column) or others.get(column, ""), reason))
        _finish(lead)
        yield lead


def clean(text: str) -> str:
    """Composed form, without control, zero-width and direction-turning characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\r\n", "\n"))).strip()


def _put(lead: Lead, name: str, text: str) -> None:
    """The first column with a value wins; a second one with another value is kept beside it."""
    if not text:
        return
    if name == "product_interest":
        lead.interests = tuple(dict.fromkeys((*lead.interests, *interests(text))))
    elif name not in lead.values:
        lead.values[name] = text
    elif lead.values[name] != text:
        lead.others[f"{name} (2)"] = text


def interests(text: str) -> tuple[str, ...]:
    """The products a cell names; none for a blank, a dash or `n/a`."""
    if text.casefold() in _NO_INTEREST:
        return ()
    parts = (" ".join(part.split())[:200] for part in _APART.split(text))
    return tuple(part for part in parts if part.casefold() not in _NO_INTEREST)


def _finish(lead: Lead) -> None:
    values = lead.values
    for name, text in list(values.items()):
        if len(text) > LONGEST:
            values[name] = text[:LONGEST]
            lead.problems.append((name, "too_long"))
    _email(lead)
    if "phone" in values and sum(letter.isdigit() for letter in values["phone"]) < 6:
        lead.problems.append(("phone", "not_a_phone"))
    _names(values)
    if not lead.is_somebody or not ({"email", "phone"} & values.keys()):
        lead.problems.append(("email", "no_contact"))


def _email(lead: Lead) -> None:
    given = lead.values.get("email")
    if given is None:
        return
    address = given.removeprefix("mailto:").strip(" <>;,").removeprefix("mailto:")
    if _EMAIL.fullmatch(address) and len(address) <= 254:
        local, _, host = address.rpartition("@")
        lead.values["email"] = f"{local}@{host.lower()}"
    else:
        lead.problems.append(("email", "not_an_email"))


def _names(values: dict[str, str]) -> None:
    """A full name is shown as first and last too; `Last, First` is turned round."""
    full = values.get("full_name", "")
    first, last = values.get("first_name", ""), values.get("last_name", "")
    if full and not first and not last:
        head, comma, tail = full.partition(",")
        words = full.split()
        if comma and tail.strip():
            values["first_name"], values["last_name"] = tail.strip(), head.strip()
        elif len(words) > 1:
            values["first_name"], values["last_name"] = " ".join(words[:-1]), words[-1]
    elif (first or last) and not full:
        values["full_name"] = f"{first} {last}".strip()


def _repeats(row: Row, header: Row) -> bool:
    same = sum(header.values.get(column) == text for column, text in row.values.items())
    return same > 1 and same * 2 > len(row.values)


def _is_total(row: Row) -> bool:
    texts = list(row.values.values())
    if not texts or len(texts) > 3 or any("@" in text for text in texts):
        return False
    return bool(_TOTAL.fullmatch(texts[0].strip()))
