"""Reads what pipeline steps will need from the database beforehand, in one round trip.

A question is one SQL expression that returns JSON. A step asks for the answer as usual; if it was
prefetched, the database is not asked again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel.db.driver_statement import DriverStatement, driver_statement, rows
from leadwright.kernel.db.session import ReadSession

_KEY = "early"

Given = Mapping[str, Any]


def _nothing(lead: LeadSnapshot) -> Given:
    del lead
    return {}


@dataclass(frozen=True, eq=False)
class Prefetch:
    """One question: `sql` over `:workspace_id` and the parameters that `given` takes from the lead.

    If `given` returns None, there is nothing to ask about this lead yet. Parameter names must be unique
    among questions, since several become one statement.
    """

    name: str
    sql: str
    given: Callable[[LeadSnapshot], Given | None] = _nothing


Asking = Mapping[Prefetch, Given]
"""The questions of one lead."""


async def ask(session: ReadSession, *asked: Asking) -> None:
    """Ask everything in one round trip, for one lead or several, and keep the answers for this transaction.

    Questions that do not depend on the lead are asked once for all. Earlier answers are dropped.
    """
    known: dict[Prefetch, list[tuple[Given, Any]]] = {}
    session.info[_KEY] = known
    for questions, those in _by_questions(asked).items():
        for some, wanted in _parted(questions, those):
            rows = await _asked(session, some, [_joined(some, one) for one in wanted])
            each = rows if len(wanted) == len(those) else [rows[0]] * len(those)
            for one, answers in zip(those, each, strict=True):
                for question, found in zip(some, answers, strict=True):
                    known.setdefault(question, []).append((one[question], found))


def _parted(
    questions: tuple[Prefetch, ...], those: Sequence[Asking]
) -> Iterator[tuple[tuple[Prefetch, ...], Sequence[Asking]]]:
    """Separates the questions asked once from those asked per lead; one lead needs one round trip."""
    alike = tuple(one for one in questions if not any(each[one] for each in those))
    if len(those) == 1 or not alike:
        yield questions, those
        return
    yield alike, those[:1]
    own = tuple(one for one in questions if one not in alike)
    if own:
        yield own, those


async def answer(session: ReadSession, question: Prefetch, **given: Any) -> Any:
    """The answer as JSON. A prefetched answer is returned once, to the same question."""
    known = session.info.get(_KEY, {}).get(question, ())
    for place, (asked, found) in enumerate(known):
        if asked == given:
            del known[place]
            return found
    return (await _asked(session, (question,), [given]))[0][0]


def _by_questions(asked: Sequence[Asking]) -> Mapping[tuple[Prefetch, ...], Sequence[Asking]]:
    """Leads with the same questions share one statement, run once for each lead."""
    found: dict[tuple[Prefetch, ...], list[Asking]] = {}
    for one in asked:
        if one:
            found.setdefault(tuple(one), []).append(one)
    return found


def _joined(questions: tuple[Prefetch, ...], asking: Asking) -> Given:
    return {name: value for one in questions for name, value in asking[one].items()}


async def _asked(
    session: ReadSession, questions: tuple[Prefetch, ...], given: Sequence[Given]
) -> Sequence[Sequence[Any]]:
    here = session.info["workspace_id"]
    each = [{"workspace_id": here, **one} for one in given]
    return await rows(session, _statement(questions), each)


@lru_cache(256)
def _statement(questions: tuple[Prefetch, ...]) -> DriverStatement:
    return driver_statement(
        "select " + ", ".join(f"({one.sql}) as {one.name}" for one in questions)
    )
