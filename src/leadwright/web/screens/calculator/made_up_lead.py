"""A lead that a visitor of the public calculator makes up: answers read, and scored by a shipped card.

Pure. The answers come from an address anybody may have written, so each is one of a list or a number
within bounds; nothing typed is ever shown again but numbers.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from leadwright.domain.condition import Occurrence, Subject, Value
from leadwright.domain.ids import EventId, new_id
from leadwright.features.scoring import rules
from leadwright.features.scoring.cards import templates
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.ledger import Ledger

Choices = tuple[tuple[str, str], ...]

ANY_TRADE = "any"
ADDRESSES: Choices = (
    ("company", "Their company’s own"),
    ("free", "A free-mail address"),
    ("role", "A shared mailbox, such as info@"),
    ("disposable", "A throw-away address"),
)
INTENTS: Choices = (
    ("demo_request", "A demo"),
    ("pricing_inquiry", "Prices"),
    ("purchase_intent", "To buy"),
    ("product_question", "An answer about the product"),
    ("general_inquiry", "To hear more in general"),
    ("partnership", "A partnership"),
    ("support_question", "Help with what they have"),
    ("job_seeker", "A job"),
    ("solicitation", "To sell you something"),
)
URGENCIES: Choices = (("", "Nothing about it"), ("soon", "Soon"), ("now", "Now"))
QUALITIES: Choices = (
    ("low", "A line or two"),
    ("medium", "A part of their case"),
    ("high", "Their whole case"),
)
KNOWN: Choices = (
    ("company", "Company name"),
    ("company_domain", "Its website"),
    ("phone", "A phone number"),
    ("country", "The country"),
    ("timeline", "A date"),
)
SELECTS: Mapping[str, tuple[str, Choices]] = {
    "address": ("Their address is", ADDRESSES),
    "intent": ("They want", INTENTS),
    "urgency": ("They need it", URGENCIES),
    "quality": ("Their message states", QUALITIES),
}
NUMBERS: Mapping[str, tuple[str, int, int]] = {
    "team": ("People it is for", 1, 1_000_000),
    "budget": ("Budget they name, in euros", 1, 1_000_000_000),
    "wrote": ("They wrote, days ago", 0, 3_650),
    "again": ("They wrote again, days ago", 0, 3_650),
    "answered": ("They answered you, days ago", 0, 3_650),
}
_SURE = 0.9
_A_DAY = timedelta(days=1)
_MOST_READ = 20


@dataclass(frozen=True)
class Answers:
    """What the visitor chose. A number that is None is not known, or did not happen."""

    trade: str = ANY_TRADE
    address: str = "company"
    intent: str = "demo_request"
    urgency: str = "soon"
    quality: str = "medium"
    known: frozenset[str] = frozenset({"company", "company_domain", "timeline"})
    team: int | None = 35
    budget: int | None = None
    wrote: int | None = 2
    again: int | None = None
    answered: int | None = None
    deeds: frozenset[str] = frozenset()
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scored:
    """The score with its ledger, and what would raise it most."""

    ledger: Ledger
    raises: Sequence[tuple[str, Decimal]]


def read(query: Sequence[tuple[str, str]]) -> Answers:
    """The answers in an address; a lead of ours where it has none. What cannot be is a problem."""
    if not query:
        return Answers()
    given: dict[str, str] = {}
    for name, value in query:
        given.setdefault(name, value)
    problems: dict[str, str] = {}
    trades = {name for name, _ in trade_choices()}
    chosen = {"trade": _one_of(given.get("trade", ANY_TRADE), trades, "trade", problems)}
    for name, (_, choices) in SELECTS.items():
        first = choices[0][0]
        chosen[name] = _one_of(given.get(name, first), dict(choices), name, problems)
    numbers = {name: _number(given.get(name, ""), name, problems) for name in NUMBERS}
    ticked = {name: {value for key, value in query if key == name} for name in ("known", "deed")}
    offered = {one for one, _ in deed_choices(chosen["trade"])}
    return Answers(
        trade=chosen["trade"],
        address=chosen["address"],
        intent=chosen["intent"],
        urgency=chosen["urgency"],
        quality=chosen["quality"],
        known=frozenset(ticked["known"] & set(dict(KNOWN))),
        deeds=frozenset(ticked["deed"] & offered),
        team=numbers["team"],
        budget=numbers["budget"],
        wrote=numbers["wrote"],
        again=numbers["again"],
        answered=numbers["answered"],
        problems=problems,
    )


def scored(answers: Answers, now: datetime) -> Scored:
    """By the card of the chosen trade, as if the lead stood there now."""
    card, subject = card_of(answers.trade), _subject(answers, now)
    return Scored(rules.score(card, subject), rules.what_would_raise(card, subject))


@cache
def trade_choices() -> Choices:
    """The shipped card, and one a trade."""
    trades = ((one.name, one.title) for one in templates.templates())
    return ((ANY_TRADE, "Any trade"), *trades)


@cache
def deed_choices(trade: str) -> Choices:
    """What a lead may do beside writing, by the card of this trade."""
    if trade == ANY_TRADE:
        return ()
    return tuple((one.id, one.label) for one in templates.template(trade).deeds)


@cache
def card_of(trade: str) -> Scorecard:
    """The trade's card for the customer it is shipped with; of no country, for none is asked here."""
    if trade == ANY_TRADE:
        return default_scorecard()
    one = templates.template(trade)
    return templates.fill(one, one.ideal)


def _subject(answers: Answers, now: datetime) -> Subject:
    values: dict[str, Value] = {
        "email_kind": answers.address,
        "intent": answers.intent,
        "intent_confidence": _SURE,
        "quality_band": answers.quality,
    }
    values |= dict.fromkeys(answers.known, "given")
    if answers.budget is not None:
        values |= {"budget": answers.budget, "budget_currency": "EUR"}
    if answers.urgency:
        values["urgency"] = answers.urgency
    if answers.team is not None:
        values["team_size"] = answers.team
    days = (
        ("lead.created", answers.wrote),
        ("lead.returned", answers.again),
        ("lead.replied", answers.answered),
    )
    events = [_event(name, now - timedelta(days=ago)) for name, ago in days if ago is not None]
    deeds = templates.template(answers.trade).deeds if answers.deeds else ()
    events += [_event(one.event, now - _A_DAY) for one in deeds if one.id in answers.deeds]
    return Subject(values=values, now=now, events=events)


def _event(name: str, at: datetime) -> Occurrence:
    return Occurrence(name, at, EventId(new_id()))


def _one_of(given: str, allowed: Container[str], name: str, problems: dict[str, str]) -> str:
    if given in allowed:
        return given
    problems[name] = "Choose one of the list."
    return ANY_TRADE if name == "trade" else SELECTS[name][1][0][0]


def _number(given: str, name: str, problems: dict[str, str]) -> int | None:
    """A whole number within its bounds; empty is None."""
    words, least, most = NUMBERS[name]
    typed = given.strip()
    if not typed:
        return None
    digits = typed if len(typed) <= _MOST_READ and typed.isascii() and typed.isdigit() else ""
    if digits and least <= int(digits) <= most:
        return int(digits)
    problems[name] = f"“{words}” is a whole number from {least:,} to {most:,}, or empty."
    return None
