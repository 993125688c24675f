"""Automations in words: what can happen, what can be done, and the fields a condition may ask about."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from leadwright.domain.condition import parse_condition
from leadwright.domain.lead import LeadStatus
from leadwright.features.automation.models import Automation
from leadwright.features.automation.plan import EVERYBODY, OWNER, TURN
from leadwright.web.condition_form import ConditionField, words_of
from leadwright.web.screens.reply_rules import view as reply_rules_view

Options = tuple[tuple[str, str], ...]

EVENTS: Options = (
    ("score.crossed", "A score crosses a threshold"),
    ("lead.created", "A lead comes in for the first time"),
    ("lead.returned", "A lead writes again"),
    ("lead.imported", "A lead comes with a file"),
    ("lead.status_changed", "A lead's status changes"),
    ("lead.assigned", "A lead gets another owner"),
    ("lead.replied", "A lead answers us"),
    ("meeting.booked", "A meeting is booked"),
    ("meeting.missed", "A meeting is missed"),
    ("meeting.cancelled", "A meeting is called off"),
    ("email.opened", "A mail is opened"),
    ("email.clicked", "A link in a mail is followed"),
    ("page.viewed", "A page is looked at"),
    ("file.downloaded", "A file is downloaded"),
    ("form.started", "A form is begun"),
    ("call.answered", "We spoke on the phone"),
    ("call.made", "We called in vain"),
    ("social.commented", "A comment on a social network"),
    ("social.messaged", "A message on a social network"),
    ("trial.started", "A trial begins"),
    ("product.used", "The product is used"),
    ("message.bounced", "A mail of ours comes back"),
    ("message.complained", "A mail of ours is called spam"),
    ("task.done", "A task is ticked off"),
    ("custom", "An event of your own"),
)
EVENT_WORDS = dict(EVENTS)
DIRECTIONS: Options = (("up", "rising to it"), ("down", "falling below it"), ("", "either way"))
STATUSES: Options = (("", "any"), *((each.value, each.value.capitalize()) for each in LeadStatus))
ACTIONS: Options = (
    ("tell", "Tell somebody"),
    ("assign", "Assign the lead"),
    ("task", "Plan a task"),
    ("set_field", "Set a field"),
    ("tag", "Add a tag"),
    ("mail_member", "Mail a member"),
    ("mail_lead", "Mail the lead"),
    ("webhook", "Call a webhook"),
)
ACTION_WORDS = dict(ACTIONS)
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "acted": ("good", "Acted"),
    "not_met": ("", "Condition not met"),
    "stopped": ("look", "Stopped"),
    "failed": ("bad", "Failed"),
    "running": ("new", "Running"),
}
_WHOM = {OWNER: "the lead's owner", EVERYBODY: "everybody", TURN: "whose turn it is"}
_LATER = frozenset({"unsure", "auto_reply_fits", "confidence", "hours", "weekday", "returning"})

FIELDS: tuple[ConditionField, ...] = (
    *(field for field in reply_rules_view.FIELDS if field.name not in _LATER),
    ConditionField("status", "Status", "choice", STATUSES[1:]),
    ConditionField("is_returning", "Wrote more than once", "yesno"),
    ConditionField("has_owner", "Has an owner", "yesno"),
    ConditionField(
        "about", "Page, file or link", "text", help="What the event was about, such as /pricing."
    ),
    ConditionField("tags", "Tags", "text"),
    ConditionField("industry", "Industry", "text"),
)


def event_words(event: str, narrowed: Mapping[str, Any], cards: Mapping[str, str]) -> str:
    """What it waits for, as half a sentence; `cards`: titles of scorecards by name."""
    if event == "score.crossed":
        how = {"up": "rises to", "down": "falls below"}.get(
            str(narrowed.get("direction")), "crosses"
        )
        threshold = str(narrowed.get("threshold") or "any threshold").replace("_", " ")
        card = str(narrowed.get("scorecard") or "")
        by = f" by “{cards.get(card, card)}”" if card else ""
        return f"A score{by} {how} {threshold}"
    words = EVENT_WORDS.get(event, f"{event} happens")
    after = narrowed.get("after")
    return f"{words} to {after}" if after else words


def condition_words(condition: Any) -> str:
    if condition is None:
        return ""
    return words_of(parse_condition(condition), FIELDS)


def action_words(action: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """One action as it is shown in lists."""
    to = str(action.get("to", ""))
    whom = _WHOM.get(to) or people.get(to, "somebody who left")
    shape = _SHAPES[action["do"]]
    return shape.format(**{**action, "whom": whom, "draft": _DRAFT[bool(action.get("at_once"))]})


_DRAFT = {True: "mail", False: "draft to"}
_SHAPES = {
    "assign": "assign to {whom}",
    "tell": "tell {whom}: {title}",
    "task": "task for {whom}: {title}",
    "set_field": "set {field} to {value}",
    "tag": "tag {tag}",
    "mail_member": "mail {whom}: {title}",
    "mail_lead": "{draft} the lead: {title}",
    "webhook": "webhook to {url}",
}


def summary(row: Automation, people: Mapping[str, str]) -> str:
    """What it does, in a line."""
    return ", then ".join(action_words(one, people) for one in row.actions)


def people_of(members: Sequence[Any]) -> dict[str, str]:
    return {str(UUID(str(one.person_id))): one.name for one in members}
