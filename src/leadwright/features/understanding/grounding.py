"""What a model says the message names is believed where it stands in the message.

Entities become facts, and replies may state facts: an invented one must not get that far.
"""

import re

from leadwright.domain.reading import Budget, Entities

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_THOUSANDS = ((1_000, "k"), (1_000, "tsd"), (1_000_000, "m"), (1_000, "千"), (10_000, "万"))


def grounded(said: Entities, found: Entities, message: str) -> Entities:
    """The model's entities as far as the message bears them out, else the embedded engine's."""
    plain = _plain(message)
    return Entities(
        budget=_budget(said.budget, plain) or found.budget,
        **_timeline(said, found, plain),
        team_size=_size(said.team_size, plain) or found.team_size,
        phone=found.phone,
        products=_named(said.products, plain) or found.products,
        competitors=_named(said.competitors, plain) or found.competitors,
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _budget(said: Budget | None, message: str) -> Budget | None:
    if said is None or not _stands(said.amount, message):
        return None
    if said.amount_min is not None and not _stands(said.amount_min, message):
        return None
    return said


def _timeline(said: Entities, found: Entities, message: str) -> dict[str, str | None]:
    words = _plain(said.timeline or "")
    if not words or len(words) > 120 or words not in message:
        return {
            "timeline": found.timeline,
            "timeline_from": found.timeline_from,
            "timeline_to": found.timeline_to,
        }
    dates = (said.timeline_from, said.timeline_to)
    first, last = (date if date and _ISO.fullmatch(date) else None for date in dates)
    return {"timeline": said.timeline, "timeline_from": first, "timeline_to": last}


def _size(said: int | None, message: str) -> int | None:
    return said if said is not None and 0 < said < 10_000_000 and _stands(said, message) else None


def _named(said: tuple[str, ...] | None, message: str) -> tuple[str, ...] | None:
    named = tuple(n for n in said or () if 1 < len(n) <= 80 and _plain(n) in message)[:20]
    return named or None


def _stands(number: float, message: str) -> bool:
    """Whether the number is written there, with any marks between its thousands, or as `20k`."""
    digits = re.sub(r"(?<=\d)[.,'’ \u00a0](?=\d{3}(?!\d))", "", message)
    whole = f"{number:.0f}"
    if re.search(rf"(?<!\d){re.escape(whole)}(?!\d)", digits):
        return True
    return any(
        number % unit == 0 and re.search(rf"(?<!\d){number / unit:.0f}\s?{mark}", digits)
        for unit, mark in _THOUSANDS
    )
