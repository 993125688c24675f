"""What steps will ask of the database whatever comes: asked together beforehand, in one round trip.

A question is one SQL expression that gives JSON. Who needs the answer asks for it as if nothing had
been asked before; where it was, the database is not asked again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.straight import Plain, plain, row

_KEY = "early"

Given = Mapping[str, Any]


def _nothing(lead: LeadSnapshot) -> Given:
    del lead
    return {}


@dataclass(frozen=True, eq=False)
class Early:
    """One question: `sql` over `:workspace_id` and what is `given` by the lead as it stands then.

    Names of parameters are the question's own, since several make one statement.
    """

    name: str
    sql: str
    given: Callable[[LeadSnapshot], Given] = _nothing


async def ask(session: ReadSession, questions: Mapping[Early, Given]) -> None:
    """Ask all at once, and keep the answers for whoever asks within this transaction."""
    if not questions:
        return
    given = {name: value for some in questions.values() for name, value in some.items()}
    answers = await _asked(session, tuple(questions), given)
    session.info[_KEY] = {
        question: (some, answer)
        for (question, some), answer in zip(questions.items(), answers, strict=True)
    }


async def answer(session: ReadSession, question: Early, **given: Any) -> Any:
    """The answer as JSON has it. What was asked beforehand is given out once, to the same question."""
    known = session.info.get(_KEY, {}).pop(question, None)
    if known is not None and known[0] == given:
        return known[1]
    return (await _asked(session, (question,), given))[0]


async def _asked(session: ReadSession, questions: tuple[Early, ...], given: Given) -> Sequence[Any]:
    asked = {"workspace_id": session.info["workspace_id"], **given}
    return await row(session, _statement(questions), asked)


@lru_cache(256)
def _statement(questions: tuple[Early, ...]) -> Plain:
    return plain("select " + ", ".join(f"({one.sql}) as {one.name}" for one in questions))
