"""What a row of a file says, in the words of the pipeline: as a form, as facts, and whom it is about.

Pure. The processes that read a file do this, so that who takes it in hardly touches a row.
"""

from collections.abc import Mapping
from typing import Any

from leadwright.features.enrichment.at_hand import find
from leadwright.features.imports.compact_json import compact
from leadwright.features.imports.parsed import FIELDS
from leadwright.features.imports.staging import Says, Words
from leadwright.features.leads.matching import fold
from leadwright.features.leads.person import person
from leadwright.features.routing.interests import asked_for

PLACE = f"{__name__}:of_file"
"""Where reading processes find it."""
_Fact = tuple[str, Any, str, str, float]
"""A fact's key, value, source, method and confidence."""
_NOT_EXTRA = frozenset(
    {"first_name", "last_name", "full_name", "email", "phone", "company", "notes"}
)
_OURS = frozenset(FIELDS)
_FACTS = (
    "first_name",
    "last_name",
    "job_title",
    "product_interest",
    "event",
    "captured_at",
    "tags",
)
_SURE = 0.9


def of_file(source_name: str, file_name: str) -> Says:
    """How rows of this file are put into words."""
    usual = source_name or f"import: {file_name}"[:120]

    def says(told: Mapping[str, Any], country: str | None) -> Words:
        form = _form(told)
        facts = _facts(form, told, country)
        where = facts.get("country")
        who = person(
            form["name"], form["email"], form["phone"], form["company"],
            None if where is None else where[1], told.get("source") or usual,
        )  # fmt: skip
        return Words(
            form=compact(form),
            facts=compact(list(facts.values())),
            custom=_custom(form["extra"]),
            person=compact([*who, asked_for(form["extra"])]),
        )

    return says


def _form(told: Mapping[str, Any]) -> dict[str, Any]:
    names = (told.get("first_name"), told.get("last_name"))
    return {
        "name": told.get("full_name") or " ".join(part for part in names if part) or None,
        "email": told.get("email"),
        "phone": told.get("phone"),
        "company": told.get("company"),
        "message": told.get("notes"),
        "extra": {key: value for key, value in told.items() if value and key not in _NOT_EXTRA},
    }


def _facts(
    form: Mapping[str, Any], told: Mapping[str, Any], country: str | None
) -> dict[str, _Fact]:
    """The surest of each; of two as sure, the one that is told later."""
    best: dict[str, _Fact] = {}
    for one in find(form["name"], form["email"], form["phone"], form["company"]):
        old = best.get(one[0])
        if old is None or one[4] >= old[4]:
            best[one[0]] = one
    for key in _FACTS:
        if (value := told.get(key)) and ((old := best.get(key)) is None or old[4] <= _SURE):
            best[key] = (key, value, "import", "given", _SURE)
    if country and ((old := best.get("country")) is None or old[4] <= _SURE):
        best["country"] = ("country", country, "import", "given", _SURE)
    return best


def _custom(extra: Mapping[str, Any]) -> str:
    """What the lead keeps of columns that are none of ours, folded; of the others there are facts."""
    if extra.keys() <= _OURS:
        return "{}"
    return compact({key: fold(_text(value)) for key, value in extra.items() if key not in _OURS})


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
