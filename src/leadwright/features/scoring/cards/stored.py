"""Reads of scorecards: which there are, their versions, drafts and mass runs, and what is stale."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from leadwright.domain.errors import NotFound
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.models import Rescoring, ScorecardRow, ScorecardVersion
from leadwright.kernel.db.session import ReadSession

# A card that comes into force begins a run in the same transaction: where none goes on, nobody is behind,
# and a million leads need not be counted to say so.
_STALE = text(
    "select c.name, count(*) as leads from scorecard c join lead_score s on s.workspace_id = c.workspace_id"
    " and s.scorecard = c.name and (s.version <> c.published or (c.is_primary and s.as_of <"
    " (select scores_since from score_mode where workspace_id = :workspace_id)))"
    " where c.workspace_id = :workspace_id and c.archived_at is null and exists (select from rescoring r"
    " where r.workspace_id = :workspace_id and r.name = c.name and r.state = 'running') group by c.name"
)


@dataclass(frozen=True)
class CardInfo:
    """A scorecard in a list. `published` null: it is a draft so far. `card`: in force, else the draft."""

    name: str
    title: str
    is_primary: bool
    published: int | None
    draft: int | None
    card: Scorecard


async def listed(session: ReadSession, *, archived: bool = False) -> list[CardInfo]:
    """The workspace's scorecards, the primary first; the shipped one where it has none of its own."""
    rows = await _rows(session)
    if not rows:
        card = default_scorecard()
        return [CardInfo(card.name, card.title, True, card.version, None, card)]
    shown = {version.name: version for version in await _shown(session)}
    drafts = {row.name: row.number for row in await _drafts(session)}
    found = []
    for row in rows:
        if row.archived_at is not None and not archived:
            continue
        card = Scorecard.model_validate(shown[row.name].card)
        found.append(
            CardInfo(
                name=row.name,
                title=card.title,
                is_primary=row.is_primary,
                published=row.published,
                draft=drafts.get(row.name),
                card=card,
            )
        )
    return found


async def info(session: ReadSession, name: str) -> CardInfo:
    """NotFound for a name that no scorecard here has."""
    found = next((one for one in await listed(session, archived=True) if one.name == name), None)
    if found is None:
        raise NotFound(f"There is no scorecard {name!r} here.")
    return found


async def versions(session: ReadSession, name: str) -> Sequence[ScorecardVersion]:
    """All versions of a scorecard, newest first; none of the shipped card before its first change."""
    query = select(ScorecardVersion).where(
        ScorecardVersion.workspace_id == session.info["workspace_id"],
        ScorecardVersion.name == name,
    )
    return (await session.execute(query.order_by(ScorecardVersion.number.desc()))).scalars().all()


async def draft(session: ReadSession, name: str) -> ScorecardVersion | None:
    """The version somebody works on, if anybody does."""
    return next((one for one in await versions(session, name) if one.state == "draft"), None)


async def version(session: ReadSession, name: str, number: int) -> Scorecard:
    """One version's card; NotFound where there is none."""
    found = await session.scalar(
        select(ScorecardVersion.card).where(
            ScorecardVersion.workspace_id == session.info["workspace_id"],
            ScorecardVersion.name == name,
            ScorecardVersion.number == number,
        )
    )
    if found is not None:
        return Scorecard.model_validate(found)
    shipped = default_scorecard()
    if (name, number) == (shipped.name, shipped.version) and not await _rows(session):
        return shipped
    raise NotFound(f"The scorecard {name!r} has no version {number}.")


async def stale(session: ReadSession) -> dict[str, int]:
    """How many leads' scores come from an older version, by scorecard; empty when no run goes on."""
    asked = {"workspace_id": session.info["workspace_id"]}
    return {row.name: row.leads for row in await session.execute(_STALE, asked)}


async def runs(session: ReadSession, name: str, *, limit: int = 10) -> Sequence[Rescoring]:
    """Mass runs of a scorecard, newest first."""
    query = select(Rescoring).where(
        Rescoring.workspace_id == session.info["workspace_id"], Rescoring.name == name
    )
    found = await session.execute(query.order_by(Rescoring.started_at.desc()).limit(limit))
    return found.scalars().all()


async def run(session: ReadSession, run_id: UUID) -> Rescoring | None:
    """One mass run."""
    return (
        await session.execute(
            select(Rescoring).where(
                Rescoring.workspace_id == session.info["workspace_id"], Rescoring.id == run_id
            )
        )
    ).scalar_one_or_none()


async def _rows(session: ReadSession) -> Sequence[ScorecardRow]:
    query = select(ScorecardRow).where(ScorecardRow.workspace_id == session.info["workspace_id"])
    order = (ScorecardRow.is_primary.desc(), ScorecardRow.created_at)
    return (await session.execute(query.order_by(*order))).scalars().all()


async def _shown(session: ReadSession) -> Sequence[ScorecardVersion]:
    """Of each scorecard the version in force, else its newest."""
    newest = (
        select(ScorecardVersion)
        .where(ScorecardVersion.workspace_id == session.info["workspace_id"])
        .ext(distinct_on(ScorecardVersion.name))
        .order_by(
            ScorecardVersion.name,
            (ScorecardVersion.state == "published").desc(),
            ScorecardVersion.number.desc(),
        )
    )
    return (await session.execute(newest)).scalars().all()


async def _drafts(session: ReadSession) -> Sequence[ScorecardVersion]:
    query = select(ScorecardVersion).where(
        ScorecardVersion.workspace_id == session.info["workspace_id"],
        ScorecardVersion.state == "draft",
    )
    return (await session.execute(query)).scalars().all()


async def newest_number(session: ReadSession, name: str) -> int:
    """The highest number a version of it has; 0 without any."""
    found = await session.scalar(
        select(func.max(ScorecardVersion.number)).where(
            ScorecardVersion.workspace_id == session.info["workspace_id"],
            ScorecardVersion.name == name,
        )
    )
    return int(found or 0)
