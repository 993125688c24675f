"""The public calculator: a made-up lead in, its score and every reason out. Nothing is kept."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from leadwright.features.scoring.ledger import ledger_json
from leadwright.kernel import clock
from leadwright.web.clients import address as client_address
from leadwright.web.render import page
from leadwright.web.screens.calculator import made_up_lead as made_up
from leadwright.web.screens.calculator.made_up_lead import NUMBERS, SELECTS, Answers, Choices
from leadwright.web.screens.public_site.demo_ledger import LedgerView, ledger_view
from leadwright.web.screens.public_site.demo_result import Ledger
from leadwright.web.screens.public_site.landing import SiteLinks
from leadwright.web.screens.public_site.routes import links

router = APIRouter(include_in_schema=False)

_GRADES = {
    "A": "Call today.",
    "B": "Worth a call this week.",
    "C": "Answer, and let it ripen.",
    "D": "Answer kindly, and leave it.",
}


@dataclass(frozen=True)
class Question:
    """A question with its choices, or with the bounds of its number; `value` is as chosen."""

    name: str
    label: str
    choices: Choices
    value: str
    bounds: tuple[int, int] | None
    problem: str


@dataclass(frozen=True)
class Result:
    """The score. `raises`: what would raise it, with the points it adds to the total."""

    total: str
    grade: str
    advice: str
    ledger: LedgerView
    raises: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CalculatorContext:
    """The page. `result` is None while an answer cannot be read."""

    links: SiteLinks
    trade: Question
    who: tuple[Question, ...]
    message: tuple[Question, ...]
    budget: Question
    days: tuple[Question, ...]
    known: Choices
    ticked: frozenset[str]
    deeds: Choices
    done: frozenset[str]
    problems: tuple[tuple[str, str], ...]
    result: Result | None
    is_example: bool


@router.get("/calculator")
async def show(request: Request) -> Response:
    """A lead of ours at first, then the one in the address: it can be shared and stores nothing."""
    query = request.query_params.multi_items()
    if query:
        request.app.state.gate.limit_calculator(client_address(request, request.app.state.trusted))
    answers = made_up.read(query)
    context = _context(links(request), answers, is_example=not query)
    response = page(request, "public/calculator.html", {"page": context})
    response.status_code = 422 if answers.problems else 200
    if query:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _context(where: SiteLinks, answers: Answers, *, is_example: bool) -> CalculatorContext:
    asked = {name: _choice(name, answers) for name in SELECTS}
    asked |= {name: _number(name, answers) for name in NUMBERS}
    return CalculatorContext(
        links=where,
        trade=Question(
            "trade",
            "You are in",
            made_up.trade_choices(),
            answers.trade,
            None,
            answers.problems.get("trade", ""),
        ),
        who=(asked["address"], asked["team"]),
        message=(asked["intent"], asked["quality"], asked["urgency"]),
        budget=asked["budget"],
        days=(asked["wrote"], asked["again"], asked["answered"]),
        known=made_up.KNOWN,
        ticked=answers.known,
        deeds=made_up.deed_choices(answers.trade),
        done=answers.deeds,
        problems=tuple(answers.problems.items()),
        result=None if answers.problems else _result(answers),
        is_example=is_example,
    )


def _choice(name: str, answers: Answers) -> Question:
    label, choices = SELECTS[name]
    value = str(getattr(answers, name))
    return Question(name, label, choices, value, None, answers.problems.get(name, ""))


def _number(name: str, answers: Answers) -> Question:
    label, least, most = NUMBERS[name]
    value = getattr(answers, name)
    shown = "" if value is None else str(value)
    return Question(name, label, (), shown, (least, most), answers.problems.get(name, ""))


def _result(answers: Answers) -> Result:
    found = made_up.scored(answers, clock.now())
    return Result(
        total=str(found.ledger.total),
        grade=found.ledger.grade.value,
        advice=_GRADES[found.ledger.grade.value],
        ledger=ledger_view(Ledger.model_validate(ledger_json(found.ledger))),
        raises=tuple((label, f"+{points:.1f}") for label, points in found.raises),
    )
