"""Fields and events that a scorecard asks for and no lead here has: one mistyped says nothing by itself.

A field may be anybody's own, so an unknown one is no error: it is told, with what may have been meant.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from leadwright.domain import behaviour, events
from leadwright.domain.condition import Compare, Count, Node, leaves
from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.event import CATALOGUE
from leadwright.features.scoring.cards import templates
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard

FACTS = frozenset(
    {
        "intent", "intent_confidence", "language", "quality_band", "urgency", "sentiment", "matter", "budget",
        "budget_currency", "budget_period", "timeline", "timeline_from", "timeline_to", "team_size",
        "products", "competitors", "phone", "email_kind", "company", "company_short",
        "company_domain", "mail_domain", "form_check", "country", "honorific", "first_name",
        "last_name", "job_title", "product_interest", "event", "tags", "industry", "source",
        "is_returning", "captured_at",
    }
)  # fmt: skip
"""What our own steps and imports find out about leads, and what every lead has."""
CUSTOM = "custom."
_TOLD = (behaviour, events)
"""Read, they have told the catalogue their events."""
_NEAR, _MOST_NEAR, _LONG_WORD = 0.75, 3, 4


@dataclass(frozen=True)
class Strange:
    """A name that nothing has. `kind`: field or event; `places`: (anchor, label) of what asks for it.

    `near`: names that may have been meant, the nearest first.
    """

    kind: str
    name: str
    places: tuple[tuple[str, str], ...]
    near: tuple[str, ...]

    @property
    def remedy(self) -> str:
        """What to do about it."""
        meant = f"Write `{'` or `'.join(self.near)}` if that is meant. " if self.near else ""
        if self.kind == "event":
            return f"{meant}An event of your own begins with `{CUSTOM}`."
        return f"{meant}A field of your own is known as soon as a lead has it."


def strange_names(card: Scorecard, own: Collection[str]) -> tuple[Strange, ...]:
    """What the card asks for and nobody here has. `own`: the workspace's own fields."""
    fields = _fields() | frozenset(own)
    asked: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for kind, name, place in _asked(card):
        known = _is_event(name) if kind == "event" else name in fields
        if not known and place not in asked.setdefault((kind, name), []):
            asked[kind, name].append(place)
    return tuple(
        Strange(kind, name, tuple(places), _near(name, CATALOGUE if kind == "event" else fields))
        for (kind, name), places in asked.items()
        if places
    )


def refuse(strange: tuple[Strange, ...], remedy: str) -> None:
    """Raises Invalid where there is any. `remedy`: what else can be done."""
    if not strange:
        return
    names = ", ".join(f"`{one.name}`" for one in strange)
    raise Invalid(
        f"The scorecard asks for what no lead here ever had: {names}. {remedy}",
        code="unknown_names",
        problems=tuple(problem(one) for one in strange),
    )


def problem(one: Strange) -> FieldProblem:
    """One of them as it is told to programs and in the shell."""
    where = ", ".join(label for _, label in one.places)
    reason = "is no event" if one.kind == "event" else "is a field that no lead here has"
    return FieldProblem(f"`{one.name}` ({where})", reason, one.remedy)


def _asked(card: Scorecard) -> Iterator[tuple[str, str, tuple[str, str]]]:
    for rule in card.rules:
        place = (f"rule-{rule.id}", rule.label)
        if rule.event is not None:
            yield "event", rule.event, place
        elif rule.condition is not None:
            yield from _of_condition(rule.condition, place)
    for limit in card.limits:
        yield from _of_condition(limit.condition, ("limits", limit.label))
    if card.applies_to is not None:
        yield from _of_condition(card.applies_to, ("", "for whom"))


def _of_condition(
    condition: Node, place: tuple[str, str]
) -> Iterator[tuple[str, str, tuple[str, str]]]:
    for leaf in leaves(condition):
        if isinstance(leaf, Count):
            yield "event", leaf.event, place
        elif isinstance(leaf, Compare):
            yield "field", leaf.field, place


def _is_event(name: str) -> bool:
    return name in CATALOGUE or name.startswith(CUSTOM)


@cache
def _fields() -> frozenset[str]:
    """With those that the shipped cards ask for: forms are told to send them."""
    cards = (
        default_scorecard(),
        *(templates.fill(one, one.ideal) for one in templates.templates()),
    )
    asked = (name for card in cards for kind, name, _ in _asked(card) if kind == "field")
    return FACTS | frozenset(asked)


def _near(name: str, known: Collection[str]) -> tuple[str, ...]:
    """By the whole name, else by a word of it."""
    wanted = name.lower().replace(" ", "_")
    close = get_close_matches(wanted, known, n=_MOST_NEAR, cutoff=_NEAR)
    words = {word for word in wanted.replace(".", "_").split("_") if len(word) >= _LONG_WORD}
    sharing = sorted(one for one in known if words & set(one.replace(".", "_").split("_")))
    return tuple(dict.fromkeys([*close, *sharing]))[:_MOST_NEAR]
