"""Leads scored in two ways: a chosen one line by line, the newest ones all together."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from leadwright.domain.condition import Subject
from leadwright.domain.ids import LeadId
from leadwright.domain.lead import KnownFields
from leadwright.domain.numbering import grouped
from leadwright.domain.predicted import Predicted
from leadwright.features.leads import custom_fields, known, listing
from leadwright.features.leads.models import Lead
from leadwright.features.leads.search import LeadFilter
from leadwright.features.scoring import comparing, due, queries
from leadwright.features.scoring.blending import Mode, voice_of
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.cards.strange_names import Strange, strange_names
from leadwright.features.scoring.comparing import Line, Moved
from leadwright.features.scoring.in_force import in_force
from leadwright.features.scoring.ledger import Ledger
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline.scoring import scores

MOST = 1_000
SECONDS = 2.0
_AT_ONCE = 100
_YIELD_EVERY = 10
_MOST_FIELDS = 60


@dataclass(frozen=True)
class Way:
    """One way to score: a card, and how a model takes part in it."""

    card: Scorecard | None
    mode: Mode = Mode.RULES

    def ledger(self, subject: Subject, word: Predicted | None) -> Ledger | None:
        """The lead's score so; None where the card is not for it."""
        return comparing.scored(self.card, subject, voice_of(self.mode, word))


Ways = tuple[Way, Way]


@dataclass(frozen=True)
class Compared:
    """The newest leads in two ways. `of`: how many were wanted; fewer when the time was over."""

    found: tuple[Moved, ...]
    of: int

    @property
    def moving(self) -> int:
        return sum(one.moves for one in self.found)


@dataclass(frozen=True)
class Tried:
    """One lead in two ways, reason by reason."""

    lead_id: LeadId
    name: str
    moved: Moved
    lines: tuple[Line, ...]


async def over_base(
    session: ReadSession,
    old: Scorecard | None,
    new: Scorecard,
    *,
    most: int = MOST,
    seconds: float = SECONDS,
) -> Compared:
    """Both cards' totals of the newest leads; it ends when the time is over, with what it has."""
    return await in_both(session, await _ways(session, old, new), most=most, seconds=seconds)


async def in_both(
    session: ReadSession, ways: Ways, *, most: int = MOST, seconds: float = SECONDS
) -> Compared:
    """The newest leads' totals in both ways; it ends when the time is over, with what it has."""
    ids = await due.newest_leads(session, limit=most)
    until = time.monotonic() + seconds
    found: list[Moved] = []
    for start in range(0, len(ids), _AT_ONCE):
        if time.monotonic() > until:
            break
        found += await _part(session, ids[start : start + _AT_ONCE], ways)
    return Compared(tuple(found), len(ids))


async def _ways(session: ReadSession, old: Scorecard | None, new: Scorecard) -> Ways:
    """A model takes part in the primary card alone, and in its drafts."""
    cards = await in_force(session)
    one, other = (
        cards.mode if card is not None and card.name == cards.primary.name else Mode.RULES
        for card in (old, new)
    )
    return Way(old, one), Way(new, other)


async def _part(session: ReadSession, ids: Sequence[LeadId], ways: Ways) -> list[Moved]:
    events = await queries.occurrences_of(session, ids, _events(ways))
    told = await known.of(session, ids)
    words = await _words(session, ways, told)
    found = []
    for number, one in enumerate(told):
        if number % _YIELD_EVERY == 0:
            await asyncio.sleep(0)  # other requests go before this
        subject = Subject(values=one.values(), now=clock.now(), events=events[one.lead_id])
        ledgers = [way.ledger(subject, words.get(one.lead_id)) for way in ways]
        found.append(comparing.moved(one.lead_id, *ledgers))
    return found


async def _words(
    session: ReadSession, ways: Ways, told: Sequence[KnownFields]
) -> dict[LeadId, Predicted]:
    asks = any(way.mode is not Mode.RULES for way in ways)
    return await scores.words(session, told) if asks else {}


async def on_lead(
    session: ReadSession, old: Scorecard | None, new: Scorecard, lead_id: UUID | None
) -> Tried | None:
    """The chosen lead by both cards, the newest where none is chosen; None without any lead."""
    one = await _chosen(session, lead_id)
    if one is None:
        return None
    ways = await _ways(session, old, new)
    subject = await queries.subject_of(session, one, _events(ways))
    word = (await _words(session, ways, [one])).get(one.lead_id)
    before, after = [way.ledger(subject, word) for way in ways]
    return Tried(
        lead_id=one.lead_id,
        name=(await names_of(session, [one.lead_id])).get(one.lead_id, "Unnamed lead"),
        moved=comparing.moved(one.lead_id, before, after),
        lines=comparing.lines(before, after),
    )


async def _chosen(session: ReadSession, lead_id: UUID | None) -> KnownFields | None:
    if lead_id is not None:
        return await known.one(session, LeadId(lead_id))
    newest = await due.newest_leads(session, limit=1)
    return await known.one(session, newest[0]) if newest else None


async def names_of(session: ReadSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The best name of each lead."""
    rows = await session.execute(
        select(Lead.id, Lead.name, Lead.email, Lead.phone).where(
            Lead.workspace_id == session.info["workspace_id"], Lead.id.in_(ids)
        )
    )
    return {
        row.id: (row.name or row.email or grouped(row.phone) or "Unnamed lead")[:200]
        for row in rows.all()
    }


async def matching(session: ReadSession, words: str) -> tuple[tuple[UUID, str, str], ...]:
    """Leads to choose from: id, name, company or address."""
    if not words.strip():
        return ()
    asked = LeadFilter(q=words.strip()[:200], limit=6)
    found = await listing.page(session, asked, search_most=6)
    return tuple(
        (one.id, (one.name or one.email or grouped(one.phone) or "Unnamed lead")[:200],
         (one.company or one.email or "")[:200])
        for one in found.items
    )  # fmt: skip


async def strangers(session: ReadSession, card: Scorecard) -> tuple[Strange, ...]:
    """What the card asks for and nobody here has."""
    return strange_names(card, await custom_fields.names(session))


async def custom_keys(session: ReadSession) -> tuple[str, ...]:
    """The workspace's own fields, to choose from."""
    return await custom_fields.names(session, most=_MOST_FIELDS)


def _events(ways: Ways) -> frozenset[str]:
    return frozenset().union(*(way.card.events for way in ways if way.card is not None))
