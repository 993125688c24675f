"""Each line of one file judged against another file: who is already there."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import combining, normalize

from leadwright.domain.errors import Invalid
from leadwright.features.identity.base import Base
from leadwright.features.identity.person import FIELDS, Person, read_person
from leadwright.features.identity.rules import Judged, Verdict, judge

_OTHER_NAMES = {
    "given_name": "first_name", "surname": "last_name", "family_name": "last_name",
    "given": "first_name", "family": "last_name", "sn": "last_name", "locality": "city",
    "suburb": "city", "town": "city", "ort": "city", "stadt": "city", "wohnort": "city",
    "ville": "city", "ciudad": "city", "citta": "city", "cidade": "city", "plaats": "city",
    "miasto": "city", "miejscowosc": "city", "localidade": "city", "localidad": "city",
    "poblacion": "city", "comune": "city", "woonplaats": "city", "commune": "city",
    "市区町村": "city", "市町村": "city", "都市": "city",
    "adresse": "street", "adres": "street", "direccion": "street", "indirizzo": "street",
    "endereco": "street", "morada": "street", "rue": "street", "straat": "street",
    "ulica": "street", "via": "street", "calle": "street", "rua": "street", "住所": "street",
    "postleitzahl": "postcode", "code_postal": "postcode", "codigo_postal": "postcode",
    "cap": "postcode", "kod_pocztowy": "postcode", "郵便番号": "postcode",
    "date_de_naissance": "born", "fecha_de_nacimiento": "born", "data_di_nascita": "born",
    "data_de_nascimento": "born", "geboortedatum": "born", "data_urodzenia": "born",
    "生年月日": "born",
    "address_1": "street", "address": "street", "strasse": "street", "address1": "street",
    "street_address": "street", "address_line_1": "street", "addr": "street",
    "zipcode": "postcode", "postalcode": "postcode", "post_code": "postcode", "dob": "born",
    "birthdate": "born", "birth_date": "born", "dateofbirth": "born",
    "zip": "postcode", "plz": "postcode", "postal_code": "postcode", "zip_code": "postcode",
    "date_of_birth": "born", "birthday": "born", "geburtsdatum": "born",
    "rec_id": "id", "record_id": "id", "lead_id": "id", "contact_id": "id", "person_id": "id",
    "customer_id": "id", "uuid": "id", "guid": "id", "user_id": "id", "ext_id": "id",
    "external_id": "id", "recordid": "id", "recid": "id", "leadid": "id", "contactid": "id",
    "personid": "id", "customerid": "id", "userid": "id", "uid": "id", "nr": "id", "no": "id",
    "#": "id", "kundennummer": "id", "kunden_nr": "id", "kundennr": "id", "lfd._nr.": "id",
}  # fmt: skip
_KNOWN = {"id", "name", "full_name", *FIELDS}
_MEANT = {
    "last_first": "full_name", "contact": "full_name", "title": "job_title", "mobile": "phone",
    "office": "phone", "home": "phone",
}  # fmt: skip
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1 << 24

Meaning = Callable[[str], str | None]
"""Which field the words of a header mean, if any."""


def read_people(text: str, where: str, meaning: Meaning = lambda _: None) -> Iterator[Person]:
    """The people of a CSV file; columns it does not know are passed over, and lines without an id counted.

    A file without a line is a list of nobody.
    """
    text = text.removeprefix("\ufeff")
    told = _told_delimiter(text)
    if told:
        text = text.partition("\n")[2]
    header, delimiter = _header(text, told or _DELIMITERS, meaning)
    if text.strip() and not {*header} & _KNOWN - {"id"}:
        raise Invalid(f"{where} has none of the columns {', '.join(FIELDS)} in its first line.")
    return _people(text, header, delimiter, where)


def _told_delimiter(text: str) -> str:
    """Excel's own line `sep=;` says it."""
    first = text.partition("\n")[0].strip('\r"')
    return first[4:5] if first[:4].casefold() == "sep=" else ""


def _header(text: str, delimiters: str, meaning: Meaning) -> tuple[list[str], str]:
    """The first line's columns, and what parts them: by which most are known."""
    line = text.lstrip("\r\n").partition("\n")[0].strip("\r")
    found = []
    for delimiter in delimiters:
        names = next(csv.reader([line], delimiter=delimiter), [])
        found.append((_with_one_id(names, [_column(name, meaning) for name in names]), delimiter))
    header, delimiter = max(found, key=lambda one: len({*one[0]} & _KNOWN))
    return _with_halves(header), delimiter


def _with_one_id(names: Sequence[str], header: list[str]) -> list[str]:
    """The column that is called `id` is it, whatever other ones may be somebody's ids; else the first."""
    plainly = [number for number, name in enumerate(names) if name.strip().casefold() == "id"]
    ids = [*plainly, *(number for number, column in enumerate(header) if column == "id")]
    return ["" if name == "id" and at != ids[0] else name for at, name in enumerate(header)]


def _with_halves(header: list[str]) -> list[str]:
    """`Name` beside one half of the name is the other one, else both."""
    halves = [half for half in ("first_name", "last_name") if half not in header]
    name = halves[0] if len(halves) == 1 else "full_name"
    return [name if column == "name" else column for column in header]


def _column(name: str, meaning: Meaning) -> str:
    bare = "".join(sign for sign in normalize("NFKD", name) if not combining(sign))
    plain = "_".join(bare.strip().casefold().replace("-", " ").replace("_", " ").split())
    plain = _OTHER_NAMES.get(plain, plain)
    if plain in _KNOWN:
        return plain
    meant = meaning(name) or ""
    return _MEANT.get(meant, meant)


def _people(text: str, header: Sequence[str], delimiter: str, where: str) -> Iterator[Person]:
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
    try:
        next((row for row in rows if row), None)
        for number, row in enumerate(rows, 1):
            record: dict[str, str | None] = {}
            for name, value in zip(header, row, strict=False):
                record[name] = record.get(name) or value
            if any(value and value.strip() for value in record.values()):
                yield read_person(record.get("id", str(number)) or "", _named(record))
    except csv.Error as error:
        raise Invalid(f"{where} is no CSV file from line {rows.line_num} on: {error}.") from error


def _named(record: Mapping[str, str | None]) -> Mapping[str, str | None]:
    """A whole name stands in one field, where the halves are not told."""
    if record.get("full_name") and not (record.get("first_name") and record.get("last_name")):
        return {**record, "first_name": record["full_name"], "last_name": ""}
    return record


def evaluate(base: Iterable[Person], incoming: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """A decision a person, each against the base alone, in the order they came."""
    index = Base(base)
    return (_told(person, judge(person, index.candidates(person))) for person in incoming)


def _told(person: Person, verdict: Verdict) -> dict[str, Any]:
    found: list[Judged] = [] if verdict.best is None else [verdict.best, *verdict.others]
    best = verdict.best
    return {
        "id": person.id,
        "decision": verdict.band.value,
        "match": None if best is None else best.comparison.other.id,
        "candidates": [pair.comparison.other.id for pair in found],
        "weight": 0.0 if best is None else best.weight,
        "evidence": [] if best is None else [f.words for f in best.comparison.findings],
    }
