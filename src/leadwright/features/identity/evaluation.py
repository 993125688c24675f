"""Each line of one file judged against another file: who is already there."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from leadwright.domain.errors import Invalid
from leadwright.features.identity.base import Base
from leadwright.features.identity.person import FIELDS, Person, read_person
from leadwright.features.identity.rules import Judged, Verdict, judge

_OTHER_NAMES = {
    "given_name": "first_name", "firstname": "first_name", "surname": "last_name",
    "lastname": "last_name", "e_mail": "email", "mail": "email", "email_address": "email",
    "telephone": "phone", "mobile": "phone", "phone_number": "phone", "organisation": "company",
    "organization": "company", "title": "job_title", "position": "job_title", "suburb": "city",
    "town": "city", "address_1": "street", "address": "street", "zip": "postcode",
    "postal_code": "postcode", "zip_code": "postcode", "date_of_birth": "born",
    "birthday": "born", "rec_id": "id", "name": "first_name", "full_name": "first_name",
}  # fmt: skip


def read_people(text: str, where: str) -> list[Person]:
    """The people of a CSV file; columns it does not know are passed over."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=False)
    header = [_column(name) for name in next(rows, [])]
    if "id" not in header:
        raise Invalid(f"{where} has no column `id`: the first line must name the columns.")
    if not set(header) & {*FIELDS}:
        raise Invalid(f"{where} has none of the columns {', '.join(FIELDS)}.")
    people = []
    for row in rows:
        record: dict[str, str | None] = {}
        for name, value in zip(header, row, strict=False):
            record[name] = record.get(name) or value
        if any(value and value.strip() for value in record.values()):
            people.append(read_person(record.get("id") or "", record))
    return people


def _column(name: str) -> str:
    plain = "_".join(name.strip().casefold().replace("-", " ").replace("_", " ").split())
    return _OTHER_NAMES.get(plain, plain)


def evaluate(base: Sequence[Person], incoming: Sequence[Person]) -> list[dict[str, Any]]:
    """A decision a person, each against the base alone, in the order they came."""
    index = Base(base)
    return [_told(person, judge(person, index.candidates(person))) for person in incoming]


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
