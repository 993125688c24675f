"""Automations to begin with: what most teams want first, ready to be changed before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadwright.domain.condition import All, Compare, Node, Op
from leadwright.web.condition_form import ConditionForm, form_of
from leadwright.web.screens.automations.form import Doing, Typed
from leadwright.web.screens.automations.words import FIELDS


@dataclass(frozen=True)
class Recipe:
    """One of them. `about` says why a team wants it."""

    id: str
    name: str
    about: str
    event: str
    actions: tuple[Doing, ...]
    narrowed: Mapping[str, str]
    condition: Node | None = None

    def typed(self) -> Typed:
        """The editor, filled in."""
        asks = form_of(self.condition, FIELDS) if self.condition else ConditionForm()
        return Typed(self.name, self.event, "", self.narrowed, asks, self.actions)


def _tell(title: str) -> Doing:
    return Doing("tell", {"to": "owner", "title": title})


def _task(title: str, days: int) -> Doing:
    return Doing("task", {"to": "owner", "title": title, "days": str(days)})


_MISSED = (
    "Hello {name},\n\nwe missed each other today, which happens. Would another day this week suit you"
    " better? Two times that work for you are enough, and I will confirm one of them."
)

RECIPES = (
    Recipe(
        "hot",
        "Hot lead: call today",
        "The moment a score gets hot, its owner knows and has a call to make.",
        "score.crossed",
        (_tell("{name} is hot: {score} points"), _task("Call {name}, {phone}", 0)),
        {"threshold": "hot", "direction": "up"},
    ),
    Recipe(
        "prices",
        "A good lead reads our prices",
        "Who fits and looks at prices is deciding now.",
        "page.viewed",
        (_tell("{name} of {company} reads our prices"),),
        {},
        All(
            all=(
                Compare(field="about", op=Op.CONTAINS, value="/pricing"),
                Compare(field="score", op=Op.AT_LEAST, value=50),
            )
        ),
    ),
    Recipe(
        "missed",
        "Missed meeting: offer another",
        "A kind mail waits under Approvals, and nobody has to remember.",
        "meeting.missed",
        (
            Doing("mail_lead", {"title": "Another time?", "text": _MISSED}),
            _task("Find a new time with {name}", 1),
        ),
        {},
    ),
    Recipe(
        "bounced",
        "Our mail came back",
        "An address that does not work is a lead nobody answers.",
        "message.bounced",
        (
            _task("Find another way to {name}: mail to {email} came back", 1),
            Doing("tag", {"tag": "bounced"}),
        ),
        {},
    ),
    Recipe(
        "returned",
        "A known lead writes again",
        "Somebody who comes back has thought about it.",
        "lead.returned",
        (_tell("{name} of {company} wrote again"),),
        {},
    ),
    Recipe(
        "converted",
        "Converted: hand over",
        "A customer's first week decides about the second year.",
        "lead.status_changed",
        (_task("Introduce {name} to who looks after them", 1), Doing("tag", {"tag": "customer"})),
        {"after": "converted"},
    ),
)


def recipe(id_: str) -> Recipe | None:
    """The recipe of this id, if there is one."""
    return next((one for one in RECIPES if one.id == id_), None)
