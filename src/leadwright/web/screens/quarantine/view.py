"""What the quarantine shows: each stopped submission with its reason, and one with all it brought."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from leadwright.domain.numbering import grouped
from leadwright.features.capture import lists
from leadwright.features.capture.quarantine import Caught
from leadwright.web.screens.lead.words import STOPS
from leadwright.web.screens.lead_names import Fate, LeadName
from leadwright.web.screens.source_names import source_name
from leadwright.web.wording import said

PAGE = 50
REASONS: Mapping[str, str] = {
    "honeypot": "Bot trap",
    "too_fast": "Too fast",
    "spam": "Spam",
    "solicitation": "Solicitation",
    "blocked": "Blocked",
    "disposable_address": "Throw-away address",
    "repeated_content": "Sent by many",
    "no_proof": "No proof",
    "wrong_proof": "Wrong proof",
    "used_proof": "Proof used before",
    "undeliverable_address": "Cannot get mail",
}
# What the words themselves give away is nearly always what it seems; a release cannot be taken back.
READ_SO = frozenset({"spam", "solicitation", "blocked"})
STATES = (("waiting", "Waiting"), ("spam", "Spam"), ("released", "Released"))


@dataclass(frozen=True)
class Line:
    """One stopped submission in the list."""

    id: UUID
    who: str
    address: str
    message: str
    reason: str
    source: str
    at: datetime
    state: str


@dataclass(frozen=True)
class View:
    """A tab or a filter: its words, its address, how many it holds."""

    words: str
    href: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True)
class ListFilters:
    """What the list was asked for; `url` is its own address."""

    state: str
    reason: str
    url: str
    is_first: bool

    def href(self, **changes: str) -> str:
        query = {"state": self.state, "reason": self.reason, **changes}
        kept = {name: value for name, value in query.items() if value and value != "waiting"}
        return f"{self.url}?{urlencode(kept)}" if kept else self.url


@dataclass(frozen=True)
class ListContext:
    """The list. `older` is the address of the next page."""

    lines: tuple[Line, ...]
    state: str
    tabs: tuple[View, ...]
    reasons: tuple[View, ...]
    older: str
    newest: str
    is_filtered: bool
    reason: str
    keep_days: int
    may_work: bool


@dataclass(frozen=True)
class Decided:
    """Who decided, if anybody did, and by what the list was filtered that led here."""

    by: str
    reason: str


@dataclass(frozen=True)
class OneContext:
    """One stopped submission. `why` is a sentence; `fields` is what else the form brought.

    `likely`: the decision that stands first, `spam` or `lead`. `domain`: what it can teach about as a
    whole. `reason`: what the list was filtered by.
    """

    line: Line
    why: str
    message: str
    fields: tuple[tuple[str, str], ...]
    lead: LeadName | None
    decided_at: datetime | None
    decided_by: str
    likely: str
    domain: str
    reason: str
    may_release: bool
    may_confirm: bool
    may_take_back: bool


def listing(
    caught: Sequence[Caught],
    asked: ListFilters,
    counts: Mapping[str, int],
    keep_days: int,
    *,
    may_work: bool,
) -> ListContext:
    shown = caught[:PAGE]
    older = asked.href(before=_mark(shown[-1])) if len(caught) > PAGE else ""
    return ListContext(
        lines=tuple(line(each) for each in shown),
        state=asked.state,
        tabs=tuple(
            View(words, asked.href(state=state, reason=""), state == asked.state)
            for state, words in STATES
        ),
        reasons=tuple(
            View(_reason(reason), asked.href(reason=reason), reason == asked.reason, count)
            for reason, count in counts.items()
        ),
        older=older,
        newest="" if asked.is_first else asked.href(),
        is_filtered=bool(asked.reason) or not asked.is_first,
        reason=asked.reason,
        keep_days=keep_days,
        may_work=may_work,
    )


def line(caught: Caught) -> Line:
    form = caught.form
    email = str(form.get("email") or grouped(form.get("phone")))
    return Line(
        id=caught.submission_id,
        who=str(form.get("name") or email or "Nobody named"),
        address=email,
        message=" ".join(str(form.get("message") or "").split())[:300],
        reason=_reason(caught.reason),
        source=source_name(caught.source),
        at=caught.at,
        state=caught.state,
    )


def _reason(reason: str) -> str:
    return REASONS.get(reason, said(reason))


def one(caught: Caught, fate: Fate | None, decided: Decided, *, may_work: bool) -> OneContext:
    form = caught.form
    known = [
        ("Email", form.get("email")),
        ("Phone", grouped(form.get("phone"))),
        ("Company", form.get("company")),
    ]
    extra = form.get("extra") or {}
    fields = [
        *known,
        *extra.items(),
        ("Source", source_name(caught.source)),
        ("Sent from", caught.address),
    ]
    return OneContext(
        line=line(caught),
        why=STOPS.get(caught.reason, "It was not answered."),
        message=str(form.get("message") or ""),
        fields=tuple((name, _text(value)) for name, value in fields if value),
        lead=fate.lead if fate else None,
        decided_at=caught.decided_at,
        decided_by=decided.by,
        likely="spam" if caught.state == "waiting" and caught.reason in READ_SO else "lead",
        domain=lists.whole_domain(form),
        reason=decided.reason,
        may_release=may_work and caught.state in {"waiting", "spam"},
        may_confirm=may_work and caught.state == "waiting",
        may_take_back=may_work and caught.state == "spam",
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _mark(caught: Caught) -> str:
    return f"{caught.at.isoformat()}~{caught.submission_id}"


def read_mark(mark: str) -> tuple[datetime, UUID] | None:
    """The place a page begins after; a mark that is none begins at the newest."""
    moment, _, submission_id = mark.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(submission_id)) if at.tzinfo else None
    except ValueError:
        return None
