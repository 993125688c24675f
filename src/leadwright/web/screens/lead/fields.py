"""The custom fields of a lead as they stand now, each with who set it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadwright.domain.condition import Readings, custom_fields, fold
from leadwright.features.capture.models import Submission
from leadwright.features.leads.models import LeadValue
from leadwright.web.screens.lead.words import field_name, plain
from leadwright.web.screens.source_names import source_name


@dataclass(frozen=True)
class FieldView:
    """One field in words. `by` and `at` are empty where the submission is not at hand any more."""

    name: str
    value: str
    by: str
    symbol: str
    at: datetime | None


def field_views(
    fields: Sequence[LeadValue], submissions: Sequence[Submission]
) -> tuple[FieldView, ...]:
    """By name, numbers in names by their size. `submissions`: newest first."""
    found = (_view(field, submissions) for field in fields)
    return tuple(sorted(found, key=lambda view: _as_read(view.name)))


def _as_read(name: str) -> list[tuple[int, str]]:
    """Sorts "Question 2" before "Question 10"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _view(field: LeadValue, submissions: Sequence[Submission]) -> FieldView:
    name = field_name(field.key)
    if field.set_by is not None:
        return FieldView(
            name, field.said or _kept(field), f"automation {field.set_by}", "bot", field.set_at
        )
    for one in submissions:
        said = _told(field, one.form.get("extra") or {})
        if said is not None:
            by = source_name(one.source) or "form"
            return FieldView(name, said, by, "text-cursor-input", one.received_at)
    return FieldView(name, _kept(field), "", "info", None)


def _told(field: LeadValue, extra: Mapping[str, Any]) -> str | None:
    """The value as the submission wrote it, if it is this value. Files keep lists as one text."""
    value = extra.get(field.key)
    if isinstance(value, list):
        words = ", ".join(map(str, value))
        return words if fold(words) == field.text_folded else None
    same = any(_is_read_so(one, field) for one in custom_fields({field.key: value}).values())
    return plain(value) if same else None


def _is_read_so(one: Readings, field: LeadValue) -> bool:
    if one.text is not None:
        return one.text == field.text_folded
    return (one.number, one.moment) == (field.number, field.moment)


def _kept(field: LeadValue) -> str:
    """As it is compared: what a submission wrote that is not at hand."""
    if field.text_folded is not None:
        return field.text_folded
    return plain(field.number) if field.number is not None else f"{field.moment:%Y-%m-%d}"
