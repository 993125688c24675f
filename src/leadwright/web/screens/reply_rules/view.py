"""The reply rules in words, and the fields their conditions may ask about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from leadwright.domain.business_hours import WEEKDAYS, BusinessHours
from leadwright.domain.condition import Node
from leadwright.features.replies.modes import Choice, ReplyMode, ReplyRule, decided_before
from leadwright.web.condition_form import ConditionField, ConditionForm, words_of
from leadwright.web.screens.lead.words import MATTERS, intent_word
from leadwright.web.screens.reply_rules.query import Fate
from leadwright.web.screens.settings_tabs import Tab
from leadwright.web.wording import language_name

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja")
_INTENTS = (
    "demo_request",
    "pricing_inquiry",
    "purchase_intent",
    "product_question",
    "support_question",
    "partnership",
    "general_inquiry",
    "job_seeker",
    "press_or_investor",
)

FIELDS: tuple[ConditionField, ...] = (
    ConditionField(
        "intent", "Intent", "choice", tuple((each, intent_word(each)) for each in _INTENTS)
    ),
    ConditionField("score", "Score", "number", help="From 0 to 100."),
    ConditionField("grade", "Grade", "choice", tuple((each, each) for each in "ABCD")),
    ConditionField(
        "confidence",
        "Confidence",
        "number",
        help="How sure the reading of the intent is, from 0 to 1.",
    ),
    ConditionField("unsure", "Unsure what it is about", "yesno"),
    ConditionField(
        "auto_reply_fits", "An automatic reply fits", "yesno", help="No for abuse, for example."
    ),
    ConditionField("matter", "Matter for a person", "choice", tuple(MATTERS.items())),
    ConditionField(
        "language", "Language", "choice", tuple((e, language_name(e)) for e in _LANGUAGES)
    ),
    ConditionField("source", "Source", "text"),
    ConditionField(
        "hours",
        "Business hours",
        "choice",
        (("within", "within"), ("outside", "outside")),
        help="When the lead wrote, by the hours on this page.",
    ),
    ConditionField(
        "weekday", "Weekday", "choice", tuple((each, each.capitalize()) for each in WEEKDAYS)
    ),
    ConditionField(
        "quality_band",
        "Quality",
        "choice",
        (("high", "high"), ("medium", "medium"), ("low", "low")),
        help="How much of a buying case the message states.",
    ),
    ConditionField(
        "urgency", "Urgency", "choice", (("now", "now"), ("soon", "soon"), ("normal", "normal"))
    ),
    ConditionField("team_size", "Team size", "number"),
    ConditionField("country", "Country", "text", help="Two letters, such as DE."),
    ConditionField("returning", "Wrote before", "yesno"),
)

MODES: tuple[tuple[str, str], ...] = (
    ("send", "Send at once"),
    ("delay", "Send after some minutes"),
    ("draft", "Hold as a draft for approval"),
    ("none", "No reply"),
)
_TONES = {"send": "good", "delay": "live", "draft": "look", "none": ""}
_SHORT = {"send": "Send", "draft": "Draft", "none": "No reply"}


@dataclass(frozen=True)
class Line:
    """A rule of the list. `never`: why it is never reached, if it is not."""

    name: str
    words: str
    tone: str
    mode: str
    never: str


@dataclass(frozen=True)
class FateLine:
    """A lead of the preview: what its reply is now, and what it would be."""

    lead_id: UUID | None
    who: str
    intent: str
    tone: str
    now: str
    then_tone: str
    then: str
    by: str
    changes: bool


@dataclass(frozen=True)
class Hours:
    """The business hours as the form shows them."""

    days: frozenset[str]
    opens: str
    closes: str
    zone: str


@dataclass(frozen=True)
class RulesContext:
    """The list as it is kept or, `unsaved`, as it would be; and what that does to the newest leads."""

    tabs: tuple[Tab, ...]
    may_change: bool
    lines: tuple[Line, ...]
    rules: str
    version: str
    unsaved: bool
    is_shipped: bool
    moved: str
    fates: tuple[FateLine, ...]
    changing: int
    hours: Hours
    weekdays: tuple[str, ...]
    errors: Mapping[str, str]
    problem: str


@dataclass(frozen=True)
class RuleContext:
    """One rule as a form. `number` is its place, or -1 for a new one."""

    tabs: tuple[Tab, ...]
    number: int
    name: str
    mode: str
    minutes: str
    condition: ConditionForm
    words: str
    fields: tuple[ConditionField, ...]
    modes: tuple[tuple[str, str], ...]
    rules: str
    version: str
    errors: Mapping[str, str]
    problems: tuple[tuple[str, str], ...]


def problems_of(errors: Mapping[str, str], condition: ConditionForm) -> tuple[tuple[str, str], ...]:
    """Everything that is wrong with a rule, for the summary on top."""
    return (*errors.items(), *(("", row.error) for row in condition.rows if row.error))


def lines(rules: Sequence[ReplyRule]) -> tuple[Line, ...]:
    return tuple(
        Line(
            name=rule.name,
            words=_about(rule.condition),
            tone=_TONES[rule.mode],
            mode=_mode(rule.mode, rule.minutes),
            never=_never(decided_before(rules, place)),
        )
        for place, rule in enumerate(rules)
    )


def _never(above: ReplyRule | None) -> str:
    if above is None:
        return ""
    about = "is about every message" if above.condition is None else "holds wherever this one does"
    return f"Never reached, because “{above.name}” above {about}. Move this one over it."


def _about(condition: Node | None) -> str:
    if condition is None:
        return "every message"
    return words_of(condition, FIELDS)


def _mode(mode: ReplyMode, minutes: int) -> str:
    return f"Send after {minutes:,} min" if mode is ReplyMode.DELAY else _SHORT[mode]


def fate_line(fate: Fate) -> FateLine:
    return FateLine(
        lead_id=fate.lead_id,
        who=fate.who,
        intent=intent_word(fate.intent) if fate.intent else "",
        tone=_TONES[fate.now.mode],
        now=_chosen(fate.now),
        then_tone=_TONES[fate.then.mode],
        then=_chosen(fate.then),
        by=fate.then.by,
        changes=fate.changes,
    )


def _chosen(choice: Choice) -> str:
    return _mode(choice.mode, choice.minutes)


def hours_of(hours: BusinessHours) -> Hours:
    return Hours(hours.days, f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}", hours.zone)
