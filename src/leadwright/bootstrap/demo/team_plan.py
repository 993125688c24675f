"""What the team does about a post in the hours and weeks after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from leadwright.bootstrap.demo.timing import at_work
from leadwright.domain.lead import LeadStatus

APPROVE, TICK = "approve", "tick"

# Status, likelihood given the one before, days after the one before (from, to).
_SALE = (
    (LeadStatus.ACCEPTED, 0.9, 0.0, 0.3),
    (LeadStatus.WORKING, 0.82, 0.5, 4.0),
    (LeadStatus.QUALIFIED, 0.58, 2.0, 11.0),
    (LeadStatus.CONVERTED, 0.45, 6.0, 30.0),
)
# How the odds of each step stand for what is wanted: a model of the demo's has something to find.
_ODDS = {
    "purchase_intent": 3.0,
    "demo_request": 2.5,
    "pricing_inquiry": 1.6,
    "product_question": 0.8,
    "general_inquiry": 0.4,
    "partnership": 0.35,
    "support_question": 0.2,
}
_LARGE, _SMALL = 60, 25
_NOT_FOR_SALES = frozenset({"job_seeker", "press_or_investor", "spam", "solicitation"})


@dataclass(frozen=True)
class TeamAction:
    """One thing a member does: approve the draft, tick off the task, or set a status."""

    at: datetime
    number: int
    verb: str
    status: LeadStatus | None = None


def odds(wants: str, size: int, *, gave_phone: bool) -> float:
    """By how much a sale is likelier than an average one: who asks, for how many people, how openly."""
    of_size = 1.8 if size >= _LARGE else 0.5 if size < _SMALL else 1.0
    return _ODDS.get(wants, 1.0) * of_size * (1.4 if gave_phone else 1.0)


def actions_after(seed: int, number: int, wants: str, at: datetime, by: float) -> list[TeamAction]:
    """What will happen about the post of this number; `by`: the odds of a sale, as `odds` tells them.

    An action that fits no more is passed over.
    """
    rng = Random(f"{seed}:story:{number}")  # noqa: S311 -- repeatable on purpose
    seen = at_work(at + timedelta(hours=rng.uniform(0.2, 5)))
    actions = [TeamAction(seen, number, APPROVE)] if rng.random() < 0.85 else []
    if wants in _NOT_FOR_SALES:
        if rng.random() < 0.75:
            actions.append(
                TeamAction(_later(rng, seen, 0.0, 1.5), number, "status", LeadStatus.REJECTED)
            )
            actions.append(TeamAction(_later(rng, seen, 1.5, 2.5), number, TICK))
        return actions
    if rng.random() < 0.84:
        actions.append(TeamAction(_later(rng, seen, 0.3, 4.0), number, TICK))
    return actions + _sale(rng, number, seen, by)


def _sale(rng: Random, number: int, seen: datetime, by: float) -> list[TeamAction]:
    actions: list[TeamAction] = []
    moment = seen
    for status, likelihood, soonest, latest in _SALE:
        if rng.random() > by * likelihood / (1 - likelihood + by * likelihood):
            break
        moment = _later(rng, moment, soonest, latest)
        actions.append(TeamAction(moment, number, "status", status))
    else:
        return actions
    if actions and rng.random() < 0.62:
        end = rng.choice((LeadStatus.REJECTED, LeadStatus.NURTURE))
        actions.append(TeamAction(_later(rng, moment, 2.0, 16.0), number, "status", end))
    return actions


def _later(rng: Random, moment: datetime, soonest: float, latest: float) -> datetime:
    return at_work(moment + timedelta(days=rng.uniform(soonest, latest)))
