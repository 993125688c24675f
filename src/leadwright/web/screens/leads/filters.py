"""What the address of the leads table asks for, and how such an address is written. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from leadwright.domain.ids import PersonId
from leadwright.features.leads.search import ORDERS, LeadFilter, Order
from leadwright.web.screens.leads.words import GRADES, INTENTS, REPLIES, STATUSES

CHOICES: Mapping[str, Mapping[str, str]] = {
    "intent": INTENTS,
    "status": STATUSES,
    "grade": GRADES,
    "reply": REPLIES,
}
LISTS = ("intent", "status", "grade", "reply", "source")
FILTERS = ("intent", "status", "grade", "owner", "team", "source", "reply", "min_score", "since")
FALLING: frozenset[Order] = frozenset({"recent", "score"})
_LAST_DAYS = re.compile(r"([1-9]\d{0,2})d")
_LONGEST_QUERY = 200


@dataclass(frozen=True)
class ListFilters:
    """A readable address: `chosen` holds the filters by name, each with one value or more.

    `ignored` says, for the reader, what of the address made no sense and was left out.
    """

    q: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Order = "recent"
    descending: bool = True
    after: str | None = None
    before: str | None = None
    ignored: tuple[str, ...] = ()

    def query(self, *, page: bool = False) -> str:
        """The address's query string, the same for the same wishes; with `page`, this very page."""
        pairs = [("q", self.q), *((name, ",".join(self.chosen.get(name, ()))) for name in FILTERS)]
        if self.order != "recent":
            pairs.append(("sort", self.order))
        if self.descending != (self.order in FALLING):
            pairs.append(("dir", "desc" if self.descending else "asc"))
        if page:
            pairs += [("after", self.after or ""), ("before", self.before or "")]
        return urlencode([pair for pair in pairs if pair[1]], safe=",")

    def at(self, *, after: str | None = None, before: str | None = None) -> "ListFilters":
        return replace(self, after=after, before=before)

    def without(self, name: str) -> "ListFilters":
        left = {key: values for key, values in self.chosen.items() if key != name}
        return replace(self.at(), chosen=left)

    def only(self, chosen: Mapping[str, tuple[str, ...]]) -> "ListFilters":
        """These filters and no search, in the same order."""
        return replace(self.at(), q="", chosen=chosen)

    def sorted_by(self, order: Order) -> "ListFilters":
        """By this column; if it is by it already, the other way round."""
        falling = not self.descending if order == self.order else order in FALLING
        return replace(self.at(), order=order, descending=falling)

    def wanted(self, me: PersonId | None, now: datetime, limit: int = 50) -> LeadFilter:
        """The same for the feature. `me` is who looks."""
        owner = self.chosen.get("owner", ("",))[0]
        team = self.chosen.get("team", ("",))[0]
        score = self.chosen.get("min_score")
        since = self.chosen.get("since")
        return LeadFilter(
            q=self.q,
            **{name: self.chosen.get(name, ()) for name in LISTS},
            owner_id=me if owner == "me" else UUID(owner) if _is_id(owner) else None,
            unassigned=owner == "unassigned",
            team_id=UUID(team) if _is_id(team) else None,
            without_team=team == "none",
            min_score=int(score[0]) if score else None,
            received_after=moment(since[0], now) if since else None,
            order=self.order,
            descending=self.descending,
            after=self.after,
            before=self.before,
            limit=limit,
        )


def read(query: Mapping[str, list[str]]) -> ListFilters:
    """Every readable part of a query string; lists may be given by commas or by repetition."""
    ignored: list[str] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for name in FILTERS:
        given = [part.strip() for part in ",".join(query.get(name, [])).split(",")]
        values = tuple(dict.fromkeys(part for part in given if part))
        if name not in LISTS:
            values = values[:1]
        good = tuple(value for value in values if _KNOWN[name](value))
        ignored += [f"{name}={value[:40]}" for value in values if value not in good]
        if good:
            chosen[name] = good
    order = _last(query, "sort") or "recent"
    known = next((each for each in ORDERS if each == order), None)
    if known is None:
        ignored.append(f"sort={order[:40]}")
    direction = _last(query, "dir")
    falling = direction == "desc" if direction in {"asc", "desc"} else known in {None, *FALLING}
    return ListFilters(
        q=" ".join(_last(query, "q").replace("\x00", " ").split())[:_LONGEST_QUERY],
        chosen=chosen,
        order=known or "recent",
        descending=falling,
        after=_last(query, "after") or None,
        before=_last(query, "before") or None,
        ignored=tuple(ignored),
    )


def moment(since: str, now: datetime) -> datetime | None:
    """`today`, `7d` or a date, as the moment it begins in the zone of `now`; None if none of these."""
    day = now.date()
    if days := _LAST_DAYS.fullmatch(since):
        day -= timedelta(days=int(days[1]))
    elif since != "today":
        try:
            day = datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            return None
    # Through UTC: within one zone, sums do not see a change of the clocks.
    return datetime.combine(day, time(), now.tzinfo).astimezone(UTC)


def _last(query: Mapping[str, list[str]], name: str) -> str:
    return next(reversed(query.get(name, [""])), "").strip()


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _is_source(text: str) -> bool:
    return len(text) <= 200 and text.isprintable()


_KNOWN: Mapping[str, Callable[[str], bool]] = {
    **{name: words.__contains__ for name, words in CHOICES.items()},
    "source": _is_source,
    "owner": lambda text: text in {"me", "unassigned"} or _is_id(text),
    "team": lambda text: text == "none" or _is_id(text),
    "min_score": lambda text: text.isascii() and text.isdigit() and int(text[:4]) <= 100,
    "since": lambda text: moment(text, datetime(2000, 1, 1, tzinfo=UTC)) is not None,
}
