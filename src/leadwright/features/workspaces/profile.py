"""What a workspace says of itself: which values settings take, and what to do about the others."""

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from leadwright.domain.business_hours import WEEKDAYS
from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.industry import Industry

LONGEST = {
    "name": 100,
    "company": 200,
    "sender": 100,
    "answers_to": 254,
    "booking_url": 500,
    "website": 500,
    "timezone": 60,
}
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
# One plain address and nothing beside it.
_MAILBOX = re.compile(r"[^\s<>()\[\],;:\\\"@]+@[^\s<>()\[\],;:\\\"@]+\.[^\s<>()\[\],;:\\\"@]+")
LONGEST_FACTS = 20_000
MOST_FACTS = 200
LONGEST_NAME = 80
MOST_NAMES = 200


def check_profile(typed: Mapping[str, str]) -> dict[str, str]:
    """The values ready to be kept; Invalid names every field that will not do."""
    values = {field: " ".join(typed.get(field, "").split()) for field in LONGEST}
    problems = [
        FieldProblem(field, "too_long", f"Shorten it to {LONGEST[field]} characters.")
        for field, value in values.items()
        if len(value) > LONGEST[field]
    ]
    if not values["name"]:
        problems.append(FieldProblem("name", "missing", "Write a name for the workspace."))
    for field in ("booking_url", "website"):
        remedy = _address_remedy(values[field])
        if remedy:
            problems.append(FieldProblem(field, "not_an_address", remedy))
    if values["answers_to"] and not _MAILBOX.fullmatch(values["answers_to"]):
        remedy = "Write one e-mail address, like sales@example.com."
        problems.append(FieldProblem("answers_to", "not_an_address", remedy))
    if values["timezone"] and values["timezone"] not in available_timezones():
        problems.append(FieldProblem("timezone", "unknown", "Choose one, like Europe/Berlin."))
    if problems:
        raise Invalid("Some fields need another look.", problems=tuple(problems))
    return values


def _address_remedy(value: str) -> str | None:
    """What to do about a link that a reply could not carry; None when it is empty or fits."""
    if not value:
        return None
    if not value.startswith(("https://", "http://")):
        return "Start the address with https://"
    if any(char.isspace() or char in "<>\"'" for char in value):
        return "Leave out spaces, quotes and angle brackets."
    try:
        host = urlsplit(value).hostname
    except ValueError:
        host = None
    return None if host and "." in host else "Write a whole address, like https://example.com/page"


def check_industry(typed: str) -> str:
    """One of the trades that replies know. Raises Invalid on any other."""
    if typed not in set(Industry):
        found = (FieldProblem("industry", "unknown", "Choose one of the trades in the list."),)
        raise Invalid("There is no such trade.", problems=found)
    return typed


def check_facts(text: str) -> str:
    """The fact sheet, one claim a line, without blank lines. Raises Invalid when it is too long."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    kept = [line for line in lines if line]
    problem = None
    if len(kept) > MOST_FACTS:
        problem = f"Keep at most {MOST_FACTS} facts; there are {len(kept)}."
    elif sum(map(len, kept)) > LONGEST_FACTS:
        problem = f"Shorten the sheet to {LONGEST_FACTS:,} characters in all."
    if problem:
        found = (FieldProblem("facts", "too_long", problem),)
        raise Invalid("The fact sheet is too long.", problems=found)
    return "\n".join(kept)


def check_hours(opens: str, closes: str, days: Collection[str]) -> dict[str, Any]:
    """Business hours as they are kept in the settings. Invalid names what cannot be read."""
    problems = [
        FieldProblem(field, "not_a_time", "Write hours and minutes, like 09:00.")
        for field, typed in (("opens", opens), ("closes", closes))
        if not _TIME.fullmatch(typed)
    ]
    if not problems and opens == closes:
        problems.append(FieldProblem("closes", "empty", "Close at another time than you open."))
    if problems:
        raise Invalid("The business hours cannot be kept like this.", problems=tuple(problems))
    kept = [day for day in WEEKDAYS if day in days]
    return {"opens": opens, "closes": closes, "days": kept}


def check_names(text: str, field: str) -> str:
    """Products or competitors, one a line, none twice. Raises Invalid with the field's name."""
    lines = [" ".join(line.split()).strip(",;") for line in text.splitlines()]
    kept = list({line.casefold(): line for line in reversed(lines) if line}.values())[::-1]
    problem = None
    if len(kept) > MOST_NAMES:
        problem = f"Keep at most {MOST_NAMES} names; there are {len(kept)}."
    elif any(len(line) > LONGEST_NAME for line in kept):
        problem = f"Shorten each name to {LONGEST_NAME} characters."
    elif any(len(line) < 2 for line in kept):
        problem = "Write names of two characters or more."
    if problem:
        raise Invalid(
            "The list of names will not do.", problems=(FieldProblem(field, "too_long", problem),)
        )
    return "\n".join(kept)
