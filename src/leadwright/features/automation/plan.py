"""What an automation is made of: the event it waits for, and its actions. What makes no sense is refused."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field, ValidationError, field_validator

from leadwright.domain.condition import Node, condition_json, parse_condition
from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.values import Frozen
from leadwright.features.automation.filling import FOR_LEADS, FOR_MEMBERS, unknown_slots

MOST_ACTIONS = 10
TURN, OWNER, EVERYBODY = "turn", "owner", "everybody"

Title = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=5000)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


def _filled(words: str, allowed: tuple[str, ...]) -> str:
    if wrong := unknown_slots(words, allowed):
        known = ", ".join(f"{{{slot}}}" for slot in allowed)
        raise ValueError(f"{{{wrong[0]}}} stands for nothing here. Use {known}.")
    return words


def _person(to: str, others: tuple[str, ...]) -> str:
    if to not in others:
        try:
            UUID(to)
        except ValueError as error:
            raise ValueError("Choose who it is.") from error
    return to


class _Action(Frozen):
    """The base of all. `words`: fields that people write, with the slots they may hold."""

    slots: ClassVar[tuple[str, ...]] = FOR_MEMBERS
    whom: ClassVar[tuple[str, ...]] = (OWNER,)

    @field_validator("title", "text", check_fields=False)
    @classmethod
    def _known_slots(cls, words: str) -> str:
        return _filled(words, cls.slots)

    @field_validator("to", check_fields=False)
    @classmethod
    def _known_person(cls, to: str) -> str:
        return _person(to, cls.whom)


class Assign(_Action):
    """The lead's owner is this member, or whoever's turn it is."""

    whom: ClassVar[tuple[str, ...]] = (TURN,)
    do: Literal["assign"] = "assign"
    to: str


class Tell(_Action):
    """A notification, by the ways each member chose."""

    whom: ClassVar[tuple[str, ...]] = (OWNER, EVERYBODY)
    do: Literal["tell"] = "tell"
    to: str
    title: Title


class AddTask(_Action):
    """A task, due after so many working days."""

    do: Literal["task"] = "task"
    to: str
    title: Title
    days: Annotated[int, Field(ge=0, le=90)]


class SetField(_Action):
    """A custom field of the lead gets this value."""

    do: Literal["set_field"] = "set_field"
    field: Slug
    value: Annotated[str, Field(min_length=1, max_length=300)]


class AddTag(_Action):
    """The lead has this tag from now on."""

    do: Literal["tag"] = "tag"
    tag: Annotated[str, Field(min_length=1, max_length=60)]


class MailMember(_Action):
    """A mail to the owner or a member."""

    do: Literal["mail_member"] = "mail_member"
    to: str
    title: Title
    text: Text


class MailLead(_Action):
    """A mail to the lead: a draft that waits for approval, unless it may leave `at_once`."""

    slots: ClassVar[tuple[str, ...]] = FOR_LEADS
    do: Literal["mail_lead"] = "mail_lead"
    title: Title
    text: Text
    at_once: bool = False


class Post(_Action):
    """A signed webhook."""

    do: Literal["webhook"] = "webhook"
    url: Annotated[str, Field(min_length=1, max_length=2000)]

    @field_validator("url")
    @classmethod
    def _https(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            fine = parts.scheme == "https" and bool(parts.hostname) and not parts.username
        except ValueError:
            fine = False
        if not fine:
            raise ValueError("Write an address that begins with https://.")
        return url


Action = Annotated[
    Assign | Tell | AddTask | SetField | AddTag | MailMember | MailLead | Post,
    Field(discriminator="do"),
]
KINDS: Mapping[str, type[_Action]] = {
    kind.model_fields["do"].default: kind
    for kind in (Assign, Tell, AddTask, SetField, AddTag, MailMember, MailLead, Post)
}


class Plan(Frozen):
    """A whole automation as it is kept."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    event: Annotated[str, Field(pattern=r"^[a-z]+(?:_[a-z]+)*\.[a-z][a-z0-9_]*$", max_length=100)]
    narrowed: dict[str, str] = Field(default_factory=dict)
    condition: Any = None
    actions: tuple[Action, ...] = Field(min_length=1, max_length=MOST_ACTIONS)

    @property
    def asks(self) -> Node | None:
        return None if self.condition is None else parse_condition(self.condition)


def stored(plan: Plan) -> dict[str, Any]:
    """The plan as its row's columns."""
    return plan.model_dump(mode="json")


def plan_of(
    name: str,
    event: str,
    narrowed: Mapping[str, str],
    condition: Node | None,
    actions: Sequence[Mapping[str, Any]],
) -> Plan:
    """The plan of what was typed. Invalid names each field: `name`, `event`, `a-0-title`."""
    given = {
        "name": " ".join(name.split()),
        "event": event,
        "narrowed": {key: value for key, value in narrowed.items() if value},
        "condition": None if condition is None else condition_json(condition),
        "actions": [dict(action) for action in actions],
    }
    try:
        return Plan.model_validate(given)
    except ValidationError as error:
        problems = tuple(_problem(dict(detail)) for detail in error.errors())
        raise Invalid("The automation needs another look.", problems=problems) from error


_REMEDIES = {
    "name": "Give it a name.",
    "event": "Choose what has to happen. A kind of your own looks like custom.webinar_joined.",
    "actions": f"Add an action; {MOST_ACTIONS} at most.",
    "title": "Write what it says, in 200 characters at most.",
    "text": "Write the text, in 5,000 characters at most.",
    "days": "Write a number of working days from 0 to 90.",
    "field": "Write the field's name in small letters, digits and _, such as region.",
    "value": "Write the value, in 300 characters at most.",
    "tag": "Write a tag, in 60 characters at most.",
    "to": "Choose who it is.",
    "url": "Write an address that begins with https://.",
}


def _problem(detail: Mapping[str, Any]) -> FieldProblem:
    place = detail["loc"]
    field = str(place[-1]) if len(place) > 1 else str(place[0])
    name = f"a-{place[1]}-{field}" if place[0] == "actions" and len(place) > 2 else str(place[0])
    own = str(detail["msg"]).removeprefix("Value error, ")
    remedy = own if detail["type"] == "value_error" else _REMEDIES.get(field, own)
    return FieldProblem(name, "invalid", remedy)
