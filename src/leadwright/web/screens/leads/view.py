"""What the table of leads shows, already worded: rows, views, chips, heads and the filter form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from leadwright.domain.numbering import grouped
from leadwright.features.leads.list_query import Listed
from leadwright.features.leads.search import Order
from leadwright.features.routing.models import Team
from leadwright.features.workspaces.queries import Member
from leadwright.web.screens.lead.words import read_as
from leadwright.web.screens.leads.filters import CHOICES, FILTERS, ListFilters
from leadwright.web.screens.leads.words import STATUSES, reply_words
from leadwright.web.screens.source_names import short_source_name, source_name


@dataclass(frozen=True)
class LeadRow:
    """One line of the table. `reply_kind` is the lead's reply status, for its tone.

    `moment` and `clock` say when it came, for the browser and for who has no script.
    """

    id: str
    url: str
    name: str
    company: str
    intent: str
    score: int | None
    grade: str
    status: str
    status_words: str
    owner: str
    source: str
    source_short: str
    reply: str
    reply_kind: str
    moment: str
    clock: str


@dataclass(frozen=True)
class Tab:
    """A view: fixed filters under a name."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the table without it."""

    name: str
    value: str
    remove: str


@dataclass(frozen=True)
class Head:
    """A column head; `sort` is asc, desc or nothing."""

    url: str
    sort: str


@dataclass(frozen=True)
class Options:
    """One filter's values in the filter form: (value, words, chosen)."""

    name: str
    title: str
    values: tuple[tuple[str, str, bool], ...]


VIEWS: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (
    ("All", {}),
    ("New", {"status": ("new",)}),
    ("Needs a person", {"reply": ("held", "failed", "unconfirmed")}),
    ("Mine", {"owner": ("me",)}),
    ("Unassigned", {"owner": ("unassigned",)}),
)
_TITLES = {"intent": "Intent", "status": "Status", "grade": "Grade", "reply": "Reply"}


def rows(leads: Sequence[Listed], base: str, owners: Mapping[UUID, str]) -> tuple[LeadRow, ...]:
    return tuple(_row(lead, base, owners) for lead in leads)


def _row(lead: Listed, base: str, owners: Mapping[UUID, str]) -> LeadRow:
    name, owner = lead.name or lead.email or grouped(lead.phone) or "Unnamed lead", lead.owner_id
    return LeadRow(
        id=str(lead.id),
        url=f"{base}/{lead.id}",
        name=name[:200],
        company=lead.company[:200],
        intent=read_as(lead.intent, lead.stop_reason),
        score=lead.score,
        grade=lead.grade or "",
        status=lead.status,
        status_words=STATUSES.get(lead.status, lead.status),
        owner=owners.get(owner, "Former member") if owner else "",
        source=source_name(lead.source),
        source_short=short_source_name(lead.source),
        reply=reply_words(lead.reply_status, lead.reply_ms),
        reply_kind=lead.reply_status,
        moment=lead.last_submission_at.isoformat(),
        clock=f"{lead.last_submission_at:%H:%M}",
    )


def address(base: str, asked: ListFilters) -> str:
    query = asked.query(page=True)
    return f"{base}?{query}" if query else base


def tabs(base: str, asked: ListFilters) -> tuple[Tab, ...]:
    """The view all of whose filters are in use is the current one; else it is All."""
    within = [
        label
        for label, chosen in VIEWS
        if all(asked.chosen.get(name) == values for name, values in chosen.items())
    ]
    return tuple(
        Tab(label, address(base, asked.only(chosen)), label == within[-1])
        for label, chosen in VIEWS
    )


def chips(
    base: str, asked: ListFilters, owners: Mapping[UUID, str], teams: Sequence[Team]
) -> tuple[Chip, ...]:
    names = {
        "owner": {str(id_): name for id_, name in owners.items()},
        "team": {str(team.id): team.name for team in teams},
    }
    return tuple(
        Chip(
            name,
            ", ".join(_value_words(name, value, names) for value in asked.chosen[name]),
            address(base, asked.without(name)),
        )
        for name in FILTERS
        if name in asked.chosen
    )


def _value_words(name: str, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    known = names.get(name)
    if known is None or value in {"me", "unassigned", "none"}:
        return value
    return known.get(value, "Former member" if name == "owner" else "Former team")


def heads(base: str, asked: ListFilters) -> dict[Order, Head]:
    now = "desc" if asked.descending else "asc"
    orders: tuple[Order, ...] = ("recent", "score", "name", "company")
    return {
        order: Head(address(base, asked.sorted_by(order)), now if order == asked.order else "")
        for order in orders
    }


def options(asked: ListFilters, sources: Sequence[str]) -> tuple[Options, ...]:
    """The boxes of the filter form; sources only where there is a choice."""
    found = [
        Options(
            name,
            _TITLES[name],
            tuple((v, words, v in asked.chosen.get(name, ())) for v, words in values.items()),
        )
        for name, values in CHOICES.items()
    ]
    chosen = asked.chosen.get("source", ())
    known = dict.fromkeys((*sources, *chosen))
    if len(known) > 1 or chosen:
        boxes = tuple((source, source_name(source), source in chosen) for source in known)
        found.append(Options("source", "Source", boxes))
    return tuple(found)


def owner_options(members: Sequence[Member]) -> tuple[tuple[str, str], ...]:
    people = [(str(member.person_id), member.name) for member in members]
    return (("", "Anybody"), ("me", "Me"), ("unassigned", "Nobody"), *people)


def team_options(asked: ListFilters, teams: Sequence[Team]) -> tuple[tuple[str, str], ...]:
    """Empty where a workspace has no teams, unless the address asks for one."""
    if not teams and "team" not in asked.chosen:
        return ()
    return (("", "Any team"), ("none", "No team"), *((str(team.id), team.name) for team in teams))


def since_options(asked: ListFilters) -> tuple[tuple[str, str], ...]:
    """Spans of days, and whatever else the address says now."""
    spans = {"": "Any time", "today": "Today", "7d": "The last 7 days", "30d": "The last 30 days"}
    now = asked.chosen.get("since", ("",))[0]
    return tuple(({**spans, now: spans.get(now, f"Since {now}")}).items())
