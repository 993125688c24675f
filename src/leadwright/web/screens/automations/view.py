"""What the screens of automations show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from leadwright.features.automation.models import AutomationPost
from leadwright.web.condition_form import ConditionField
from leadwright.web.screens.automations.form import Typed
from leadwright.web.screens.automations.recipes import Recipe
from leadwright.web.screens.automations.words import Options
from leadwright.web.screens.lead_names import LeadName


@dataclass(frozen=True)
class Line:
    """An automation in the list."""

    href: str
    name: str
    when: str
    does: str
    on: bool
    gone: bool
    acted: int
    failed: int
    last: datetime | None


@dataclass(frozen=True)
class ListContext:
    may_change: bool
    lines: tuple[Line, ...]
    new_url: str
    recipes: tuple[Recipe, ...]


@dataclass(frozen=True)
class Day:
    """A day of a dry run: how often it would have acted. `share`: of the day with the most, in per cent."""

    day: date
    count: int
    share: int


@dataclass(frozen=True)
class TrialLine:
    lead: LeadName
    at: datetime


@dataclass(frozen=True)
class TrialShown:
    """A dry run: `often` is left out because of the limit for an hour."""

    events: int
    cut: bool
    hits: int
    leads: int
    often: int
    days: tuple[Day, ...]
    lines: tuple[TrialLine, ...]


@dataclass(frozen=True)
class FormContext:
    """The editor. `url`: where the form goes."""

    title: str
    url: str
    back: str
    typed: Typed
    events: Options
    cards: Options
    thresholds: Options
    directions: Options
    statuses: Options
    kinds: Options
    people: Options
    fields: tuple[ConditionField, ...]
    words: str
    errors: Mapping[str, str]
    problems: tuple[tuple[str, str], ...]
    trial: TrialShown | None


@dataclass(frozen=True)
class RunLine:
    href: str
    at: datetime
    lead: LeadName | None
    tone: str
    outcome: str
    said: str


@dataclass(frozen=True)
class ShowContext:
    """One automation with its run log."""

    may_change: bool
    id: UUID
    name: str
    url: str
    list_url: str
    on: bool
    gone: tuple[str, ...]
    when: str
    condition: str
    steps: tuple[str, ...]
    version: int
    changed_at: datetime
    changed_by: str
    has_posts: bool
    secret: str
    outcome: str
    tabs: tuple[tuple[str, str], ...]
    runs: tuple[RunLine, ...]
    trial: TrialShown | None


@dataclass(frozen=True)
class Step:
    title: str
    words: str
    error: str


@dataclass(frozen=True)
class RunContext:
    """One run: the event, what was made of it, and each action."""

    name: str
    back: str
    at: datetime
    event: str
    lead: LeadName | None
    tone: str
    outcome: str
    reason: str
    steps: tuple[Step, ...]
    posts: tuple[AutomationPost, ...]
    causes: tuple[str, ...]
