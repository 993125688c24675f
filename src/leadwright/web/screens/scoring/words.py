"""What scorecards say, in words: fields and events that rules may ask about, conditions, points, caps."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from leadwright.domain.condition import Node
from leadwright.features.scoring.cards.scorecards import Group, Part, Rule, Scorecard
from leadwright.web.condition_form import ConditionField, words_of
from leadwright.web.screens.lead.words import INTENTS
from leadwright.web.wording import language_name

PARTS: tuple[tuple[Part, str, str], ...] = (
    (Part.FIT, "Fit", "who they are"),
    (Part.ENGAGEMENT, "Engagement", "what they did"),
    (Part.INTENT, "Intent", "what they want"),
)
PART_NAMES = {part: name for part, name, _ in PARTS}

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja")
_EMAIL_KINDS = (
    ("company", "company"),
    ("free", "free mail"),
    ("role", "shared mailbox"),
    ("disposable", "throw-away"),
)
_BANDS = (("high", "high"), ("medium", "medium"), ("low", "low"))
_URGENCIES = (("now", "now"), ("soon", "soon"), ("normal", "normal"))

FIELDS: tuple[ConditionField, ...] = (
    ConditionField("intent", "Intent", "choice", tuple(INTENTS.items())),
    ConditionField("intent_confidence", "Confidence in the intent", "number", help="From 0 to 1."),
    ConditionField("email_kind", "Kind of address", "choice", _EMAIL_KINDS),
    ConditionField("company", "Company", "text"),
    ConditionField("company_domain", "Company's website", "text"),
    ConditionField("job_title", "Job title", "text"),
    ConditionField("product_interest", "Product interest", "text"),
    ConditionField("event", "Event where you met", "text"),
    ConditionField("tags", "Tags", "text"),
    ConditionField("industry", "Industry", "text"),
    ConditionField("country", "Country", "text", help="Two letters, such as DE."),
    ConditionField("team_size", "Team size", "number"),
    ConditionField("phone", "Phone number", "text"),
    ConditionField("budget", "Budget", "number"),
    ConditionField("timeline", "Date they need it by", "text"),
    ConditionField("urgency", "Urgency", "choice", _URGENCIES),
    ConditionField("quality_band", "Quality of the message", "choice", _BANDS),
    ConditionField("competitors", "Competitors named", "text"),
    ConditionField(
        "language", "Language", "choice", tuple((e, language_name(e)) for e in _LANGUAGES)
    ),
    ConditionField("source", "Source", "text", help="The page, form or key the lead came by."),
    ConditionField("is_returning", "Wrote before", "yesno"),
)

EVENTS: dict[str, str] = {
    "lead.created": "wrote to us for the first time",
    "lead.returned": "wrote to us again",
    "lead.replied": "answered our message",
    "email.opened": "opened our mail",
    "email.clicked": "followed a link in our mail",
    "page.viewed": "looked at a page",
    "file.downloaded": "took a file",
    "form.started": "began to fill in a form",
    "social.followed": "followed us on a network",
    "social.reacted": "reacted to us on a network",
    "social.commented": "commented on a network",
    "social.messaged": "wrote to us on a network",
    "meeting.booked": "booked a meeting",
    "meeting.held": "met us",
    "meeting.missed": "missed a meeting",
    "meeting.cancelled": "called a meeting off",
    "call.answered": "took our call",
    "trial.started": "began a trial",
    "product.used": "used the product",
}


@dataclass(frozen=True)
class RuleLine:
    """A rule of a card. `fades`: its half-life in words; `cap`: the group it stands in, with its limits."""

    id: str
    label: str
    words: str
    points: float
    fades: str
    group: str


@dataclass(frozen=True)
class PartLines:
    """A part of a card with its rules in order."""

    part: str
    name: str
    what: str
    weight: int
    rules: tuple[RuleLine, ...]
    groups: tuple[str, ...]


def with_custom(keys: Sequence[str]) -> tuple[ConditionField, ...]:
    """The fields one may ask about, with the workspace's own after them."""
    known = {asked.name for asked in FIELDS}
    own = (ConditionField(key, key.replace("_", " "), "text") for key in keys if key not in known)
    return (*FIELDS, *own)


def condition_words(condition: Node | None, fields: Sequence[ConditionField] = FIELDS) -> str:
    """A condition as half a sentence, in the words of the screens where they can say it."""
    return "every lead" if condition is None else words_of(condition, fields, EVENTS)


def number(value: Decimal | float) -> str:
    """12.50 as 12.5, 40.00 as 40."""
    return f"{float(value):g}"


def group_words(group: Group) -> str:
    """What a group is capped at."""
    caps = []
    if group.at_most is not None:
        caps.append(f"at most {number(group.at_most)}")
    if group.at_least is not None:
        caps.append(f"at least {number(group.at_least).replace('-', '−')}")
    return f"{group.label}: together {' and '.join(caps)}"


def cause_words(rule: Rule, fields: Sequence[ConditionField] = FIELDS) -> str:
    """What gives a rule's points."""
    if rule.event is not None:
        did = EVENTS.get(rule.event)
        return f"each time they {did}" if did else f"each event “{rule.event}”"
    return condition_words(rule.condition, fields)


def fades(rule: Rule) -> str:
    """How long an event's points last."""
    if rule.event is None:
        return ""
    return f"halves every {rule.half_life_days:g} days" if rule.half_life_days else "stays"


def parts_of(card: Scorecard, fields: Sequence[ConditionField] = FIELDS) -> tuple[PartLines, ...]:
    """The card's three parts, each with its rules and what its groups are capped at."""
    labels = {group.id: group.label for group in card.groups}
    return tuple(
        PartLines(
            part=part.value,
            name=name,
            what=what,
            weight=card.weights.of(part),
            rules=tuple(
                _line(rule, labels.get(rule.group or "", ""), fields)
                for rule in card.rules
                if rule.part is part
            ),
            groups=tuple(group_words(group) for group in card.groups if group.part is part),
        )
        for part, name, what in PARTS
    )


def _line(rule: Rule, group: str, fields: Sequence[ConditionField]) -> RuleLine:
    return RuleLine(
        id=rule.id,
        label=rule.label,
        words=cause_words(rule, fields),
        points=float(rule.points),
        fades=fades(rule),
        group=group,
    )


def bands(cuts: Sequence[int]) -> tuple[str, ...]:
    """The bands that cuts make, best first: “70 or more”, “45 to 69”, “below 20”."""
    if not cuts:
        return ("any",)
    above = (f"{cuts[0]} or more",)
    between = (f"{low} to {high - 1}" for high, low in pairwise(cuts))
    return (*above, *between, f"below {cuts[-1]}")


def rules_changed(old: Scorecard | None, new: Scorecard) -> int:
    """How many rules, limits, groups and thresholds are new, gone or another."""
    if old is None:
        return len(new.rules)
    changed = 0
    for before, after in (
        (old.rules, new.rules),
        (old.limits, new.limits),
        (old.groups, new.groups),
        (old.thresholds, new.thresholds),
    ):
        one, other = {x.id: x for x in before}, {x.id: x for x in after}
        changed += sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())
    return changed + (old.weights != new.weights) + (old.grading != new.grading)
