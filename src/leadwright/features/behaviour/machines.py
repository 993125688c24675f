"""Whether a person or a machine did it. The rules with their reasons: docs/reference/behaviour.md.

A machine is named by one strong sign, by two weak ones, or by what several events show together.
The last comes late: the second click shows what the first was. A label is given once and never
taken back, and nothing weak alone ever makes a person a machine.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from leadwright.features.behaviour import agents

OPENED, CLICKED, VIEWED = "email.opened", "email.clicked", "page.viewed"
JUDGED = frozenset({OPENED, CLICKED, VIEWED, "file.downloaded", "form.started"})
STRONG = (
    "sender_says", "provider_says", "head", "prefetch", "hidden_link", "automated",
)  # fmt: skip
"""Signs that the door sees and that need nobody's opinion."""

INHUMAN = timedelta(seconds=2)
SOON = {OPENED: timedelta(seconds=4), CLICKED: timedelta(seconds=15)}
TWO_LINKS, THREE_LINKS, DOUBTED_LINKS = (timedelta(seconds=s) for s in (1, 3, 10))
ALIKE, RECIPIENTS = timedelta(seconds=10), 3
AROUND = timedelta(seconds=60)
PAGES, PAGES_IN = 15, timedelta(seconds=10)
REACH = AROUND
"""How far around a new event older ones are looked at."""


@dataclass(frozen=True)
class Sighting:
    """One event as the rules see it. `sent_at`: when the mail it belongs to was handed over.

    `reader`: to whom it was sent, which stands for the mail where another program sent it.
    """

    id: UUID
    name: str
    at: datetime
    about: str = ""
    message_id: UUID | None = None
    visitor: str | None = None
    address: str = ""
    agent: str | None = None
    signs: frozenset[str] = frozenset()
    sent_at: datetime | None = None
    machine: str | None = None
    reader: str = ""

    @property
    def mail(self) -> str:
        """Which mail it is about; "" for none."""
        if self.message_id is not None:
            return str(self.message_id)
        return f"to {self.reader}" if self.reader and self.name in {OPENED, CLICKED} else ""


def judge(sightings: Sequence[Sighting]) -> dict[UUID, str]:
    """The reason for each that is a machine's and has no label yet. Deterministic."""
    found: dict[UUID, str] = {}
    for one in sightings:
        if one.machine is None and (reason := alone(one)):
            found[one.id] = reason
    for one, reason in _together(sightings, found):
        if one.machine is None:
            found.setdefault(one.id, reason)
    return found


def alone(one: Sighting) -> str | None:
    """What this event shows by itself: one strong sign, or two weak ones."""
    seen = next((sign for sign in STRONG if sign in one.signs), None)
    if seen is not None or one.name not in JUDGED or one.agent is None:
        return seen  # without an agent: told by a program that does not say what it was done with
    too_soon = _after_sending(one) < INHUMAN
    if one.name == OPENED and agents.is_image_proxy(one.agent):
        return "too_soon" if too_soon else None
    return _by_agent(one) or ("too_soon" if too_soon else _by_several(one))


def _by_agent(one: Sighting) -> str | None:
    agent = (one.agent or "").strip()
    if one.name == OPENED and agent == agents.APPLE_PRIVACY:
        return "apple_privacy"
    if not agent:
        return "no_agent"
    return "known_program" if agents.is_program(agent) else None


def _by_several(one: Sighting) -> str | None:
    return "several_signs" if len(weak(one)) > 1 else None


def weak(one: Sighting) -> frozenset[str]:
    """Signs that people show as well, so that one of them proves nothing."""
    signs = set(one.signs & {"no_language"})
    if agents.in_data_centre(one.address):
        signs.add("data_centre")
    if one.agent and agents.is_odd(one.agent):
        signs.add("odd_agent")
    if _after_sending(one) < SOON.get(one.name, timedelta(0)):
        signs.add("soon")
    return frozenset(signs)


def _after_sending(one: Sighting) -> timedelta:
    """Since the mail left; a provider's clock that is before ours counts as at once."""
    if one.sent_at is None or one.name not in SOON:
        return timedelta.max
    return max(one.at - one.sent_at, timedelta(0))


def _together(
    sightings: Sequence[Sighting], found: dict[UUID, str]
) -> Iterator[tuple[Sighting, str]]:
    clicks = [one for one in sightings if one.name == CLICKED]
    for mail in _by(clicks, lambda one: one.mail):
        yield from _every_link(mail)
    for origin in _by(clicks, lambda one: one.address and f"{one.address} {one.agent}"):
        yield from _many_recipients(origin)
    for visit in _by(sightings, lambda one: one.name == VIEWED and (one.visitor or "")):
        yield from _many_pages(visit)
    yield from _companions(sightings, found)


def _by(sightings: Iterable[Sighting], key: object) -> Iterator[list[Sighting]]:
    """Groups in order of time; what has no key belongs to none."""
    assert callable(key)  # noqa: S101 -- a lambda of this file
    having = sorted((one for one in sightings if key(one)), key=lambda one: (key(one), one.at))
    for _, group in groupby(having, key):
        yield list(group)


def _every_link(clicks: Sequence[Sighting]) -> Iterator[tuple[Sighting, str]]:
    """Different links of one mail, followed faster than anybody reads. One link twice is a double click."""
    for start, first in enumerate(clicks):
        near = [one for one in clicks[start:] if one.at - first.at <= DOUBTED_LINKS]
        quick = _quick(near, first.at)
        addresses = {one.address for one in quick if one.address}
        yield from ((one, "every_link") for one in near if one in quick or one.address in addresses)


def _quick(near: Sequence[Sighting], since: datetime) -> Sequence[Sighting]:
    """Two links within a second, three within three; of doubtful origin two within ten."""
    within = [[one for one in near if one.at - since <= time] for time in (TWO_LINKS, THREE_LINKS)]
    doubtful = [one for one in near if one.machine or weak(one)]
    for clicks, least in ((within[0], 2), (within[1], 3), (doubtful, 2)):
        if len({one.about for one in clicks}) >= least:
            return clicks
    return ()


def _many_recipients(clicks: Sequence[Sighting]) -> Iterator[tuple[Sighting, str]]:
    """One address with one browser in the mail of several people at once: their common gateway."""
    for start, first in enumerate(clicks):
        near = [one for one in clicks[start:] if one.at - first.at <= ALIKE]
        if len({one.mail for one in near}) >= RECIPIENTS:
            yield from ((one, "many_recipients") for one in near)


def _many_pages(views: Sequence[Sighting]) -> Iterator[tuple[Sighting, str]]:
    for start, first in enumerate(views):
        near = [one for one in views[start:] if one.at - first.at <= PAGES_IN]
        if len(near) > PAGES:
            yield from ((one, "many_pages") for one in near)


_SPREADS = frozenset({"hidden_link", "every_link", "head"})


def _companions(
    sightings: Sequence[Sighting], found: dict[UUID, str]
) -> Iterator[tuple[Sighting, str]]:
    """What the same program did to the same mail within the minute, before and after it gave itself away."""
    proven = [one for one in sightings if (one.machine or found.get(one.id)) in _SPREADS]
    for one in sightings:
        for caught in proven:
            is_same = (one.mail, one.address, one.agent) == (
                caught.mail, caught.address, caught.agent,
            )  # fmt: skip
            if one.mail and one.address and is_same and abs(one.at - caught.at) <= AROUND:
                yield one, "companion"
