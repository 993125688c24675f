"""One event as a program sends it, read and checked: what cannot be taken is named with its remedy."""

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.behaviour import kinds

MOST_PROPERTIES = 30
LONGEST = {"id": 200, "external_id": 200, "about": 500, "name": 200, "user_agent": 500}
LONGEST_VALUE = 500
_MOST = 1e15
AHEAD = timedelta(minutes=5)
OLDEST = timedelta(days=3650)
LATE = timedelta(days=1)
PUBLIC_FIELDS = frozenset({"id", "kind", "occurred_at", "visitor", "about", "automated"})
FIELDS = (PUBLIC_FIELDS - {"automated"}) | {
    "lead_id", "email", "name", "external_id", "properties", "address", "user_agent", "machine",
}  # fmt: skip
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\"]{2,}")
_VISITOR = re.compile(r"[A-Za-z0-9_-]{8,64}")

KeyOf = Callable[[str | None, str | None], str | None]


@dataclass(frozen=True)
class ParsedEvent:
    """One event, ready to be kept. `body_hash` knows the same event again, `notes` say what was done."""

    name: str
    occurred_at: datetime
    sender_id: str | None = None
    body_hash: str | None = None
    notes: tuple[str, ...] = ()
    lead_id: UUID | None = None
    email_key: str | None = None
    external_id: str | None = None
    visitor: str | None = None
    message_id: UUID | None = None
    about: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    address: str | None = None
    agent: str | None = None
    signs: frozenset[str] = frozenset()


def plain(text: str) -> str:
    """Foreign words on one line, without characters that nobody sees."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def address(text: str) -> str | None:
    """An IP address as it is kept; None for what is none."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return None


def is_visitor_id(text: object) -> bool:
    """Whether this can be the id that our script gives a browser."""
    return isinstance(text, str) and _VISITOR.fullmatch(text) is not None


def read(item: object, now: datetime, key_of: KeyOf | None) -> ParsedEvent:
    """The event. With the public key `key_of` is None, and only a visitor's steps are taken.

    Raises Invalid with every problem of this one event.
    """
    if not isinstance(item, Mapping):
        problem = FieldProblem("", "not_an_object", 'Send an object like {"kind": "page.viewed"}.')
        raise Invalid("An event is an object.", problems=(problem,))
    reader = _Reader(item, now, is_public=key_of is None)
    given = reader.given(key_of)
    if reader.problems:
        raise Invalid("This event cannot be taken.", problems=tuple(reader.problems))
    return given


class _Reader:
    """The fields of one event, and what is wrong with them."""

    def __init__(self, item: Mapping[str, Any], now: datetime, *, is_public: bool) -> None:
        self.item, self.now, self.is_public = item, now, is_public
        self.problems: list[FieldProblem] = []
        self.notes: list[str] = []

    def refuse(self, field_: str, reason: str, remedy: str) -> None:
        self.problems.append(FieldProblem(field_, reason, remedy))

    def given(self, key_of: KeyOf | None) -> ParsedEvent:
        self._unknown_fields()
        name = self._kind()
        email = self._email()
        signs = {sign for sign, key in _SAID.items() if self._flag(key)}
        given = ParsedEvent(
            name=name,
            occurred_at=self._moment(),
            sender_id=self._text("id"),
            body_hash=_hash(self.item),
            lead_id=self._lead(),
            email_key=key_of(email, self._text("name")) if key_of and email else None,
            external_id=self._text("external_id"),
            visitor=self._visitor(),
            about=self._about(name),
            properties=self._properties(),
            address=self._address(),
            agent=self._text("user_agent"),
            signs=frozenset(signs),
        )
        if not any((given.lead_id, email, given.external_id, given.visitor)) and not self.problems:
            whom = (
                "`visitor`" if self.is_public else "`lead_id`, `email`, `external_id` or `visitor`"
            )
            self.refuse("", "nobody", f"Say who did it: send {whom}.")
        return ParsedEvent(**{**given.__dict__, "notes": tuple(self.notes)})

    def _unknown_fields(self) -> None:
        allowed = PUBLIC_FIELDS if self.is_public else FIELDS
        for name in list(self.item)[:50]:
            if name in allowed:
                continue
            shown = _UNSEEN.sub("", str(name))[:60]
            if name in FIELDS:
                self.refuse(shown, "not_public", "Only a secret key may send this field.")
            else:
                self.refuse(shown, "unknown", "Leave it out, or put it under `properties`.")

    def _kind(self) -> str:
        kind = self.item.get("kind")
        name = kinds.known(kind) if isinstance(kind, str) and len(kind) <= 100 else None
        if name is None:
            self.refuse("kind", "unknown", f"Use one of {', '.join(kinds.KINDS)}.")
        elif self.is_public and name not in kinds.PUBLIC:
            allowed = ", ".join(sorted(kinds.PUBLIC))
            self.refuse("kind", "not_public", f"A public key takes {allowed}; use a secret key.")
        return name or ""

    def _text(self, name: str) -> str | None:
        value = self.item.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.refuse(name, "wrong_type", "Send a text.")
            return None
        text = str(value) if isinstance(value, str) or abs(value) < 1e18 else ""
        if len(text) > LONGEST[name]:
            self.refuse(name, "too_long", f"Use {LONGEST[name]} characters at most.")
            return None
        if name in {"id", "external_id"} and (_UNSEEN.search(text) or not text.strip()):
            self.refuse(name, "malformed", "Use an id without control or invisible characters.")
            return None
        return plain(text) or None

    def _email(self) -> str | None:
        value = self.item.get("email")
        if value is None or value == "":
            return None
        if not isinstance(value, str) or len(value) > 254 or not _EMAIL.fullmatch(value.strip()):
            self.refuse("email", "malformed", "Send one address like name@example.com.")
            return None
        return value.strip()

    def _lead(self) -> UUID | None:
        value = self.item.get("lead_id")
        if value is None:
            return None
        try:
            return UUID(value)
        except (ValueError, AttributeError, TypeError):
            self.refuse("lead_id", "malformed", "Send the id that /api/leads shows.")
            return None

    def _visitor(self) -> str | None:
        value = self.item.get("visitor")
        if value is None or is_visitor_id(value):
            return value
        self.refuse("visitor", "malformed", "Use 8 to 64 letters, digits, hyphens or underscores.")
        return None

    def _flag(self, name: str) -> bool:
        value = self.item.get(name)
        if value is not None and not isinstance(value, bool):
            self.refuse(name, "wrong_type", "Send true or false.")
        return value is True

    def _address(self) -> str | None:
        value = self.item.get("address")
        if value is None:
            return None
        found = address(str(value)[:60])
        if found is None:
            self.refuse("address", "malformed", "Send the IP address of who did it.")
        return found

    def _about(self, name: str) -> str:
        text = self._text("about") or ""
        if name != "page.viewed":
            return text
        try:
            page = urlsplit(text)
        except ValueError:
            return ""
        # What follows the question mark may name a person, and is none of ours.
        return f"{page.hostname or ''}{page.path}"[:500]

    def _properties(self) -> dict[str, Any]:
        value = self.item.get("properties")
        if value is None:
            return {}
        if not isinstance(value, dict) or len(value) > MOST_PROPERTIES:
            self.refuse("properties", "malformed", f"Send an object of {MOST_PROPERTIES} at most.")
            return {}
        return {_UNSEEN.sub("", key)[:100]: self._property(key, one) for key, one in value.items()}

    def _property(self, key: str, value: Any) -> Any:
        place = f"properties.{_UNSEEN.sub('', key)[:60]}"
        if isinstance(value, str):
            if len(value) > LONGEST_VALUE:
                self.refuse(place, "too_long", f"Use {LONGEST_VALUE} characters at most.")
            return _UNSEEN.sub(" ", value[:LONGEST_VALUE])
        if isinstance(value, int | float) and not abs(value) < _MOST:  # NaN is not below either
            self.refuse(place, "malformed", "Send a number below 1e15.")
            return None
        if value is None or isinstance(value, int | float):
            return value
        self.refuse(place, "nested", "Send a text, a number, true, false or null.")
        return None

    def _moment(self) -> datetime:
        value = self.item.get("occurred_at")
        if value is None:
            return self.now
        try:
            at = datetime.fromisoformat(value)
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            since = self.now - at
        except (ValueError, TypeError, OverflowError):
            self.refuse("occurred_at", "malformed", "Send ISO 8601, such as 2026-03-15T12:00:00Z.")
            return self.now
        if datetime.fromisoformat(value).tzinfo is None:
            self.notes.append("occurred_at has no zone: taken as UTC")
        if since > OLDEST:
            self.refuse("occurred_at", "too_old", "Send what happened within ten years.")
        elif -since > AHEAD:
            self.refuse("occurred_at", "future", "Send it when it has happened.")
        elif since < timedelta(0):
            self.notes.append("occurred_at is ahead of our clock: taken as now")
            return self.now
        elif since > LATE:
            self.notes.append(f"late: its points count from its own time, {since.days} days ago")
        return at


_SAID = {"sender_says": "machine", "automated": "automated"}


def _hash(item: Mapping[str, Any]) -> str:
    plain = json.dumps(item, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(plain.encode("utf-8", "replace")).hexdigest()
