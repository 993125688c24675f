"""What the company does besides answering: two wordings tested against each other, a fair's list taken in."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from leadwright.bootstrap.demo.people import DATA, Crowd, Sender
from leadwright.bootstrap.demo.timing import at_work

FEWEST = 40
"""Of so many leads on there is such a company; fewer are only the leads that were asked for."""
_FIRST_VISITOR = 100_000  # numbers of senders that no post has
_KNOWN, _KNOWN_OTHERWISE = 4, 3
_TEST_AFTER, _LIST_BEFORE = 0.15, 0.06
_REMARKED = 0.35

Row = tuple[str, ...]


@dataclass(frozen=True)
class WordingTest:
    """A test of two wordings is made and started."""

    at: datetime
    number: int = -2


@dataclass(frozen=True)
class FairList:
    """A spreadsheet of visitors is dropped on the screen: its name and its rows, titles included."""

    at: datetime
    name: str
    rows: tuple[Row, ...]
    number: int = -1


CompanyAction = WordingTest | FairList


@cache
def _fair() -> dict[str, Any]:
    return tomllib.loads((DATA / "fair.toml").read_text("utf-8"))


def company_actions(
    seed: int, days: int, until: datetime, crowd: Crowd, known: Sequence[tuple[datetime, Sender]]
) -> tuple[CompanyAction, ...]:
    """`known`: who wrote and when, in order; some of them are on the fair's list, too."""
    whole = timedelta(days=days)
    tested = until - whole * (1 - _TEST_AFTER)
    listed = until - whole * _LIST_BEFORE
    if (
        max(at_work(tested), at_work(listed)) < until
    ):  # else the days asked for are a weekend, or a night
        tested, listed = at_work(tested), at_work(listed)
    before = list(dict.fromkeys(sender for at, sender in known if at < listed))
    rows = _rows(Random(f"{seed}:fair"), crowd, before, listed)  # noqa: S311 -- repeatable on purpose
    return WordingTest(tested), FairList(listed, _fair()["file"], rows)


def _rows(rng: Random, crowd: Crowd, before: Sequence[Sender], on: datetime) -> tuple[Row, ...]:
    """Newcomers, people who wrote before, the same visitor scanned twice, and spoilt scans."""
    fair = _fair()
    scanned = (on - timedelta(days=1)).date().isoformat()
    languages = fair["languages"]
    newcomers = [
        crowd.sender(_FIRST_VISITOR + place, languages[place % len(languages)], "product_question")
        for place in range(fair["newcomers"])
    ]
    met = rng.sample(before, min(_KNOWN + _KNOWN_OTHERWISE, len(before)))
    rows = [_row(rng, one, one.email, scanned) for one in [*newcomers, *met[:_KNOWN]]]
    rows += [_row(rng, one, _private(one), scanned) for one in met[_KNOWN:]]
    rows += [(*spoilt[:5], scanned, spoilt[5]) for spoilt in fair["spoilt"]]
    rng.shuffle(rows)
    again = rows[len(rows) // 3]
    return ((fair["title"],), (), tuple(fair["headers"]), *rows, again)


def _row(rng: Random, one: Sender, email: str, scanned: str) -> Row:
    remark = rng.choice(_fair()["remarks"]) if rng.random() < _REMARKED else ""
    return (one.name, one.firm.name, one.title, email, one.phone or "", scanned, remark)


def _private(one: Sender) -> str:
    """The address that somebody has at home."""
    return f"{one.email.partition('@')[0]}@example.org"
